import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readManifest } from './manifest.ts'
import type { Plan } from './plan/schema.ts'

/** A folder of generated code whose landscape is no longer made. */
export interface Abandoned {
  readonly folder: string
  readonly landscape: string
}

/**
 * Folders beside the one that this plan is written to that were generated from the file that makes its landscape, under a name that does not stand in that file any
 * more: what is left behind where a landscape was renamed. Code of other landscapes, which may lie side by side, is left alone.
 */
export function abandonedFolders(
  outDir: string,
  { landscape, at, folder: own }: Pick<Plan, 'landscape' | 'at'> & { readonly folder: string },
  flowsDir: string,
): readonly Abandoned[] {
  const source = textOf(path.join(flowsDir, at.file)) ?? ''
  return foldersIn(outDir).flatMap((name) => {
    const folder = path.join(outDir, name)
    if (folder === own) return []
    const manifest = readManifest(folder)
    if (manifest === null || path.resolve(folder, manifest.flowsDir) !== path.resolve(flowsDir)) return []
    const other = madeFrom(folder)
    if (other === undefined || other.landscape === landscape || other.file !== at.file) return []
    const isStillNamed = ["'", '"', '`'].some((quote) => source.includes(`${quote}${other.landscape}${quote}`))
    return isStillNamed ? [] : [{ folder, landscape: other.landscape }]
  })
}

/** What the plan in a folder says of its landscape, whatever version wrote it. */
function madeFrom(folder: string): { readonly landscape: string; readonly file: string } | undefined {
  try {
    const plan = JSON.parse(textOf(path.join(folder, 'plan.json')) ?? '') as Partial<Plan> | null
    const [landscape, file] = [plan?.landscape, plan?.at?.file]
    return typeof landscape === 'string' && typeof file === 'string' ? { landscape, file } : undefined
  } catch {
    return undefined
  }
}

function foldersIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
