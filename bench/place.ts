/** Where the files of a landscape lie whose systems are named by `BENCH_<system>`. */
import { join } from 'node:path'
import type { GeneratedLandscape } from '../runtime/door.ts'

export function fileOf(folder: string, system: string): string {
  return join(folder, `${system.toLowerCase()}.sqlite`)
}

export function environment(folder: string, { systems }: GeneratedLandscape): Record<string, string> {
  return Object.fromEntries(Object.keys(systems).map((name) => [`BENCH_${name.toUpperCase()}`, fileOf(folder, name)]))
}
