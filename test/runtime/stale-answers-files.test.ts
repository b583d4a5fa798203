/** Stale answers on real files: a requisition, its vendor and total at EAM, its approval at ERP. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { ignoring, taking } from '../../cli/review/decision.ts'
import { openReview } from '../../cli/review/open.ts'
import { Failure } from '../../cli/failure.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import { opener } from '../../runtime/connect.ts'
import { reconcile } from '../../runtime/reconcile.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import { project } from '../emit/project.ts'
import { hookedOpener } from './failpoints.ts'
import { Files } from './files.ts'

const user = project()
afterAll(user.remove)

const at = { file: 'flows.ts', line: 1, column: 1 }
/** `systems`: in the order in which they are read. */
function requisitions(systems: readonly string[]): Plan {
  const columns = ['number', 'vendor', 'total', 'approval'].map((name) => column(name))
  const fields = [field('number'), field('vendor'), field('total', { kind: 'decimal', precision: 12, scale: 2 }), field('approval')]
  const held = (table: string, file: string) => system({ requisitions: binding(table, columns) }, { connector: { kind: 'sqlite', file } })
  const policy = { kind: 'owner', system: 'ERP', returnPath: true, answers: ['vendor', 'total'] } as const
  return plan({
    records: { requisitions: { key: ['number'], fields, groups: {}, at } },
    systems: { EAM: held('requisition', 'EAM.sqlite'), ERP: held('request', 'ERP.sqlite') },
    flows: {
      requisitions: flow(
        'requisitions',
        systems,
        [
          unit('vendor', 'EAM', systems),
          unit('total', 'EAM', systems),
          unit('approval', 'ERP', systems, { step: 2, policy: { ...policy, answers: [...policy.answers] } }),
        ],
        {
          lifecycle: {
            creates: ['EAM'],
            foreignCreate: 'report',
            deletes: ['EAM'],
            foreignDelete: 'restore',
            againstUpdate: 'deleteWins',
            onDelete: 'mirror',
            said: {},
          },
        },
      ),
    },
  })
}
const tables = {
  EAM: [
    `CREATE TABLE requisition (number TEXT PRIMARY KEY, vendor TEXT NOT NULL, total TEXT NOT NULL, approval TEXT NOT NULL)`,
    `INSERT INTO requisition VALUES ('R1', 'V1', '100.00', 'PENDING')`,
  ],
  ERP: [`CREATE TABLE request (number TEXT PRIMARY KEY, vendor TEXT NOT NULL, total TEXT NOT NULL, approval TEXT NOT NULL)`],
}
const reprice = (total: string) => `UPDATE requisition SET total = '${total}'`
const approve = (approval: string) => `UPDATE request SET approval = '${approval}'`

let files: Files
const held = () => [
  Object.values(files.rows('EAM', 'SELECT total, approval FROM requisition')[0]!),
  Object.values(files.rows('ERP', 'SELECT total, approval FROM request')[0]!),
]
const idle = async () => expect((await files.run()).moved).toBe(false)
const settled = async () => {
  await files.run()
  await idle()
}

/** A run in which a user does something just before a write comes to a system. */
async function runWith(boundary: string, act: () => void): Promise<void> {
  const open = hookedOpener(opener(files.landscape, { folder: user.dir, env: {} }), (passed) => {
    if (passed !== boundary) return
    act()
    act = () => {}
  })
  await files.run({ open })
}

const races: Readonly<Record<string, () => Promise<void>>> = {
  'edited between two runs': async () => {
    files.sql('EAM', reprice('250.00'))
    files.sql('ERP', approve('APPROVED'))
    await files.run()
  },
  'approved while the total is on its way': async () => {
    files.sql('EAM', reprice('250.00'))
    await runWith('before ERP.deliver', () => files.sql('ERP', approve('APPROVED')))
  },
  'priced anew while the approval is on its way': async () => {
    files.sql('ERP', approve('APPROVED'))
    await runWith('before EAM.deliver', () => files.sql('EAM', reprice('250.00')))
  },
}

