/** Which files a generate wrote, and what was in them: tells left-over files and edits by hand. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const manifestPath = 'generated.json'

export interface Manifest {
  /** Where the flow file lies, from this folder, with forward slashes; '' where an older version wrote it. */
  readonly flowsDir: string
  /** Path → SHA-256 of the text. */
  readonly files: Readonly<Record<string, string>>
}

export function manifestText(files: ReadonlyMap<string, string>, flowsDir: string): string {
  return `${JSON.stringify({ flowsDir, files: Object.fromEntries([...files].map(([name, text]) => [name, sha256(text)])) } satisfies Manifest, null, 2)}\n`
}

/** Null where nothing was generated, or the manifest is no longer one. */
export function readManifest(dir: string): Manifest | null {
  try {
    const found = JSON.parse(readFileSync(path.join(dir, manifestPath), 'utf8')) as Partial<Manifest> | null
    return typeof found?.files === 'object'
      ? {
          flowsDir: typeof found.flowsDir === 'string' ? found.flowsDir : '',
          files: Object.fromEntries(Object.entries(found.files).filter(([name]) => isBelow(name))),
        }
      : null
  } catch {
    return null
  }
}

/** A manifest may have been merged or edited: it never makes anything outside the folder go. */
function isBelow(name: string): boolean {
  return name !== manifestPath && !path.isAbsolute(name) && !name.split(/[\\/]/).includes('..')
}

export function sha256(text: string): string {
  return hash('sha256', text)
}
