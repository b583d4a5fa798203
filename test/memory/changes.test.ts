/** What is told of the files that a load has read. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { openChanges } from '../../codegen/load/changes.ts'
import { pollFolder } from '../../codegen/load/folder-watch.ts'

const folder = mkdtempSync(join(tmpdir(), 'thalweg-changes-'))
const at = (name: string): string => join(folder, name)
mkdirSync(at('records'))
for (const name of ['flows.ts', 'records/a.ts', 'records/other.ts']) writeFileSync(at(name), '')
const changes = openChanges()
const { signal } = new AbortController()
afterAll(() => {
  changes.close()
  rmSync(folder, { recursive: true, force: true })
})
const follow = (missing: readonly string[] = [], beside = false): void =>
  changes.follow({ files: [at('flows.ts'), at('records/a.ts')], missing: missing.map(at), beside })

describe('of the files that were read', () => {
  it('those that were saved are told, several at once, each once', async () => {
    follow()
    writeFileSync(at('records/a.ts'), '1')
    writeFileSync(at('records/a.ts'), '2')
    writeFileSync(at('flows.ts'), '1')
    expect(new Set(await changes.next(signal))).toEqual(new Set([at('records/a.ts'), at('flows.ts')]))
  })

  it('one that was put in the place of another is told, and one beside it is not', async () => {
    follow()
    writeFileSync(at('records/other.ts'), '1')
    writeFileSync(at('records/a.ts.tmp'), '3')
    renameSync(at('records/a.ts.tmp'), at('records/a.ts'))
    expect(await changes.next(signal)).toEqual([at('records/a.ts')])
  })

  it('one that is missing is told when it comes, and when its folder does', async () => {
    follow(['lengths/of-texts.ts'])
    mkdirSync(at('lengths'))
    expect(await changes.next(signal)).toEqual([at('lengths')])
    follow(['lengths/of-texts.ts'])
    writeFileSync(at('lengths/of-texts.ts'), '')
    expect(await changes.next(signal)).toEqual([at('lengths/of-texts.ts')])
  })

  it('all go with their folder, and come back with it', async () => {
    follow()
    renameSync(at('records'), at('gone'))
    expect(await changes.next(signal)).toContain(at('records'))
    follow()
    renameSync(at('gone'), at('records'))
    expect(await changes.next(signal)).toContain(at('records'))
    follow()
    writeFileSync(at('records/a.ts'), '4')
    expect(await changes.next(signal)).toEqual([at('records/a.ts')])
  })

  it('any source beside them is told where it may be meant', async () => {
    follow([], true)
    writeFileSync(at('records/data.sqlite'), '')
    writeFileSync(at('records/other.ts'), '2')
    expect(await changes.next(signal)).toEqual([at('records/other.ts')])
  })
})

describe('where the file system tells nothing', () => {
  it('a folder is looked at from time to time', async () => {
    const names = new Set<string>()
    const look = pollFolder(at('records'), (name) => names.add(name), 10)
    writeFileSync(at('records/a.ts'), '5')
    writeFileSync(at('records/new.ts'), '')
    rmSync(at('records/other.ts'))
    while (names.size < 3) await setTimeout(10)
    look.close()
    expect(names).toEqual(new Set(['a.ts', 'new.ts', 'other.ts']))
  })
})
