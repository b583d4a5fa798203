import { describe, expect, it } from 'vitest'
import { manifest } from '../../cli/version.ts'
import { commands } from '../../cli/commands/index.ts'
import { emptyFolder, thalweg } from './command.ts'

const folder = emptyFolder()

describe('how a command line is understood', () => {
  it('help names every command, and is no failure', async () => {
    const { code, out, err } = await thalweg(folder, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const command of commands) expect(out).toContain(`  ${command.name} `)
  })

  it('the help of an option that may be repeated names no default', async () => {
    const { out } = await thalweg(folder, 'verify --help')
    expect(out).toContain('--flow <name>')
    expect(out).not.toContain('default: []')
  })

  it('the help of a command has its examples', async () => {
    const { code, out } = await thalweg(folder, 'run --help')
    expect(code).toBe(0)
    expect(out).toContain('thalweg run --once')
    expect(out).toContain('--allow-deletes <flow=rows>')
  })

  it.each([
    ['a build server', { CI: '1' }, false],
    ['who asks for colours', { FORCE_COLOR: '1' }, true],
    ['who asks and forbids', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('a pipe of %s is painted only where that was asked for', async (_, env, painted) => {
    const { err } = await thalweg(folder, 'status', env)
    expect(err.includes('\u001B[')).toBe(painted)
  })

  it('says its version', async () => {
    expect(await thalweg(folder, '--version')).toEqual({ code: 0, out: `${manifest().version}\n`, err: '' })
  })

  it.each([
    ['chekc', 'Did you mean check?'],
    ['run --onec', 'Did you mean --once?'],
    ['explain', 'what is to be explained is missing'],
    ['explain TW1041', 'no rule has the code TW1041'],
    ['explain TW104 --timeline', 'works one field through'],
    ['explain workOrders --system ERP', 'two questions'],
    ['check a b', 'too many arguments'],
    ['status --since yesterday', 'a number and one of s, m, h, d'],
  ])('%s is a wrong command line: 64, and what was probably meant', async (line, said) => {
    const { code, out, err } = await thalweg(folder, line)
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain(said)
    expect(err).not.toMatch(/^\s+at /m)
  })

  it('no command is a wrong command line', async () => {
    const { code, err } = await thalweg(folder, [])
    expect(code).toBe(64)
    expect(err).toContain('thalweg --help')
  })

  it('a failure is one document on stdout with --json', async () => {
    const { code, out, err } = await thalweg(folder, 'status --json')
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'generated.absent',
        message: expect.stringContaining('no generated code'),
        wayOut: expect.stringContaining('thalweg generate'),
      },
    })
  })
})
