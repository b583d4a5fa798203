import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '')

/** A folder like that of somebody who uses the package: their own sources, and `thalweg`, `zod` and Node's types as installed packages. */
export interface Project {
  readonly folder: string
  write(file: string, text: string): string
  remove(): void
}

export function project(compilerOptions: Readonly<Record<string, unknown>> = {}): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'thalweg-types-')))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(repository, join(folder, 'node_modules/thalweg'))
  for (const name of ['zod', '@types']) symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  const write = (file: string, text: string) => {
    const path = join(folder, file)
    writeFileSync(path, text)
    return path
  }
  write('package.json', JSON.stringify({ type: 'module' }))
  write('tsconfig.json', JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, include: ['*.ts'] }))
  return { folder, write, remove: () => rmSync(folder, { recursive: true }) }
}

/** The estate of types and what it imports, beside the files that are compiled against it. */
export function writeEstate({ write }: Project): void {
  for (const file of ['estate.ts', 'decisions.ts', 'warehouse.ts']) write(file, readFileSync(join(repository, 'test/types', file), 'utf8'))
}

const strict = {
  target: 'es2024',
  lib: ['es2024'],
  types: ['node'],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
}
