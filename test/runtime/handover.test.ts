/** A field goes from one owner to another while both are written to: what each enters, in each phase and across the switch. */
import { afterAll, describe, expect, it } from 'vitest'
import { SystemError } from '../../runtime/ports.ts'
import { project } from '../emit/project.ts'
import { hookedLedger } from './failpoints.ts'
import { Handed } from './handed.ts'

const user = project()
afterAll(() => user.remove())
let handed: Handed

describe('before it begins', () => {
  it('the old owner decides, and the new one is a foreign writer', async () => {
    handed = await Handed.of(user)
    await handed.set('EAM', 'done').run()
    expect(handed.status()).toEqual(['done', 'done'])
    await handed.set('ERP', 'mine').run()
    expect(handed.status()).toEqual(['done', 'done'])
    expect(await handed.told()).toEqual(['decided by EAM: open', 'foreignWrite by ERP: mine'])
  })
})

describe('in the shadow', () => {
  it('what the new owner enters is recorded and left alone, until the old one decides anew', async () => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.set('ERP', 'mine').run()
    expect(handed.status()).toEqual(['open', 'mine'])
    expect((await handed.files.run()).moved).toBe(false)
    expect(await handed.standing()).toMatchObject({
      records: 3,
      agree: 2,
      differ: 1,
      examples: [{ key: '1', values: { EAM: ['open'], ERP: ['mine'] } }],
    })
    await handed.set('EAM', 'done').run()
    expect(handed.status()).toEqual(['done', 'done'])
    expect(await handed.standing()).toMatchObject({ agree: 3, differ: 0 })
    expect(await handed.told()).toEqual(['shadowed by ERP: mine', 'decided by EAM: open'])
    expect(await handed.files.conflicts()).toEqual({})
  })

  it('both edited at once: the old owner’s stands, and the other is recorded', async () => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.set('EAM', 'done').set('ERP', 'mine').run()
    expect(handed.status()).toEqual(['done', 'done'])
    expect(await handed.told()).toEqual(['decided by EAM: open', 'shadowed by ERP: mine'])
  })
})

describe('after the switch', () => {
  it('the new owner decides, and the old one is a foreign writer', async () => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.switchTo()
    expect(await handed.state()).toMatchObject({ phase: 'switched' })
    expect((await handed.state())!.walk).toBeUndefined()
    await handed.set('ERP', 'mine').run()
    expect(handed.status()).toEqual(['mine', 'mine'])
    await handed.set('EAM', 'old habits').run()
    expect(handed.status()).toEqual(['mine', 'mine'])
    expect(await handed.told()).toEqual(['decided by ERP: open', 'foreignWrite by EAM: old habits'])
    expect((await handed.files.run()).moved).toBe(false)
  })

  it.each([
    ['old', ['open', 'open'], ['shadowed by ERP: mine', 'overruled by ERP: mine']],
    ['new', ['mine', 'mine'], ['shadowed by ERP: mine', 'decided by ERP: open']],
    ['review', ['open', 'mine'], ['shadowed by ERP: mine', 'bothChanged by ERP: undefined']],
  ] as const)('where they differ, %s', async (take, status, told) => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.set('ERP', 'mine').run()
    await handed.switchTo(take)
    expect(handed.status()).toEqual(status)
    expect(handed.status('2')).toEqual(['open', 'open'])
    expect(await handed.told()).toEqual(told)
    await handed.run()
    expect(handed.status()).toEqual(status)
    expect((await handed.files.run()).moved).toBe(false)
    expect(await handed.files.reviews()).toHaveLength(take === 'review' ? 1 : 0)
  })

  it('an edit of the old owner that nobody had seen by then still counts', async () => {
    handed = await Handed.of(user)
    await handed.start()
    handed.set('EAM', 'late')
    await handed.decideSwitch()
    await handed.run()
    expect(handed.status()).toEqual(['late', 'late'])
    expect(await handed.told()).toEqual(['decided by EAM: open'])
    await handed.set('ERP', 'mine').run()
    expect(handed.status()).toEqual(['mine', 'mine'])
  })

  it.each([
    ['old', ['late', 'late'], ['shadowed by ERP: mine', 'overruled by ERP: mine', 'decided by EAM: open']],
    ['new', ['mine', 'mine'], ['shadowed by ERP: mine', 'decided by ERP: open', 'bothChanged by EAM: late']],
    ['review', ['late', 'mine'], ['shadowed by ERP: mine', 'bothChanged by ERP: undefined']],
  ] as const)('beside what the new owner had entered in the shadow, %s: nothing is lost', async (take, status, told) => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.set('ERP', 'mine').run()
    handed.set('EAM', 'late')
    await handed.decideSwitch(take)
    await handed.run()
    expect(handed.status()).toEqual(status)
    expect(await handed.told()).toEqual(told)
    expect(await handed.files.reviews()).toHaveLength(take === 'review' ? 1 : 0)
  })

  it('both edited across the switch: the new owner’s stands, and the other is kept', async () => {
    handed = await Handed.of(user)
    await handed.start()
    handed.set('EAM', 'late').set('ERP', 'mine')
    await handed.decideSwitch()
    expect(handed.status()).toEqual(['mine', 'mine'])
    expect(await handed.told()).toEqual(['decided by EAM: open', 'bothChanged by EAM: late', 'decided by ERP: late'])
  })

  it('the same where the old owner’s system does not answer then: what was entered there is found when it does', async () => {
    handed = await Handed.of(user)
    await handed.start()
    handed.set('EAM', 'late').set('EAM', 'late too', '2')
    const { open } = handed.files
    const down = async (name: string) => {
      if (name === 'EAM') throw new SystemError('unreachable', 'down', name, 'no answer', 'wait')
      return open(name)
    }
    await handed.decideSwitch('old', { open: down })
    handed.set('ERP', 'mine')
    await handed.files.run({ open: down })
    await handed.run()
    expect([handed.status(), handed.status('2')]).toEqual([
      ['mine', 'mine'],
      ['late too', 'late too'],
    ])
    expect(await handed.told()).toEqual(['decided by ERP: open', 'bothChanged by EAM: late'])
    expect(await handed.told('2')).toEqual(['decided by EAM: open'])
    expect((await handed.state())!.walk).toBeUndefined()
  })
})

