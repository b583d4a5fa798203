import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('project/', import.meta.url))
const ending = '.template'

/** Templates whose files have a name that packing or an editor would act upon if they lay here under it, or that serve twice. */
const renamed: Readonly<Record<string, readonly string[]>> = { gitignore: ['.gitignore'], env: ['.env.example', '.env'] }

export interface Words {
  readonly name: string
  /** What stands for us in `dependencies`. */
  readonly thalweg: string
}

/** The files of a new project, by path, in order. */
export function projectFiles(words: Words): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const path of paths.filter((each) => each.endsWith(ending)).sort()) {
    const text = readFileSync(join(folder, path), 'utf8').replaceAll('{{name}}', words.name).replaceAll('{{thalweg}}', words.thalweg)
    const plain = path.slice(0, -ending.length)
    for (const name of renamed[basename(plain)] ?? [basename(plain)]) files.set(join(dirname(plain), name).replaceAll(sep, '/'), text)
  }
  return files
}