describe.each([
  ['EAM', 'ERP'],
  ['ERP', 'EAM'],
])('read in the order %s, %s', (...systems) => {
  beforeEach(async () => {
    files = await Files.make(user, `answers-${systems.join('-')}`, () => requisitions(systems), tables)
    await files.start()
    await settled()
  })

  it.each(Object.entries(races))('an approval of another total is a stale answer: %s', async (_, race) => {
    await race()
    await settled()
    expect(held()).toEqual([
      ['250.00', 'PENDING'],
      ['250.00', 'APPROVED'],
    ])
    expect(await files.conflicts()).toEqual({ staleAnswer: 1 })
    const lost = (await files.audit('requisitions', 'R1')).filter(({ kind }) => kind === 'conflict')
    expect(lost.map(({ conflict, system, unit: of, body }) => [conflict, system, of, body['lost']])).toEqual([
      ['staleAnswer', 'ERP', 'approval', ['APPROVED']],
    ])
    expect(await files.reviews()).toMatchObject([{ unit: 'approval', conflict: 'staleAnswer', system: 'ERP' }])
    expect((await files.with(async (engine) => reconcile(engine, 'requisitions'))).drift).toBe(0)
  })

  describe('in review', () => {
    beforeEach(async () => {
      await races['edited between two runs']!()
      await settled()
    })
    const review = async () => {
      const [open] = await files.reviews()
      return files.read(async (ledger) => openReview(ledger, files.landscape, String(open!.id)))
    }
    const decide = async (decision: ReturnType<typeof taking>) =>
      files.with(async (engine) => engine.decide(decision.flow, decision.key, `${decision.what} by anna`, decision.make))

    it('is for the system that answered', async () => {
      expect(await review()).toMatchObject({ addressee: 'ERP', units: [{ unit: 'approval', values: { approval: 'APPROVED' } }] })
    })
    it('is taken: the approval counts for the new total', async () => {
      await decide(taking(await review(), 'ERP'))
      await settled()
      expect(held()).toEqual([
        ['250.00', 'APPROVED'],
        ['250.00', 'APPROVED'],
      ])
      expect(await files.reviews()).toEqual([])
    })
    it.each(['EAM', 'REJECTED'])('cannot be decided as %s: what ERP owns is changed there', async (choice) => {
      const open = await review()
      expect(() => taking(open, choice)).toThrow(Failure)
    })
    it('is left as it is', async () => {
      await decide(ignoring(await review()))
      await settled()
      expect(held()).toEqual([
        ['250.00', 'PENDING'],
        ['250.00', 'APPROVED'],
      ])
      expect(await files.reviews()).toEqual([])
      files.sql('ERP', approve('REJECTED'))
      await settled()
      expect(held()).toEqual([
        ['250.00', 'REJECTED'],
        ['250.00', 'REJECTED'],
      ])
    })
    it('is answered anew', async () => {
      files.sql('ERP', approve('REJECTED'))
      await settled()
      expect(held()).toEqual([
        ['250.00', 'REJECTED'],
        ['250.00', 'REJECTED'],
      ])
      expect(await files.reviews()).toEqual([])
      expect(await files.conflicts()).toEqual({ staleAnswer: 1 })
    })
  })

  it('an approval of the total that ERP was told counts, and so does a total that is changed by who knows of it', async () => {
    files.sql('EAM', reprice('250.00'))
    await files.run()
    files.sql('ERP', approve('APPROVED'))
    await files.run()
    expect(held()).toEqual([
      ['250.00', 'APPROVED'],
      ['250.00', 'APPROVED'],
    ])
    files.sql('EAM', reprice('260.00'))
    await settled()
    expect(held()).toEqual([
      ['260.00', 'APPROVED'],
      ['260.00', 'APPROVED'],
    ])
    expect(await files.conflicts()).toEqual({})
  })
})

describe('what lies in both systems before the first sync', () => {
  const found = async (request: string) => {
    files = await Files.make(user, 'answers-EAM-ERP', () => requisitions(['EAM', 'ERP']), {
      ...tables,
      ERP: [...tables.ERP, `INSERT INTO request VALUES ${request}`],
    })
    await files.start()
    await settled()
    return held()
  }

  it('counts as answered where the values are the same', async () => {
    expect(await found(`('R1', 'V1', '100.00', 'APPROVED')`)).toEqual([
      ['100.00', 'APPROVED'],
      ['100.00', 'APPROVED'],
    ])
    expect(await files.reviews()).toEqual([])
  })
  it('is a stale answer beside other values', async () => {
    expect(await found(`('R1', 'V1', '90.00', 'APPROVED')`)).toEqual([
      ['100.00', 'PENDING'],
      ['100.00', 'APPROVED'],
    ])
    expect(await files.conflicts()).toEqual({ bothCreated: 2, staleAnswer: 1 })
    expect(await files.reviews()).toMatchObject([{ unit: 'approval', conflict: 'staleAnswer' }])
  })
  it('is none where the answer is the same, too', async () => {
    expect(await found(`('R1', 'V1', '90.00', 'PENDING')`)).toEqual([
      ['100.00', 'PENDING'],
      ['100.00', 'PENDING'],
    ])
    expect(await files.reviews()).toEqual([])
  })
})
