import type { Colors } from 'picocolors/types.js'
import type { Exit } from './failure.ts'
import type { Input } from './input.ts'
import type { Progress } from './progress.ts'

/** What a command has to say. The frame prints `data` as one JSON document with `--json`, else `text`. */
export interface Report {
  readonly exit: Exit
  /** Undefined where reports before have said all. */
  readonly data: unknown
  /** Without the last line end. Empty: nothing is printed. */
  readonly text: string
}

/** What the frame gives a command. Nothing that a command says goes past it. */
export interface Cli {
  readonly json: boolean
  /** Colours, where stdout is a terminal. */
  readonly paint: Colors
  /** What a command that goes on has to say so far: like its last report, with `--json` on one line. */
  report(report: Report): void
  /** A line on stderr that wants attention. */
  warn(text: string): void
  /** A line on stderr about what is going on. */
  note(text: string): void
  /** Shown on stderr, where that is a terminal, once the work takes longer than a second. */
  progress(label: string): Progress
}

export interface Argument {
  readonly name: string
  readonly about: string
  readonly required: boolean
}

export interface Option {
  /** As in help: `--flow <name>`. */
  readonly flags: string
  readonly about: string
  /** May be given more than once; its values are gathered. */
  readonly repeats?: true
}

/** One command: what help and parsing need, and what it does. `run` imports what it needs when it runs, so that help is fast. */
export interface Command {
  readonly name: string
  readonly group: 'code' | 'systems'
  readonly summary: string
  /** More than the summary, for the help of the command. */
  readonly about?: string
  readonly arguments: readonly Argument[]
  readonly options: readonly Option[]
  /** Command line and what it does. */
  readonly examples: readonly (readonly [string, string])[]
  readonly run: (input: Input, cli: Cli) => Promise<Report>
}
