/**
 * The files of one log. Without rotation it is `<name>.ndjson`; with it each period has its own, named by its beginning in UTC: `<name>-2026-11-25.ndjson` where
 * periods are whole days, else `<name>-2026-11-25T14-00-00Z.ndjson`. The period is that of the moment of appending, so that a file that is closed never changes.
 */
import { readdirSync } from 'node:fs'

const dayMs = 86_400_000
const ending = '.ndjson'
const stamp = /^-\d{4}-\d{2}-\d{2}(T\d{2}-\d{2}-\d{2}Z)?$/

/** In the order in which they were begun: what was written without rotation comes before what was written with it. */
export function filesOf(folder: string, name: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(name) && file.endsWith(ending) && isLabel(file.slice(name.length, -ending.length)))
    .sort((a, b) => inOrder(name, a, b))
}

/** Those of the files that were begun with `first`, or after it. */
export function filesSince(files: readonly string[], name: string, first: string | undefined): readonly string[] {
  return first === undefined ? files : files.filter((file) => inOrder(name, file, first) >= 0)
}

function isLabel(label: string): boolean {
  return label === '' || stamp.test(label)
}
function inOrder(name: string, a: string, b: string): number {
  const [x, y] = [a, b].map((file) => file.slice(name.length, -ending.length)) as [string, string]
  return x < y ? -1 : x > y ? 1 : 0
}

/** Where a line goes now. A clock that is set back opens no older file again. @param newest the newest file there is */
export function fileFor(name: string, rotateMs: number | undefined, now: number, newest: string | undefined): string {
  const file = `${name}${labelAt(rotateMs, now)}${ending}`
  return newest !== undefined && inOrder(name, file, newest) < 0 ? newest : file
}

function labelAt(rotateMs: number | undefined, now: number): string {
  if (rotateMs === undefined) return ''
  const start = new Date(Math.floor(now / rotateMs) * rotateMs).toISOString()
  return rotateMs % dayMs === 0 ? `-${start.slice(0, 10)}` : `-${start.slice(0, 19).replaceAll(':', '-')}Z`
}
