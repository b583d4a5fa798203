/** Vendors from procurement to two others: some rows only (`where`), and a field whose blanks wipe nothing. */
import type { Plan, PlanFlow } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from '../emit/plans.ts'
import type { Project } from '../emit/project.ts'
import { Files } from './files.ts'

const at = { file: 'flows.ts', line: 1, column: 1 }
const names = ['number', 'name', 'active', 'rating', 'website'] as const
const systems = ['PROC', 'EAM', 'ERP']
const detections = { PROC: { kind: 'outbox' }, EAM: { kind: 'snapshot' }, ERP: { kind: 'outbox' } } as const

export interface VendorOptions {
  readonly whenRowLeaves: 'delete' | 'keep'
  readonly rows?: unknown
  readonly detect?: 'outbox' | 'snapshot'
  readonly life?: Partial<PlanFlow['lifecycle']>
}

function vendorsPlan({ whenRowLeaves, rows = { active: true }, detect = 'outbox', life = {} }: VendorOptions): Plan {
  const fields = [
    field('number'),
    field('name'),
    field('active', { kind: 'boolean' }),
    field('rating', { kind: 'decimal', precision: 6, scale: 2 }),
    field('website', { kind: 'text' }, { nullable: true }),
  ]
  const columns = names.map((name) => column(name))
  return plan({
    records: { vendors: { key: ['number'], fields, groups: {}, at } },
    systems: Object.fromEntries(
      systems.map((name) => [
        name,
        system(
          {
            vendors: binding('vendor', columns, {
              detect: name === 'PROC' ? { kind: detect } : detections[name as keyof typeof detections],
            }),
          },
          { connector: { kind: 'sqlite', file: `${name}.sqlite` } },
        ),
      ]),
    ),
    flows: {
      vendors: flow(
        'vendors',
        systems,
        names.slice(1).map((name) => unit(name, 'PROC', systems)),
        {
          direction: 'oneWay',
          where: { rows, whenRowLeaves, at },
          keepWhenBlank: [{ field: 'website', at }],
          maxDeletes: 50,
          lifecycle: {
            creates: ['PROC'],
            foreignCreate: 'report',
            deletes: ['PROC'],
            foreignDelete: 'restore',
            againstUpdate: 'deleteWins',
            onDelete: 'mirror',
            said: {},
            ...life,
          },
        },
      ),
    },
  })
}

export async function vendors(project: Project, name: string, options: VendorOptions): Promise<Files> {
  const table =
    'CREATE TABLE vendor (number TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL, rating NUMERIC NOT NULL, website TEXT)'
  const rows = [
    "INSERT INTO vendor VALUES ('V1', 'Atlas', 1, 4.50, 'atlas.example')",
    "INSERT INTO vendor VALUES ('V2', 'Borealis', 0, 2.00, NULL)",
    "INSERT INTO vendor VALUES ('V3', 'Cetus', 1, 10.25, NULL)",
  ]
  const files = await Files.make(project, name, () => vendorsPlan(options), { PROC: [table, ...rows], EAM: [table], ERP: [table] })
  return files
}
