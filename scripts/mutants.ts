/**
 * `npm run mutants -- [name parts] [--all] [--json]`: plants one known bug at a time (`test/mutants/planted`) in a copy of the repository, runs the tests that should
 * notice it there, and says which test did. Exit 1 when a bug goes unnoticed, or when the tests fail without any.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mutants } from '../test/mutants/index.ts'
import type { Mutant } from '../test/mutants/mutant.ts'
import { planted } from '../test/mutants/mutant.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const usage = `usage: npm run mutants -- [name parts] [--all] [--json]

Plants one known bug at a time in a copy of the repository and runs the tests that should notice it.

  name parts  only bugs whose name holds one of them
  --all       the whole default test run for each bug, instead of the few files that are named with it
  --json      the result as JSON, and nothing else

bugs:
${mutants.map(({ name, does }) => `  ${name}\n      ${does}`).join('\n')}
`
/** Whoever does not come to an end within the time that \`npm test\` may take has been noticed, too. */
const patienceMs = 300_000

interface Outcome {
  readonly mutant: string
  /** The first test that failed; null: none did. */
  readonly caughtBy: string | null
  readonly seconds: number
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** The repository without what belongs to this checkout alone; the packages are shared. */
class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'thalweg-mutants-'))
  readonly #root = join(this.#folder, 'thalweg')
  readonly #scratch = join(this.#folder, 'tmp')
  #child: ChildProcess | null = null

  constructor() {
    const left = new Set(['node_modules', '.git', 'dist', '.generated'])
    cpSync(root, this.#root, { recursive: true, filter: (path) => relative(root, path) === '' || !left.has(basename(path)) })
    symlinkSync(join(root, 'node_modules'), join(this.#root, 'node_modules'))
    mkdirSync(this.#scratch)
    // As root the tests start PostgreSQL as somebody else, who has to come to its data.
    for (const folder of [this.#folder, this.#scratch]) chmodSync(folder, 0o755)
  }

  plant({ plants }: Mutant): void {
    for (const plant of plants) {
      const file = join(this.#root, plant.file)
      writeFileSync(file, planted(plant, readFileSync(file, 'utf8')))
    }
  }
  weed({ plants }: Mutant): void {
    for (const { file } of plants) cpSync(join(root, file), join(this.#root, file))
  }

  /** @param files none: the whole default run @returns the first test that failed; null where none did */
  async firstFailure(files: readonly string[]): Promise<string | null> {
    const report = join(this.#scratch, 'report.json')
    rmSync(report, { force: true })
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const options = ['--bail', '1', '--maxWorkers', '2', '--reporter', 'json', '--outputFile', report, '--exclude', 'test/mutants/**']
    const status = await this.#run([vitest, 'run', ...options, ...files])
    if (status === 'late') return `no end within ${patienceMs / 1_000} s`
    if (status === 0) return null
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
    for (const { name, status: outcome, message, assertionResults } of testResults) {
      const failed = assertionResults.find((each) => each.status === 'failed')
      const file = relative(this.#root, name)
      if (failed !== undefined) return `${file}: ${failed.fullName}`
      if (outcome === 'failed') return `${file}: before its tests, ${message.split('\n')[0]!}`
    }
    throw new Error(`the tests failed without saying which: exit code ${status}`)
  }

  async #run(args: readonly string[]): Promise<number | 'late'> {
    const env = { ...process.env, TMPDIR: this.#scratch }
    const child = spawn(process.execPath, args, { cwd: this.#root, env, stdio: 'ignore', detached: true })
    this.#child = child
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#stop()
        resolve('late')
      }, patienceMs)
      child.on('error', reject)
      child.on('exit', (code) => {
        clearTimeout(timer)
        this.#child = null
        resolve(code ?? 1)
      })
    })
  }
  /** Tests start processes of their own: the whole group ends. */
  #stop(): void {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL')
    this.#child = null
  }

  remove(): void {
    this.#stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
})
const chosen = mutants.filter(({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)))

if (values.help === true) process.stdout.write(usage)
else if (chosen.length === 0) {
  process.stderr.write(`no bug is called ${positionals.join(' or ')}\n\n${usage}`)
  process.exitCode = 64
} else process.exitCode = await hunt(chosen)

async function hunt(wanted: readonly Mutant[]): Promise<number> {
  const copy = new Copy()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      copy.remove()
      process.exit(130)
    })
  }
  const say = (line: string) => values.json !== true && console.log(line)
  try {
    const filesOf = ({ caughtBy }: Mutant) => (values.all === true ? [] : caughtBy)
    const before = await copy.firstFailure([...new Set(wanted.flatMap(filesOf))])
    if (before !== null) {
      console.error(`a test fails without any bug planted: mend that first\n  ${before}`)
      return 1
    }
    const outcomes: Outcome[] = []
    for (const mutant of wanted) {
      copy.plant(mutant)
      const started = performance.now()
      const caughtBy = await copy.firstFailure(filesOf(mutant))
      copy.weed(mutant)
      const seconds = Math.round((performance.now() - started) / 100) / 10
      outcomes.push({ mutant: mutant.name, caughtBy, seconds })
      say(`${mutant.name.padEnd(32)} ${seconds.toFixed(1).padStart(6)} s  ${caughtBy ?? 'NOT NOTICED'}`)
    }
    const survived = outcomes.filter(({ caughtBy }) => caughtBy === null)
    if (values.json === true) console.log(JSON.stringify({ mutants: outcomes, survived: survived.map(({ mutant }) => mutant) }, null, 2))
    say(`\n${outcomes.length} planted, ${outcomes.length - survived.length} noticed`)
    if (survived.length > 0)
      say(`No test notices ${survived.map(({ mutant }) => mutant).join(', ')}: write one, and name its file with the bug.`)
    return survived.length === 0 ? 0 : 1
  } finally {
    copy.remove()
  }
}
