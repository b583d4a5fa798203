/** What a generate remembers: it is never taken for current where one thing that it read or wrote is another now. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { generate, writeGenerated } from '../../codegen/generate.ts'
import { planApart } from '../../codegen/load/loader.ts'
import { recall, remember } from '../../codegen/memory/memory.ts'
import { lastingStampOf } from '../../codegen/memory/stamp.ts'
import { smallProject } from '../small-project.ts'

const { folder, flows } = smallProject()
const where = { flows, out: join(folder, 'generated') }
const out = join(where.out, 'small')
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  const planned = await planApart(flows)
  if ('findings' in planned) throw new Error(JSON.stringify(planned.findings))
  const { plan, reads } = planned
  const files = generate(plan, { outDir: out, flowsDir: folder })
  const { stamps } = writeGenerated(out, files)
  remember(where, { landscape: 'small', at: plan.at, findings: [], folder: out }, reads, { files, stamps })
})

/** Changes a file, looks, and puts it back. */
function whileChanged<T>(name: string, text: string | null, look: () => T): T {
  const before = readFileSync(at(name))
  const { atime, mtime } = statSync(at(name))
  if (text === null) rmSync(at(name))
  else writeFileSync(at(name), text)
  if (text !== null) utimesSync(at(name), atime, mtime)
  try {
    return look()
  } finally {
    writeFileSync(at(name), before)
  }
}

const current = (): boolean => recall(where) !== null

describe('what a generate remembers', () => {
  it('is current while nothing changed, and names every file', () => {
    expect(recall(where)).toEqual({
      said: { landscape: 'small', at: expect.anything() as unknown, findings: [], folder: out },
      files: expect.arrayContaining(['plan.json', 'generated.json', 'policies.md']) as unknown,
    })
  })

  it.each(['flows.ts', 'landscape.ts', 'records/items.ts', 'systems/B.ts', 'package.json', 'generated/small/index.ts'])(
    'is not where %s was edited, to the same size and with its times set back',
    (name) => {
      const text = readFileSync(at(name), 'utf8')
      expect(whileChanged(name, text.replace(/[a-z](?=[^a-z]*$)/, 'q'), current)).toBe(false)
      expect(current()).toBe(true)
    },
  )

  it.each(['records/items.ts', 'generated/small/generated.json', 'generated/small/flows/items/settle.ts'])(
    'is not where %s is gone',
    (name) => {
      expect(whileChanged(name, null, current)).toBe(false)
      expect(current()).toBe(true)
    },
  )

  it('is not where a package lies nearer than the one that was found', () => {
    const nearer = at('records/node_modules/zod/package.json')
    mkdirSync(dirname(nearer), { recursive: true })
    writeFileSync(nearer, '{ "name": "zod" }')
    expect(current()).toBe(false)
    rmSync(at('records/node_modules'), { recursive: true })
    expect(current()).toBe(true)
  })

  it('is where a file was only touched, or written anew with the same text', () => {
    const file = join(out, 'index.ts')
    utimesSync(file, new Date(0), new Date(0))
    expect(current()).toBe(true)
    writeFileSync(`${file}.new`, readFileSync(file))
    renameSync(`${file}.new`, file)
    expect(current()).toBe(true)
  })

  it('goes by no stamp that the next change may bear as well', async () => {
    const file = at('note.txt')
    writeFileSync(file, 'one')
    expect(lastingStampOf(file)).toBeNull()
    await setTimeout(120)
    const stamp = lastingStampOf(file)
    expect(stamp).toMatch(/^3 /)
    writeFileSync(file, 'two')
    expect(lastingStampOf(file)).not.toBe(stamp)
  })
})

describe('a flow file of which the same text may give another plan', () => {
  it('is not remembered, and it is known why', async () => {
    const unsteady = smallProject()
    const lines = [
      `import { readFileSync } from 'node:fs'`,
      `import { join } from 'node:path'`,
      readFileSync(unsteady.flows, 'utf8'),
      `join('a', process.env['HOME'] ?? '')`,
      `new Date(0).toISOString()`,
      `String(new Date()) + Math.random() + process.cwd()`,
    ]
    writeFileSync(unsteady.flows, lines.join('\n'))
    const { reads } = await planApart(unsteady.flows)
    expect(reads?.unsteady.toSorted()).toEqual([
      'it asks for chance',
      'it asks for the time',
      'it asks for the working directory',
      'it imports node:fs',
      'it reads the environment',
    ])
    const there = { ...where, flows: unsteady.flows }
    const stamped = { files: new Map<string, string>(), stamps: new Map<string, string>() }
    remember(there, { landscape: 'small', at: { file: '', line: 1, column: 1 }, findings: [], folder: out }, reads, stamped)
    expect(recall(there)).toBeNull()
  })
})
