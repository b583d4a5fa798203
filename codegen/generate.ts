/** The plan becomes files, and the files become what lies on disk. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { EmitOptions } from './emit/emitter.ts'
import { emitContext, tells } from './emit/emitter.ts'
import { emitters } from './emit/index.ts'
import { GenerateError } from './emit/refuse.ts'
import { manifestPath, manifestText, readManifest, sha256 } from './manifest.ts'
import { stampOf } from './memory/stamp.ts'
import type { Plan } from './plan/schema.ts'

export type { EmitOptions } from './emit/emitter.ts'

/** Paths below the landscape's folder, with forward slashes, and texts. */
export type GeneratedFiles = ReadonlyMap<string, string>

/**
 * Every file of `generated/<landscape name>/`. The same plan gives the same bytes.
 * @throws GenerateError for a plan that the checker would have refused.
 */
export function generate(plan: Plan, options: EmitOptions): GeneratedFiles {
  const context = emitContext(plan, options)
  const files = new Map<string, string>()
  for (const { path: name, text } of Object.values(emitters).flatMap((emit) => emit(context))) {
    if (files.has(name)) throw new Error(`two emitters write ${name}`)
    files.set(name, text)
  }
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
  const flowsDir = path.relative(options.outDir, options.flowsDir).split(path.sep).join('/')
  return sorted.set(manifestPath, manifestText(sorted, flowsDir))
}

export interface WrittenFiles {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  /** Files of an earlier generate that are no longer emitted. */
  readonly removed: readonly string[]
  /** Had been edited by hand since they were generated; what was edited is gone. */
  readonly edited: readonly string[]
  /** What each file bore when it was found to hold its text, or was written. */
  readonly stamps: ReadonlyMap<string, string | null>
}

/**
 * Brings a folder in line. Each file is written aside and renamed, the manifest last, so that a crash leaves whole files and the next generate knows them.
 * Files that no generate wrote are left alone.
 * @throws GenerateError where the folder cannot be written.
 */
export function writeGenerated(dir: string, files: GeneratedFiles): WrittenFiles {
  const stamps = new Map([...files.keys()].map((name) => [name, stampOf(path.join(dir, name))]))
  const stale = staleFiles(dir, files)
  const written = stale.filter(({ why }) => why !== 'leftOver').map((each) => each.path)
  const removed = stale.filter(({ why }) => why === 'leftOver').map((each) => each.path)
  const touched = new Set([...written, ...removed])
  const edited = editedFiles(dir, touched)
  try {
    for (const name of [...written.filter((each) => each !== manifestPath), ...written.filter((each) => each === manifestPath)]) {
      const file = path.join(dir, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(`${file}.new`, files.get(name)!)
      renameSync(`${file}.new`, file)
      stamps.set(name, stampOf(file))
    }
    for (const name of removed) remove(dir, name)
  } catch (error) {
    throw cannotWrite(dir, error)
  }
  const unchanged = [...files.keys()].filter((name) => !touched.has(name))
  return { written, unchanged, removed, edited, stamps }
}

export interface StaleFile {
  readonly path: string
  readonly why: 'missing' | 'differs' | 'leftOver'
}

/** What a generate would change: for `generate --check`. */
export function staleFiles(dir: string, files: GeneratedFiles): readonly StaleFile[] {
  const out: StaleFile[] = []
  for (const [name, text] of files) {
    const there = readText(path.join(dir, name))
    if (there === null) out.push({ path: name, why: 'missing' })
    else if (lineEnds(there) !== text) out.push({ path: name, why: 'differs' })
  }
  for (const name of Object.keys(readManifest(dir)?.files ?? {})) {
    if (!files.has(name) && readText(path.join(dir, name)) !== null) out.push({ path: name, why: 'leftOver' })
  }
  return out
}

/**
 * Generated files that were edited by hand since: `run` obeys those that it runs, and says so.
 * @param among where only these are asked about
 */
export function editedFiles(dir: string, among?: ReadonlySet<string>): readonly string[] {
  return Object.entries(readManifest(dir)?.files ?? {}).flatMap(([name, hash]) => {
    if (among?.has(name) === false) return []
    const there = readText(path.join(dir, name))
    return there !== null && sha256(lineEnds(there)) !== hash ? [name] : []
  })
}

/** Is it a file that nothing runs: an edit there is obeyed by nobody. */
export function onlyTells(dir: string, name: string): boolean {
  return readText(path.join(dir, name))?.includes(tells) === true
}

/** The file, and folders that are empty without it. */
function remove(dir: string, name: string): void {
  rmSync(path.join(dir, name), { force: true })
  for (let folder = path.dirname(name); folder !== '.'; folder = path.dirname(folder)) {
    if (readdirSync(path.join(dir, folder)).length > 0) return
    rmdirSync(path.join(dir, folder))
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** A checkout on Windows may have turned line ends; that is no edit. */
function lineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

function cannotWrite(dir: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  return new GenerateError(
    `generated files cannot be written to ${dir}: ${error.message}`,
    'make room, or give this user the right to write the folder; nothing there is half written',
  )
}
