import { Command as Commander, CommanderError } from 'commander'
import { commands } from './commands/index.ts'
import type { Command } from './command.ts'
import { usage } from './failure.ts'
import { examplesOf, programHelp } from './help.ts'
import { Input } from './input.ts'
import { version } from './version.ts'

export type Parsed =
  | { readonly kind: 'command'; readonly command: Command; readonly input: Input }
  /** Help or version: there is nothing to do but to say it. */
  | { readonly kind: 'said'; readonly text: string }

/** @throws Failure with exit code 64 for what cannot be understood; it names the nearest command or option. */
export async function parse(argv: readonly string[]): Promise<Parsed> {
  let parsed: Parsed | undefined
  let said = ''
  const program = new Commander('thalweg')
    .description('Says which way data runs between systems and who owns each field; checks it, generates the code, and runs it.')
    .version(version(), '-V, --version', 'print the version')
    .option('--json', 'one JSON document on stdout; logs stay on stderr')
    .option('--config <file>', 'thalweg.json; by default the one beside the flow file')
    .option('--flows <file>', 'the file whose default export is the portfolio (default: flows.ts)')
    .option('--out <folder>', 'the folder of generated code (default: generated, beside the flow file)')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', programHelp)
    .exitOverride()
    .configureOutput({ writeOut: (text) => (said += text), writeErr: () => undefined })
  for (const command of commands) add(program, command, (input) => (parsed = { kind: 'command', command, input }))
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'said', text: said }
    if (error.code === 'commander.help') throw usage('there is no command to run', 'thalweg --help lists them')
    throw unusable(error, program)
  }
  if (parsed === undefined) throw usage('there is no command to run', 'thalweg --help lists them')
  return parsed
}

function add(program: Commander, command: Command, done: (input: Input) => void): void {
  const sub = program
    .command(command.name)
    .summary(command.summary)
    .description(`${command.summary}\n\n${command.about ?? ''}`.trim())
  sub.helpGroup(command.group === 'code' ? 'On code:' : 'On systems:')
  for (const { name, about, required } of command.arguments) sub.argument(required ? `<${name}>` : `[${name}]`, about)
  for (const { flags, about, repeats } of command.options) {
    if (repeats === true) sub.option(flags, about, (value: string, before?: readonly string[]) => [...(before ?? []), value])
    else sub.option(flags, about)
  }
  sub.addHelpText('after', examplesOf(command))
  sub.action(() => {
    done(new Input(named(command, sub.args), sub.optsWithGlobals()))
  })
}

/** Arguments by name. The flow file may be the last one, whichever optional ones were left out before it. */
function named(command: Command, given: readonly string[]): Record<string, string> {
  const names = command.arguments.map((argument) => argument.name)
  const last = given.at(-1)
  const needed = command.arguments.filter((argument) => argument.required).length
  const flows = given.length > needed && names.at(-1) === 'flows' && last !== undefined && /\.[cm]?[jt]s$/.test(last) ? last : undefined
  const args: Record<string, string> = flows === undefined ? {} : { flows }
  const others = flows === undefined ? given : given.slice(0, -1)
  for (const [i, value] of others.entries()) args[names[i]!] = value
  return args
}

function unusable(error: CommanderError, program: Commander) {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const nearest = rest.join(' ').replace(/^\(|\)$/g, '')
  const names = program.commands.map((sub) => sub.name()).join(', ')
  const seeHelp = error.code === 'commander.unknownCommand' ? `the commands are ${names}` : 'see --help'
  return usage(first, [nearest, seeHelp].filter((text) => text !== '').join('\n'))
}
