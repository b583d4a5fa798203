/** What the ledger keeps for people: audit, reviews, dead letters, figures. */
import type { ConflictKind } from '../../conflict-kinds.ts'
import type { AuditKind, AuditRow, Ledger, LedgerCommit, StoredReview, Tally } from '../../ports.ts'
import { Link } from '../chain.ts'
import type { Flows } from '../flows.ts'
import type { Row, Statements } from './connection.ts'
import { together } from './connection.ts'
import { columns } from './entries.ts'

const dayMs = 86_400_000

/** Where the audit ends. */
export interface AuditEnd {
  readonly last: number
  readonly hash: string
}

/** Within a transaction that holds the head. @returns where the audit ends then */
export async function writeHistory(statements: Statements, flows: Flows, commit: LedgerCommit, end: AuditEnd): Promise<AuditEnd> {
  const [after] = await together([
    writeAudit(statements, flows, commit.audit, end),
    writeReviews(statements, flows, commit),
    writeFigures(statements, flows, commit.figures),
    writeDeletions(statements, flows, commit.deletes ?? []),
  ])
  return after
}

async function writeAudit(statements: Statements, flows: Flows, rows: readonly AuditRow[], { last, hash }: AuditEnd): Promise<AuditEnd> {
  if (rows.length === 0) return { last, hash }
  const link = new Link()
  const stored = rows.map(({ flow, key, at, kind, conflict = null, system = null, unit = null, body: said }, i): Row => {
    const body = JSON.stringify(said)
    link.add([flow, key, String(at), kind, conflict ?? '', system ?? '', unit ?? '', body])
    return [last + i + 1, flows.of(flow).id, key, at, kind, conflict, system, unit, body]
  })
  const end = { last: last + rows.length, hash: link.after(hash) }
  await together([
    statements.run(
      `INSERT INTO audit (id, flow, key, at, kind, conflict, system, unit, body) SELECT * FROM unnest(
        $1::bigint[], $2::integer[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])`,
      ...columns(stored, 9),
    ),
    statements.run('INSERT INTO audit_chain (last, hash) VALUES ($1, $2)', end.last, end.hash),
  ])
  return end
}

async function writeReviews(statements: Statements, flows: Flows, { openReviews, closeReviews }: LedgerCommit): Promise<void> {
  if (openReviews.length > 0) {
    const rows = openReviews.map(({ id, flow, key, unit, conflict, system, openedAt, body }): Row => [
      id,
      flows.of(flow).id,
      key,
      unit,
      conflict,
      system,
      openedAt,
      JSON.stringify(body),
    ])
    await statements.run(
      `INSERT INTO review (id, flow, key, unit, conflict, system, opened_at, body) SELECT * FROM unnest(
        $1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])`,
      ...columns(rows, 8),
    )
  }
  if (closeReviews.length > 0) {
    await statements.run(
      `UPDATE review AS r SET closed_at = w.at, how = w.how FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (id, at, how)
      WHERE r.id = w.id AND r.closed_at IS NULL`,
      ...columns(
        closeReviews.map(({ id, at, how }) => [id, at, how]),
        3,
      ),
    )
  }
}

async function writeFigures(statements: Statements, flows: Flows, figures: LedgerCommit['figures']): Promise<void> {
  if (figures.length === 0) return
  await statements.run(
    `INSERT INTO figure AS f (flow, hour, name, value)
    SELECT w.flow, w.hour, w.name, sum(w.add) FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::bigint[]) AS w (flow, hour, name, add) GROUP BY 1, 2, 3
    ON CONFLICT (flow, hour, name) DO UPDATE SET value = f.value + excluded.value`,
    ...columns(
      figures.map(({ flow, hour, name, add }) => [flows.of(flow).id, hour, name, add]),
      4,
    ),
  )
}

async function writeDeletions(statements: Statements, flows: Flows, deletes: NonNullable<LedgerCommit['deletes']>): Promise<void> {
  for (const { flow, at, rows } of deletes) {
    const { id } = flows.of(flow)
    await together([
      statements.run('DELETE FROM deletion WHERE flow = $1 AND at < $2', id, at - 2 * dayMs),
      statements.run('INSERT INTO deletion (flow, at, rows) VALUES ($1, $2, $3)', id, at, rows),
    ])
  }
}

// ─── Reading ─────────────────────────────────────────────────────────────────────────────────────

const auditColumns = 'SELECT id, flow, key, at, kind, conflict, system, unit, body FROM audit'

