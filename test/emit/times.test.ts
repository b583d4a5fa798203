/** When somebody last wrote a column, as a look tells it from the outbox. */
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'
import { project, sqlOf } from './project.ts'
import { scriptsIn } from '../../runtime/scripts.ts'

const user = project()
afterAll(user.remove)

it.for([
  ['text', 'other'],
  ['text', 'a "text"'],
  ['text', '"text'],
  ['text', '","text'],
  ['te\\', 'te\\"x'],
  ['text', 'it\'s ,"text",'],
  ['text\n`${x}`', 'x'],
])('that of %j is not that of %j', async ([one, other], { task }) => {
  const shared = (name: string) => unit(name, '', ['A', 'B'], { policy: { kind: 'lastWriteWins', acceptLoss: 'remarks' } })
  const held = binding('note', [column('code'), column('one', one), column('other', other)])
  const made = plan({
    records: {
      notes: {
        key: ['code'],
        fields: [field('code'), field('one'), field('other')],
        groups: {},
        at: { file: 'flows.ts', line: 1, column: 1 },
      },
    },
    systems: { A: system({ notes: held }), B: system({ notes: held }) },
    flows: { notes: flow('notes', ['A', 'B'], [shared('one'), shared('other')]) },
  })
  const landscape = await user.load(user.generate(made, `times-${task.id.replaceAll(/\W/g, '-')}`))
  const db = new DatabaseSync(':memory:')
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  db.exec(`CREATE TABLE note (code TEXT PRIMARY KEY, ${quoted(one!)} TEXT, ${quoted(other!)} TEXT)`)
  db.exec(readFileSync(scriptsIn(landscape.systems['A']!).find(({ name }) => name === 'capture')!.file, 'utf8'))
  const write = (at: number, sql: string): void => {
    db.exec(`${sql}; UPDATE thalweg_outbox_notes SET at = ${at} WHERE seq = (SELECT max(seq) FROM thalweg_outbox_notes)`)
  }
  const { look } = sqlOf(landscape.flows['notes']!.adapters['A'])
  const times = () => {
    const row = db.prepare(look).get({ key_0: 'K', seen: 0 })!
    return Object.entries(row).flatMap(([name, at]) => (name.startsWith('thalweg_time_') ? [at] : []))
  }
  write(1, "INSERT INTO note VALUES ('K', 'a', 'a')")
  expect(times()).toEqual([1, 1])
  write(2, `UPDATE note SET ${quoted(other!)} = 'b'`)
  expect(times()).toEqual([1, 2])
  write(3, `UPDATE note SET ${quoted(one!)} = 'b'`)
  expect(times()).toEqual([3, 2])
  db.close()
})
