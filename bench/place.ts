/** Where the systems of a landscape lie, each named by `BENCH_<system>`: a file of its own, or a folder where files are dropped. */
import { join } from 'node:path'
import type { ConnectorConfig, GeneratedLandscape } from '../runtime/door.ts'

export function placeOf(folder: string, system: string, kind: ConnectorConfig['kind'] = 'sqlite'): string {
  return join(folder, kind === 'sqlite' ? `${system.toLowerCase()}.sqlite` : system.toLowerCase())
}

export function environment(folder: string, { systems }: GeneratedLandscape): Record<string, string> {
  return Object.fromEntries(
    Object.values(systems).map(({ name, connector: { kind } }) => [`BENCH_${name.toUpperCase()}`, placeOf(folder, name, kind)]),
  )
}