it('nobody owns what he has not been told: where the new owner’s system refuses the last decision of the old one, that stands until it gets there', async () => {
  handed = await Handed.of(user)
  await handed.start()
  handed.files.sql('ERP', `CREATE TRIGGER closed BEFORE UPDATE ON thing WHEN NEW.status = 'late' BEGIN SELECT RAISE(ABORT, 'closed'); END`)
  handed.set('EAM', 'late')
  await handed.decideSwitch()
  await handed.run()
  handed.files.sql('ERP', `UPDATE thing SET code = 'edited' WHERE id = '1'`)
  await handed.run()
  expect(handed.status()).toEqual(['late', 'open'])
  expect(await handed.standing()).toMatchObject({ agree: 2, waiting: 1 })
  handed.files.sql('ERP', 'DROP TRIGGER closed')
  await handed.files.with(async (engine) => engine.relook('things', ['1'], 'retry'))
  expect(handed.status()).toEqual(['late', 'late'])
  expect(await handed.told()).toEqual(['decided by EAM: open'])
  await handed.set('ERP', 'mine').run()
  await handed.set('EAM', 'foreign').run()
  expect(handed.status()).toEqual(['mine', 'mine'])
})

describe('backed out', () => {
  it('of the shadow: what the new owner entered is a foreign write', async () => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.set('ERP', 'mine').run()
    handed.set('ERP', 'unseen', '2')
    await handed.backOut()
    await handed.run()
    expect([handed.status(), handed.status('2')]).toEqual([
      ['open', 'open'],
      ['open', 'open'],
    ])
    expect(await handed.told()).toEqual(['shadowed by ERP: mine', 'foreignWrite by ERP: mine'])
    expect(await handed.told('2')).toEqual(['foreignWrite by ERP: unseen'])
    expect(await handed.state()).toBeUndefined()
  })

  it('of the switch: the old owner decides again, and an edit of the new one that nobody had seen still counts', async () => {
    handed = await Handed.of(user)
    await handed.start()
    await handed.switchTo()
    await handed.set('ERP', 'mine').run()
    handed.set('ERP', 'late', '2')
    await handed.backOut()
    await handed.run()
    expect([handed.status(), handed.status('2')]).toEqual([
      ['mine', 'mine'],
      ['late', 'late'],
    ])
    await handed.set('EAM', 'again').set('ERP', 'foreign', '2').run()
    expect([handed.status(), handed.status('2')]).toEqual([
      ['again', 'again'],
      ['late', 'late'],
    ])
    expect(await handed.told('2')).toEqual(['decided by ERP: open', 'foreignWrite by ERP: foreign'])
  })
})

it.each([
  ['before', 'shadow', ['late', 'late']],
  ['after', 'switched', ['late', 'late']],
] as const)('a kill %s the decision leaves one owner', async (when, phase, status) => {
  handed = await Handed.of(user)
  await handed.start()
  handed.set('EAM', 'late')
  const kill = (boundary: string) => {
    if (boundary === `${when} ledger.commit`) throw new Error('killed')
  }
  await expect(handed.decideSwitch('old', { around: (ledger) => hookedLedger(ledger, kill) })).rejects.toThrow('killed')
  expect((await handed.state())!.phase).toBe(phase)
  await handed.run()
  expect(handed.status()).toEqual(status)
  const [owner, other] = phase === 'shadow' ? (['EAM', 'ERP'] as const) : (['ERP', 'EAM'] as const)
  await handed.set(owner, 'own').run()
  expect(handed.status()).toEqual(['own', 'own'])
  await handed.set(other, 'other').run()
  expect(handed.status()[phase === 'shadow' ? 0 : 1]).toBe('own')
})
