/** Digests that servers compute, as the generator prints them: which rows, whose normalisations, and what is left to the runtime. */
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../codegen/dialect/dialect.ts'
import { mariadb } from '../../codegen/dialect/mariadb.ts'
import { postgres } from '../../codegen/dialect/postgres.ts'
import { portablePattern } from '../../codegen/dialect/canonical/pattern.ts'
import { adapterView } from '../../codegen/emit/view/adapter.ts'
import { systemViews } from '../../codegen/emit/view/system.ts'
import type { Plan, PlanColumn, PlanField } from '../../codegen/plan/schema.ts'
import { binding, column, field, flow, plan, system, unit } from './plans.ts'

const dialects: readonly (readonly [name: string, dialect: Dialect, connector: Plan['systems'][string]['connector']])[] = [
  ['PostgreSQL', postgres, { kind: 'postgres', url: { secret: 'URL' } }],
  ['MariaDB', mariadb, { kind: 'mariadb', url: { secret: 'URL' } }],
]

/** One field beside the key, at the server `HERE` and in `THERE`. */
function estate(
  connector: Plan['systems'][string]['connector'],
  type: PlanField['type'],
  here: Partial<PlanColumn> = {},
  there: Partial<PlanColumn> = {},
): Plan {
  const names = ['HERE', 'THERE']
  const fields = [field('id'), field('name', type)]
  const held = (more: Partial<PlanColumn>) => ({
    things: binding('thing', [column('id'), column('name', 'name', more)], { scope: [['company', { env: 'COMPANY' }]] }),
  })
  return plan({
    records: { things: { key: ['id'], fields, groups: {}, at: { file: 'flows.ts', line: 1, column: 1 } } },
    systems: { HERE: system(held(here), { connector }), THERE: system(held(there)) },
    flows: { things: flow('things', names, [unit('name', 'HERE', names)]) },
  })
}

describe.each(dialects)('%s', (_, dialect, connector) => {
  const statements = (...of: Parameters<typeof estate> extends [unknown, ...infer Rest] ? Rest : never) =>
    dialect.adapterStatements(adapterView(estate(connector, ...of), 'things', 'HERE'))
  const remarks = (...of: Parameters<typeof estate> extends [unknown, ...infer Rest] ? Rest : never) =>
    dialect.reconcile(systemViews(estate(connector, ...of))[0]!).map(({ comment }) => comment)

  it('rows of the flow alone, and each field where it counts', () => {
    const { digests = [], bucketRows = [] } = statements({ kind: 'text' })
    for (const statement of [digests, bucketRows]) expect(statement.join('\n')).toContain(':scope_0')
    expect(digests.join('\n')).toContain(':with_name')
    expect(digests.join('\n')).not.toContain(':peer_')
    expect(bucketRows.join('\n')).toContain(':wanted')
  })

  it('what another system makes of a value counts where that system is compared with', () => {
    expect(statements({ kind: 'text' }, {}, { stores: ['trim'] }).digests!.join('\n')).toContain('WHEN :peer_0')
  })

  it.each([
    ['a codec', { kind: 'text' }, { codec: { module: './codecs.ts', name: 'money', hash: '' } }, 'its codec is code'],
    ['capitals', { kind: 'text' }, { stores: ['upper'] }, 'capitals are not the same to every server'],
    ['a pattern that looks ahead', { kind: 'text', pattern: '^(?=a)b$' }, {}, 'its pattern does not mean the same to every server'],
    ['objects', { kind: 'json', collection: false, schema: { type: 'object' } }, {}, 'the server spells JSON otherwise'],
  ] as const)('leaves to the runtime: %s', (_what, type, more, why) => {
    const of = [type, more] as unknown as [PlanField['type'], Partial<PlanColumn>]
    const { digests, bucketRows, digestRows } = statements(...of)
    expect({ digests, bucketRows }).toEqual({ digests: undefined, bucketRows: undefined })
    expect(digestRows).toBeDefined()
    expect(remarks(...of)).toContain(
      `things: Thalweg reads all rows and computes their digests itself, since the server cannot compute them of name (${why}).`,
    )
  })

  it('says nothing of it where the server computes them', () => {
    expect(remarks({ kind: 'text' }).join()).not.toContain('computes their digests')
  })
})

describe('patterns that mean the same everywhere', () => {
  it.each([
    ['^[A-Z]{2}-\\d+$', '[A-Z]{2}-[0-9]+'],
    ['^(?:a|b)\\.[\\w-]*$', '(a|b)[.][A-Za-z0-9_-]*'],
    ['^\\/x_ ?$', '/x_ ?'],
  ])('%s', (source, portable) => {
    expect(portablePattern(source)).toBe(portable)
  })
  it.each([
    'abc',
    '^a|b$',
    '^a.c$',
    '^a*?$',
    '^[^a]$',
    '^\\s$',
    '^(?=a)$',
    '^é$',
    '^a{1,300}$',
    '^\\1$',
    '^(a)$)',
    '^[a-\\d]$',
    '^\\bx$',
    '^(?i:a)$',
  ])('not %s', (source) => {
    expect(portablePattern(source)).toBeNull()
  })
})
