/** The process of `commandsOf`: runs one command line after another, each with its own environment, and sends what it said. */
import { main } from '../../cli/main.ts'

interface Asked {
  readonly line: string
  readonly env: Readonly<Record<string, string>>
}

const said = { out: '', err: '' }
const kept = (name: keyof typeof said) => (text: string | Uint8Array) => {
  said[name] += String(text)
  return true
}
process.stdout.write = kept('out')
process.stderr.write = kept('err')

process.on('message', ({ line, env }: Asked) => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  Object.assign(said, { out: '', err: '' })
  void (async () => {
    const code = await main(line.split(' '))
    process.send!({ code, ...said })
  })()
})
