/** A portfolio of 3,000 flows in which a thousand and more are wrong: everything is found, and it fits on a screen. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writePortfolio } from '../../bench/check/portfolio.ts'
import { check } from '../../cli/commands/check.ts'
import { Input } from '../../cli/input.ts'
import { silent } from '../cli/silent.ts'

test('3,000 flows with 1,800 findings are told on a screen, and whole as data', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-many-'))
  try {
    const file = writePortfolio(folder, 3_000)
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replaceAll('.maxDeletes(10)', '.maxDeletes(-1)').replaceAll(`.because('both work on it')`, `.because(' ')`))
    const { exit, data, text: told } = await check.run(new Input({ flows: file }, {}), silent)
    expect({ exit, data }).toMatchObject({ exit: 1, data: { flows: 3_000, errors: 1_800 } })
    expect(told.split('\n').length).toBeLessThan(20)
    expect(told).toContain('  and 599 more: ')
    expect(told).toContain('  and 1,199 more: ')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
