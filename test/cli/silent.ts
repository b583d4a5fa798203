import type { Cli } from '../../cli/command.ts'
import { noColours } from '../../cli/colour.ts'

/** For a command that runs in the process of the test: nothing it says on the way is looked at. */
export const silent: Cli = {
  json: false,
  paint: noColours,
  report: () => {},
  warn: () => {},
  note: () => {},
  progress: () => ({ at: () => {}, add: () => {}, label: () => {}, end: () => {} }),
}
