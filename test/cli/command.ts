import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'

const root = join(import.meta.dirname, '../..')
const bin = join(root, 'cli/bin.mjs')

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly child: ChildProcess
  readonly done: Promise<Said>
  /** Resolves once stderr holds the text. */
  readonly hears: (text: string) => Promise<void>
}

/** Starts the real command as a process of its own, as a user's shell would. */
export function start(folder: string, line: string | readonly string[], env: Record<string, string> = {}): Running {
  const words = typeof line === 'string' ? line.split(' ') : line
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const done = new Promise<Said>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
  const hears = async (text: string): Promise<void> => {
    for (const since = Date.now(); !err.includes(text);) {
      if (Date.now() - since > 20_000) throw new Error(`did not say ${text}; it said: ${err}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { child, done, hears }
}

export async function thalweg(folder: string, line: string | readonly string[], env: Record<string, string> = {}): Promise<Said> {
  return start(folder, line, env).done
}

/** The one document that `--json` leaves on stdout. */
export async function json<T>(
  folder: string,
  line: string,
  env: Record<string, string> = {},
): Promise<{ readonly code: number | null; readonly data: T }> {
  const { code, out } = await thalweg(folder, `${line} --json`, env)
  return { code, data: JSON.parse(out) as T }
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-cli-'))
  folders.push(folder)
  return folder
}

/** What `npm install` would bring, as links to what is installed here. */
export function link(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules/thalweg'))
  for (const name of ['zod', 'typescript', '@types', 'fast-check', 'vitest'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
}

/** Several command lines in one process: for what has to be there before a test begins, where a process each would cost more than the test. */
async function quickly(folder: string, lines: readonly string[]): Promise<void> {
  const script = `const { main } = await import(${JSON.stringify(pathToFileURL(join(root, 'cli/main.ts')).href)})
    for (const line of ${JSON.stringify(lines)}) if ((await main(line.split(' '))) !== 0) throw new Error(line)`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder })
}

function copied(made: string): string {
  const folder = join(emptyFolder(), 'shop')
  cpSync(made, folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

let made: Promise<string> | undefined
async function make(): Promise<string> {
  const folder = join(emptyFolder(), 'shop')
  mkdirSync(folder)
  link(folder)
  await quickly(folder, ['init .', 'generate', 'prepare --apply'])
  return folder
}
/** A project as `init` writes it, generated and prepared; made once a file and copied. */
export async function project(): Promise<string> {
  made ??= make()
  return copied(await made)
}

let synced: Promise<string> | undefined
async function sync(): Promise<string> {
  const folder = await project()
  await quickly(folder, ['match --accept', 'run --once'])
  return folder
}
/** The same, with the match accepted and the first sync done. */
export async function syncedProject(): Promise<string> {
  synced ??= sync()
  return copied(await synced)
}

export function edit(folder: string, database: 'eam' | 'erp', ...sql: string[]): void {
  const db = new DatabaseSync(join(folder, `data/${database}.sqlite`))
  for (const statement of sql) db.exec(statement)
  db.close()
}

export function rows(folder: string, database: 'eam' | 'erp', sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(join(folder, `data/${database}.sqlite`), { readOnly: true })
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
  } finally {
    db.close()
  }
}