/** The newest rows, oldest first. */
export async function readAudit(
  statements: Statements,
  flows: Flows,
  { flow, key, kind, id: only, since, limit = 1_000 }: Parameters<Ledger['audit']>[0],
): Promise<(AuditRow & { readonly id: number })[]> {
  const id = flow === undefined ? null : flows.of(flow).id
  const rows =
    only !== undefined
      ? await statements.all(`${auditColumns} WHERE id = $1`, only)
      : key !== undefined && id !== null
        ? await statements.all(`${auditColumns} WHERE flow = $1 AND key = $2 ORDER BY id DESC LIMIT $3`, id, key, limit)
        : await statements.all(
            `${auditColumns} WHERE ($1::integer IS NULL OR flow = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::numeric IS NULL OR at >= $3)
            ORDER BY id DESC LIMIT $4`,
            id,
            kind ?? null,
            since ?? null,
            limit,
          )
  return rows.map((row) => auditRow(flows, row)).reverse()
}

function auditRow(flows: Flows, [id, flow, key, at, kind, conflict, system, unit, body]: Row): AuditRow & { readonly id: number } {
  return {
    id: Number(id),
    flow: flows.name(Number(flow)),
    key: String(key),
    at: Number(at),
    kind: kind as AuditKind,
    ...alike(conflict!, system!, unit!),
    body: JSON.parse(String(body)) as Record<string, unknown>,
  }
}

function alike(conflict: Row[number], system: Row[number], unit: Row[number]) {
  return {
    ...(conflict === null ? {} : { conflict: conflict as ConflictKind }),
    ...(system === null ? {} : { system: String(system) }),
    ...(unit === null ? {} : { unit: String(unit) }),
  }
}

export async function readTally(
  statements: Statements,
  flows: Flows,
  { since, until, stepMs }: Parameters<Ledger['tally']>[0],
): Promise<Tally[]> {
  const rows = await statements.all(
    `SELECT flow, kind, conflict, system, unit, at / $3::bigint * $3::bigint AS "from", count(*), min(at), max(at)
    FROM audit WHERE at >= $1::numeric AND at <= $2::numeric GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 6, min(id)`,
    since,
    until,
    stepMs,
  )
  return rows.map(([flow, kind, conflict, system, unit, from, count, first, last]) => ({
    flow: flows.name(Number(flow)),
    kind: kind as AuditKind,
    ...alike(conflict!, system!, unit!),
    from: Number(from),
    rows: Number(count),
    first: Number(first),
    last: Number(last),
  }))
}

export async function readReviews(
  statements: Statements,
  flows: Flows,
  { flow, open }: Parameters<Ledger['reviews']>[0],
): Promise<StoredReview[]> {
  const rows = await statements.all(
    `SELECT id, flow, key, unit, conflict, system, opened_at, body, closed_at, how FROM review
    WHERE ($1::integer IS NULL OR flow = $1) ${open === true ? 'AND closed_at IS NULL' : ''} ORDER BY id`,
    flow === undefined ? null : flows.of(flow).id,
  )
  return rows.map(([id, of, key, unit, conflict, system, openedAt, body, closedAt, how]): StoredReview => ({
    id: Number(id),
    flow: flows.name(Number(of)),
    key: String(key),
    unit: String(unit),
    conflict: conflict as ConflictKind,
    system: String(system),
    openedAt: Number(openedAt),
    body: JSON.parse(String(body)) as Record<string, unknown>,
    ...(typeof closedAt === 'number' ? { closed: { at: closedAt, how: String(how) } } : {}),
  }))
}

export async function readDeadLetters(statements: Statements, flows: Flows, { flow }: Parameters<Ledger['deadLetters']>[0]) {
  const rows = await statements.all(
    `SELECT flow, key, system, reason, detail, since, tries FROM waiting
    WHERE dead = 1 AND ($1::integer IS NULL OR flow = $1) ORDER BY since, flow, key, system`,
    flow === undefined ? null : flows.of(flow).id,
  )
  return rows.map(([of, key, system, reason, detail, since, tries]) => ({
    flow: flows.name(Number(of)),
    key: String(key),
    system: flows.system(Number(of), Number(system)),
    reason: String(reason),
    detail: String(detail),
    since: Number(since),
    tries: Number(tries),
  }))
}

export async function readFigures(statements: Statements, flows: Flows, { flow, since = 0 }: Parameters<Ledger['figures']>[0]) {
  const rows = await statements.all(
    `SELECT flow, hour, name, value FROM figure WHERE hour >= $1::numeric AND ($2::integer IS NULL OR flow = $2) ORDER BY flow, hour, name`,
    since,
    flow === undefined ? null : flows.of(flow).id,
  )
  return rows.map(([of, hour, name, value]) => ({
    flow: flows.name(Number(of)),
    hour: Number(hour),
    name: String(name),
    value: Number(value),
  }))
}
