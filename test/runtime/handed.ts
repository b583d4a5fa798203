/** Things of EAM whose `status` goes over to ERP, in real SQLite files: the handover taken step by step. */
import { readHandovers } from '../../runtime/handover/state.ts'
import type { Handover, Take } from '../../runtime/handover/state.ts'
import { Ruling } from '../../runtime/handover/ruling.ts'
import type { HandoverStanding } from '../../runtime/handover/standing.ts'
import { standingOf } from '../../runtime/handover/standing.ts'
import type { Plan, PlanUnit } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { Project } from '../emit/project.ts'
import { Files } from './files.ts'

const EAM = 0
const ERP = 1
const at = { file: 'flows.ts', line: 1, column: 1 }
const names = ['EAM', 'ERP', 'BI']

export interface Estate {
  /** Of `status`; ERP, handed over by EAM, where nothing is said. */
  readonly policy?: PlanUnit['policy']
  readonly foreignWrite?: PlanUnit['foreignWrite']
  /** Systems of the flow. Default: EAM and ERP. */
  readonly systems?: number
}

const handedOver: PlanUnit['policy'] = { kind: 'owner', system: 'ERP', from: 'EAM', returnPath: false }

function estate({ policy = handedOver, foreignWrite = 'restore', systems = 2 }: Estate = {}): Plan {
  const all = names.slice(0, systems)
  const columns = ['id', 'name', 'status', 'code'].map((each) => column(each))
  return plan({
    records: { things: { key: ['id'], fields: ['id', 'name', 'status', 'code'].map((name) => field(name)), groups: {}, at } },
    systems: Object.fromEntries(
      all.map((name) => [
        name,
        system({ things: binding('thing', columns) }, { connector: { kind: 'sqlite', file: { env: `${name}_DB` } } }),
      ]),
    ),
    flows: {
      things: flow(
        'things',
        all,
        [unit('name', 'EAM', all), unit('status', 'EAM', all, { policy, foreignWrite }), unit('code', 'ERP', all)],
        {
          failure: { retryForMs: 0, then: 'deadLetter' },
          lifecycle: { ...lifecycle, creates: ['EAM'], deletes: ['EAM'] },
        },
      ),
    },
  })
}
const lifecycle = { foreignCreate: 'report', foreignDelete: 'restore', againstUpdate: 'updateWins', onDelete: 'mirror', said: {} } as const

export class Handed {
  readonly files: Files
  private constructor(files: Files) {
    this.files = files
  }
  /** Three records that all agree on, in a project that a test file shares. */
  static async of(user: Project, options: Estate = {}): Promise<Handed> {
    const table = 'CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT, status TEXT, code TEXT)'
    const sql = Object.fromEntries(names.slice(0, options.systems ?? 2).map((name) => [name, [table]]))
    const files = await Files.make(user, `handed-${JSON.stringify(options).replace(/\W/g, '')}`, () => estate(options), sql)
    files.sql('EAM', `INSERT INTO thing VALUES ('1', 'one', 'open', 'a'), ('2', 'two', 'open', 'b'), ('3', 'three', 'open', 'c')`)
    await files.accept()
    await files.run()
    return new Handed(files)
  }

  set(system: string, status: string, id = '1'): this {
    this.files.sql(system, `UPDATE thing SET status = '${status}' WHERE id = '${id}'`)
    return this
  }
  /** The status of a record by system. */
  status(id = '1'): unknown[] {
    return Object.keys(this.files.landscape.systems).map(
      (name) => this.files.rows(name, `SELECT status FROM thing WHERE id = '${id}'`)[0]?.['status'],
    )
  }
  async run(): Promise<this> {
    await this.files.run()
    return this
  }

  async start(): Promise<void> {
    await this.enter((now) => ({ from: 'EAM', to: 'ERP', phase: 'shadow', startedAt: now, at: now, by: 'test' }))
  }
  /** As the command does it: what systems report by then is settled first. */
  async switchTo(take: Take = 'old', around: Parameters<Files['with']>[1] = {}): Promise<void> {
    await this.run()
    await this.decideSwitch(take, around)
  }
  /** The decision alone, with what follows. */
  async decideSwitch(take: Take = 'old', around: Parameters<Files['with']>[1] = {}): Promise<void> {
    await this.enter((at, now) => ({ ...now!, phase: 'switched', at, take, walk: { after: null } }), around)
  }
  async backOut(around: Parameters<Files['with']>[1] = {}): Promise<void> {
    await this.enter(
      (at, now) => ({ ...now!, phase: 'backedOut', at, walk: { after: null }, ...(now!.phase === 'shadow' && { onlyShadow: true }) }),
      around,
    )
  }
  async enter(next: (at: number, now: Handover | undefined) => Handover | null, around: Parameters<Files['with']>[1] = {}): Promise<void> {
    await this.files.with(async (engine) => {
      const { status } = await readHandovers(engine.ledger, 'things')
      await engine.handOver('things', 'status', next(Date.now(), status), 'test')
    }, around)
  }
  async state(): Promise<Handover | undefined> {
    return (await this.files.read(async (ledger) => readHandovers(ledger, 'things')))['status']
  }
  async standing(to = ERP): Promise<HandoverStanding> {
    return this.files.read(async (ledger) => {
      const flow = this.files.landscape.flows['things']!
      const [entry] = await ledger.read('things', ['1'])
      const kernel = (await Ruling.of(ledger, flow)).kernel('1', entry!)
      const u = kernel.units.findIndex(({ name }) => name === 'status')
      return standingOf(ledger, kernel, u, { from: to === ERP ? EAM : ERP, to })
    })
  }
  /** What the audit holds of a record's status, or of the handover itself, oldest first: in short. */
  async told(id = '1'): Promise<string[]> {
    const rows = await this.files.audit('things', id)
    return rows
      .filter(({ unit: of }) => of === 'status')
      .map(({ kind, conflict, system: by, body }) => {
        const value = body['lost'] ?? body['value'] ?? body['was']
        return `${conflict ?? kind}${by === undefined ? '' : ` by ${by}`}: ${String(value)}`
      })
  }
}
