import type { Cli } from './command.ts'

/** Asks a question that has a yes or a no, where there is a person to answer it. Without one the answer is no. */
export async function ask(cli: Cli, question: string): Promise<boolean> {
  if (cli.json || !process.stdin.isTTY || !process.stdout.isTTY) return false
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: question, initialValue: false })) === true
}
