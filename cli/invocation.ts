import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { commands } from './commands/index.ts'
import type { Input } from './input.ts'
import { word } from './text.ts'

/** How our own commands are written in what is said, so that a line can be pasted as it stands, in the folder in which it was printed. */
export type Pasteable = (text: string) => string

/** Options that say where things lie; a command that follows needs them as well. */
const places = ['flows', 'config', 'out'] as const

/** @param input null where the command line could not be understood */
export function pasteableFor(input: Input | null, env: Readonly<Record<string, string | undefined>>): Pasteable {
  const given = places.flatMap((name) => {
    const place = (name === 'flows' ? input?.argument('flows') : undefined) ?? input?.text(name)
    return place === undefined ? [] : [`--${name} ${word(place)}`]
  })
  const start = [onPath(env) ? 'thalweg' : 'npx thalweg', ...given].join(' ')
  const names = [...commands.map(({ name }) => name), '--help'].join('|')
  const mention = new RegExp(`(?<![\\w./@-]|npx )thalweg (?=(?:${names})(?![\\w-]))`, 'g')
  // What stands in double quotes is a value of somebody's record.
  return (text) =>
    text
      .split(/("(?:[^"\\\n]|\\.)*")/)
      .map((part, i) => (i % 2 === 0 ? part.replaceAll(mention, `${start} `) : part))
      .join('')
}

/** Is the command there by its bare name. What `npx` and `npm run` put in front of the path is not there in the shell of whoever reads. */
function onPath({ PATH = '' }: Readonly<Record<string, string | undefined>>): boolean {
  const folders = PATH.split(delimiter).filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]/.test(`${folder}/`))
  return folders.some((folder) => existsSync(join(folder, process.platform === 'win32' ? 'thalweg.cmd' : 'thalweg')))
}
