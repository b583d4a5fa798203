/** A flow file is code that anybody wrote: whatever it does, the command says its one document and has its own exit code. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planApart } from '../../codegen/load/loader.ts'
import type { Finding } from '../../codegen/index.ts'
import { emptyFolder, link, project, thalweg } from './command.ts'

interface Case {
  /** Put at the end of a sound flow file, as its last line. */
  readonly line: string
  readonly code: string
  /** Where the finding stands in that line, from 1; none: at the top of the file. */
  readonly column?: number
  readonly message: string
}

const garbling: Readonly<Record<string, Case>> = {
  'ends the process': { line: 'process.exit(0)', code: 'TW006', column: 9, message: 'ends the process' },
  'ends the process, and catches that': {
    line: 'try { process.exit(0) } catch {}',
    code: 'TW006',
    column: 15,
    message: 'ends the process',
  },
  'kills the process': { line: 'process.kill(process.pid)', code: 'TW006', message: 'ended before the file did' },
  'cuts the process off': { line: 'process.disconnect()', code: 'TW006', message: 'ended before the file did' },
  'answers for itself': {
    line: `process.send({ findings: [] })`,
    code: 'TW003',
    column: 9,
    message: 'process.send is not a function',
  },
  'waits for ever': { line: 'await new Promise(() => {})', code: 'TW006', column: 1, message: 'something that never comes' },
  'throws later': { line: `setTimeout(() => { throw new Error('late') })`, code: 'TW003', column: 26, message: 'late' },
  'rejects and leaves it': { line: `void Promise.reject(new Error('lost'))`, code: 'TW003', column: 21, message: 'lost' },
}

describe('a flow file that', () => {
  it.each(Object.entries(garbling))('%s is a finding, in one document', async (_, { line, code, column, message }) => {
    const folder = await project()
    const file = join(folder, 'flows.ts')
    appendFileSync(file, `${line}\n`)
    const { code: exit, out, err } = await thalweg(folder, 'check --json')
    const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] }
    const last = readFileSync(file, 'utf8').split('\n').length - 1
    const at = { file: 'flows.ts', line: column === undefined ? 1 : last, column: column ?? 1 }
    expect(findings).toEqual([
      expect.objectContaining({ code, severity: 'error', at, message: expect.stringContaining(message) as string }),
    ])
    expect({ exit, err }).toEqual({ exit: 1, err: '' })
  })

  it('prints, and leaves a timer running, does so on stderr and keeps nobody waiting', async () => {
    const folder = await project()
    appendFileSync(join(folder, 'flows.ts'), `console.log('hello')\nprocess.stdout.write('there\\n')\nsetInterval(() => {}, 1000)\n`)
    const { code, out, err } = await thalweg(folder, 'check --json')
    expect({ code, data: JSON.parse(out) as unknown, err }).toEqual({
      code: 0,
      data: expect.objectContaining({ errors: 0, flows: 2 }) as unknown,
      err: 'hello\nthere\n',
    })
  })

  it('does not come to its end is given up', async () => {
    const folder = emptyFolder()
    link(folder)
    const file = join(folder, 'flows.ts')
    writeFileSync(file, 'for (;;);\n')
    const at = { file: 'flows.ts', line: 1, column: 1 }
    expect(await planApart(file, { withinMs: 300 })).toEqual({
      findings: [{ code: 'TW006', severity: 'error', at, facts: { kind: 'slow', withinMs: 300 } }],
      reads: null,
    })
  })
})
