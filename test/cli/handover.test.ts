/** The steps of a handover as the command takes them, and what it says of where it stands; in process, on real SQLite files. */
import { afterAll, expect, it } from 'vitest'
import type { Stepped } from '../../cli/handover/step.ts'
import { takeStep } from '../../cli/handover/step.ts'
import { stands, standsText } from '../../cli/handover/standing.ts'
import { wayOf, waysOf } from '../../cli/handover/way.ts'
import type { Take } from '../../runtime/handover/state.ts'
import { SystemError } from '../../runtime/ports.ts'
import { project } from '../emit/project.ts'
import type { Files } from '../runtime/files.ts'
import { Handed } from '../runtime/handed.ts'

const user = project()
afterAll(() => user.remove())
let handed: Handed

const way = () => wayOf(handed.files.landscape, 'things.status')
const step = async (which: Parameters<typeof takeStep>[1], take?: Take, around: Parameters<Files['with']>[1] = {}): Promise<Stepped> =>
  handed.files.with(async (engine) => takeStep(way(), which, take, 'anna', engine), around)
const text = async () =>
  (await handed.files.read(async (ledger) => standsText(await stands(ledger, way(), Date.now())))).replaceAll(
    /\d{4}-\S+ \S+ UTC/g,
    '<then>',
  )

it('says where it stands, and what to do next', async () => {
  handed = await Handed.of(user)
  expect(waysOf(handed.files.landscape).map(({ unit, old, new: to }) => [unit, old, to])).toEqual([['status', 'EAM', 'ERP']])
  expect(await text()).toBe(
    'things.status, from EAM to ERP: not begun, EAM decides\n  next: thalweg handover things.status --from EAM --to ERP',
  )
  await step('start')
  await handed.set('ERP', 'mine').set('EAM', 'ours', '2').run()
  expect(await text()).toBe(
    [
      'things.status, from EAM to ERP: in the shadow: EAM decides, what is entered at ERP is recorded and left alone (<then>, by anna)',
      '  3 records: 2 agree, 1 differ',
      '  since <then>: EAM decided 1 time, ERP would have decided otherwise 1 time',
      '  1: EAM "open"; ERP "mine"',
      '  next: thalweg handover things.status --switch --take old|new|review; --back-out ends the shadow',
    ].join('\n'),
  )
})

it('does not switch where they differ before somebody says what stands, nor where a system does not answer', async () => {
  handed = await Handed.of(user)
  await step('start')
  handed.set('ERP', 'mine')
  await expect(step('switch')).rejects.toMatchObject({ code: 'differ', message: expect.stringContaining('1: EAM "open"; ERP "mine"') })
  const { open } = handed.files
  const down = async (name: string) => {
    if (name === 'EAM') throw new SystemError('unreachable', 'down', name, 'no answer', 'wait')
    return open(name)
  }
  await expect(step('switch', 'old', { open: down })).rejects.toMatchObject({ code: 'absent' })
  expect((await handed.state())!.phase).toBe('shadow')
  expect(await step('switch', 'new')).toMatchObject({
    exit: 0,
    data: { phase: 'switched', decides: 'ERP', differed: 1, differ: 0, take: 'new' },
  })
  expect(handed.status()).toEqual(['mine', 'mine'])
})

it('is finished once nothing waits and nothing is in review', async () => {
  handed = await Handed.of(user)
  await step('start')
  handed.set('ERP', 'mine')
  await step('switch', 'review')
  await expect(step('finish')).rejects.toMatchObject({ code: 'notAtRest' })
  await handed.set('ERP', 'open').run()
  expect(await step('finish')).toMatchObject({ exit: 0, data: { phase: 'finished' } })
  await expect(step('backOut')).rejects.toMatchObject({ code: 'phase', wayOut: expect.stringContaining('another handover') })
  expect(await text()).toContain("next: take { from: 'EAM' } out of the flow file")
})

it('begins anew once it was backed out and that is finished', async () => {
  handed = await Handed.of(user)
  await step('start')
  await step('switch')
  expect(await step('backOut')).toMatchObject({ data: { phase: 'backedOut', decides: 'EAM' } })
  await expect(step('start')).rejects.toMatchObject({ code: 'phase' })
  expect(await step('finish')).toMatchObject({ data: { phase: 'notBegun' } })
  expect(await step('start')).toMatchObject({ data: { phase: 'shadow' } })
})

it.each([
  ['things.statuss', 'things carries no field statuss'],
  ['things.code', 'things.code is owned by ERP, and handed over to nobody'],
  ['status', 'status names no field of a flow'],
])('names what it does not know: %s', async (named, message) => {
  handed = await Handed.of(user)
  expect(() => wayOf(handed.files.landscape, named)).toThrow(message)
})
