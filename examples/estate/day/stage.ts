/** Where the systems of the estate stand: what the generated code says of them, and how they come to be. */
import { fileURLToPath } from 'node:url'
import { landscape } from '../../../generated/estate/index.ts'
import type { GeneratedLandscape } from '../../../runtime/door.ts'
import { buildDatabases } from '../build.ts'
import type { Elsewhere } from './place.ts'

export interface Stage {
  readonly landscape: GeneratedLandscape
  /** The module of the generated code, for a process of its own. */
  readonly index: string
  /** Builds the systems as they were before anything joined them, the files of those that are files in this folder. */
  build(folder: string): void
  readonly elsewhere?: Elsewhere
}

/** Every database is a file. */
export const files: Stage = {
  landscape,
  index: fileURLToPath(new URL('../../../generated/estate/index.ts', import.meta.url)),
  build: (folder) => void buildDatabases(folder),
}
