import type { Cli } from './command.ts'

/** Is there a person who can be asked. */
export function canAsk(cli: Cli): boolean {
  return !cli.json && process.stdin.isTTY && process.stdout.isTTY
}

/** Shows what the question is about, and asks it. No is what a mere Enter means. */
export async function ask(about: string, question: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  process.stdout.write(`${about}\n`)
  return (await confirm({ message: question, initialValue: false })) === true
}
