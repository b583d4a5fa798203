/** The tests of what decides, against what the suite has not noticed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startVitest } from 'vitest/node'
import type { Noticed } from './kept.ts'

/** By test: the mutants that it is to try, and how often it asks without. */
type Schedule = Readonly<Record<string, { readonly usually: number; readonly mutants: readonly number[] }>>

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the runner tells what it finds out, a line each. */
    told: string
    schedule: Schedule | null
  }
}

interface Reach {
  readonly test: string
  readonly file: string
  readonly reached: readonly number[]
  readonly asked: number
}
export type Told = Reach | { readonly mutant: number; readonly noticed: Noticed }

/** Those that call what decides by itself, without files or servers: a mutant costs milliseconds here. */
const include = [
  'test/policies/judge.test.ts',
  ...['stories', 'judged', 'outside', 'stale-answers', 'found-by-seeds', 'rare-edits', 'rare-writes', 'written-or-told'].map(
    (name) => `test/runtime/${name}.test.ts`,
  ),
]
/** So many tests try a mutant, those first that do the least besides coming to it. */
const enough = 200

/** @param texts the mutated ones @param done is told of each survivor that a test has noticed */
export async function tryTests(
  texts: ReadonlyMap<string, string>,
  survivors: readonly number[],
  done: (n: number, noticed: Noticed) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-mutation-'))
  const told = join(folder, 'told.ndjson')
  let read = 0
  const news = (): readonly Told[] => {
    const lines = readFileSync(told, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1)
    const fresh = lines.slice(read).map((line) => JSON.parse(line) as Told)
    read = lines.length
    return fresh
  }
  try {
    await runTests(texts, include, { told, schedule: null }, () => {})
    const reaches = news().filter((each) => 'reached' in each)
    const schedule = scheduled(reaches, survivors)
    const files = new Set(reaches.flatMap(({ test, file }) => (test in schedule ? [file] : [])))
    await runTests(texts, [...files], { told, schedule }, () => {
      for (const each of news()) if ('mutant' in each) done(each.mutant, each.noticed)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function scheduled(reaches: readonly Reach[], survivors: readonly number[]): Schedule {
  const schedule: Record<string, { usually: number; mutants: number[] }> = {}
  const cheapFirst = reaches.map((reach) => ({ ...reach, reached: new Set(reach.reached) })).toSorted((a, b) => a.asked - b.asked)
  for (const n of survivors)
    for (const { test, asked } of cheapFirst.filter(({ reached }) => reached.has(n)).slice(0, enough))
      (schedule[test] ??= { usually: asked, mutants: [] }).mutants.push(n)
  return schedule
}

async function runTests(
  texts: ReadonlyMap<string, string>,
  files: readonly string[],
  provide: { readonly told: string; readonly schedule: Schedule | null },
  afterEachFile: () => void,
): Promise<void> {
  const vitest = await startVitest(
    'test',
    [],
    {
      config: false,
      watch: false,
      root: fileURLToPath(new URL('../..', import.meta.url)),
      include: [...files],
      pool: 'forks',
      maxWorkers: 1,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      reporters: [{ onTestModuleEnd: afterEachFile }],
      silent: true,
      // A text kept from an earlier run may have other numbers in it.
      fsModuleCache: false,
      runner: fileURLToPath(new URL('test-runner.ts', import.meta.url)),
      provide,
    },
    { plugins: [{ name: 'mutants', enforce: 'pre', load: (id) => texts.get(pathToFileURL(id).href) ?? null }] },
  )
  await vitest.close()
  // Tests that fail with a mutant are what is looked for.
  process.exitCode = 0
}
