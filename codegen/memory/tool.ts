import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** What lies in these makes generated code what it is. */
const stages = ['dsl', 'codegen', 'runtime']

/** Tells one generator from another: this package, every file of it that has a part in what is generated, and the packages that it uses. */
export function toolDigest(): string {
  const manifest = join(root, 'package.json')
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly dependencies?: Readonly<Record<string, string>> }
  const used = Object.keys(dependencies).flatMap((name) => findPackageJSON(name, import.meta.url) ?? [])
  const own = stages.flatMap((stage) =>
    readdirSync(join(root, stage), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? join(entry.parentPath, entry.name) : [],
    ),
  )
  const hash = createHash('sha256').update(`${process.version}\n`)
  for (const file of [manifest, ...used, ...own].toSorted()) {
    const { size, mtimeNs, ctimeNs } = statSync(file, { bigint: true })
    hash.update(`${file} ${size} ${mtimeNs} ${ctimeNs}\n`)
  }
  return hash.digest('hex')
}
