/** `--watch`, in this process: what is said after each save. Processes that load the flows are real. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cli, Report } from '../../cli/command.ts'
import { noColours } from '../../cli/colour.ts'
import type { Project } from '../../cli/project.ts'
import { watching } from '../../cli/watching.ts'
import { smallProject } from '../small-project.ts'

const { folder, flows } = smallProject()
const project: Project = { flows, named: true, folder, out: join(folder, 'generated'), landscape: undefined, ledger: undefined }
const at = (name: string): string => join(folder, name)

const heard: Report[] = []
let hears = (): void => {}
const cli: Cli = {
  json: true,
  paint: noColours,
  report: (report) => {
    heard.push(report)
    hears()
  },
  warn: () => undefined,
  note: () => undefined,
  progress: () => ({ at: () => undefined, add: () => undefined, label: () => undefined, end: () => undefined }),
}

/** The next that is said. */
async function next(): Promise<unknown> {
  while (heard.length === 0) await new Promise<void>((resolve) => (hears = resolve))
  return heard.shift()!.data
}

const stop = new AbortController()
let ended: Promise<Report>
beforeAll(() => {
  ended = watching(
    project,
    (planned) =>
      Promise.resolve({
        exit: 0,
        data:
          'findings' in planned
            ? planned.findings.map(({ code }) => code)
            : Object.values(planned.plan.records)[0]!.fields.map(({ name }) => name),
        text: '',
      }),
    stop.signal,
    cli,
  )
})
afterAll(async () => {
  stop.abort()
  await ended
})

const items = 'records/items.ts'
function rewrite(name: string, change: (text: string) => string): void {
  writeFileSync(at(name), change(readFileSync(at(name), 'utf8')))
}

describe('while it watches', () => {
  it('answers at once, and again when an imported file is saved', async () => {
    expect(await next()).toEqual(['id', 'name'])
    rewrite(items, (text) => text.replace('name: z', 'label: z'))
    expect(await next()).toEqual(['id', 'label'])
  })

  it('says what is wrong with a broken file, and goes on', async () => {
    const sound = readFileSync(at(items), 'utf8')
    rewrite(items, (text) => text.replace('record({', 'record({{'))
    expect(await next()).toEqual(['TW002'])
    writeFileSync(`${at(items)}.tmp`, sound)
    renameSync(`${at(items)}.tmp`, at(items))
    expect(await next()).toEqual(['id', 'label'])
  })

  it('notices a file that an import waits for, in a folder that comes with it', async () => {
    rewrite(items, (text) => `import { length } from '../lengths/of-texts.ts'\n${text.replace('max(200)', 'max(length)')}`)
    expect(await next()).toEqual(['TW005'])
    mkdirSync(at('lengths'))
    writeFileSync(at('lengths/of-texts.ts'), 'export const length = 200\n')
    let said = await next()
    // The folder came before its file.
    if (JSON.stringify(said) === '["TW005"]') said = await next()
    expect(said).toEqual(['id', 'label'])
  })

  it('notices a file that goes', async () => {
    rmSync(at('lengths/of-texts.ts'))
    expect(await next()).toEqual(['TW005'])
    writeFileSync(at('lengths/of-texts.ts'), 'export const length = 100\n')
    expect(await next()).toEqual(['id', 'label'])
  })

  it('answers several saves at once, and none of a file that it did not read', async () => {
    rewrite(items, (text) => text.replace('label: z', 'title: z'))
    writeFileSync(at('records/other.ts'), 'export {}\n')
    rewrite('landscape.ts', (text) => `${text}\n`)
    rewrite('systems/A.ts', (text) => `${text}\n`)
    expect(await next()).toEqual(['id', 'title'])
    writeFileSync(at('records/other.ts'), 'export const other = 1\n')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(heard).toEqual([])
  })

  it('ends with 0 and says nothing more', async () => {
    stop.abort()
    expect(await ended).toEqual({ exit: 0, data: undefined, text: '' })
  })
})
