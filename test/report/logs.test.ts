/** Flows that carry every change into a log, in the report. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pc from 'picocolors'
import { screen } from '../../cli/report/terminal.ts'
import { page } from '../../cli/report/html/page.ts'
import type { EstateReport } from '../../cli/report/model.ts'
import { project } from '../emit/project.ts'
import { Files } from '../runtime/files.ts'
import { logged, tables } from '../runtime/logged.ts'
import { report } from './estate.ts'

const user = project()
afterAll(() => user.remove())

describe('a report of an estate with a log', () => {
  let files: Files
  let whole: EstateReport
  beforeAll(async () => {
    files = await Files.make(user, 'logged', () => logged(), tables)
    await files.start()
    files.sql('ERP', `INSERT INTO orders VALUES ('A', 'pump', 1.5, '["x"]', 'n')`, `UPDATE orders SET title = 'pumps' WHERE no = 'A'`)
    await files.run()
    whole = await report(files)
  })

  it('tells of the log, whose system stands on the map', () => {
    expect(whole.logs.map(({ flow, systems }) => [flow, systems[0]])).toEqual([['trail', 'ERP']])
    expect(whole.systems).toContain(whole.logs[0]!.systems[1])
  })

  it('counts its lines on the screen and on the page', () => {
    expect(screen(whole, pc.createColors(false))).toMatch(/trail +ERP → \S+ +every change +2 lines/)
    const text = page(whole)
    expect(text).toContain('trail: every change at ERP, as a line of')
    expect(text).toContain('2 lines')
  })

  it('leaves it out where it is of chosen flows', async () => {
    expect((await report(files, { flows: [] })).logs).toEqual([])
  })
})
