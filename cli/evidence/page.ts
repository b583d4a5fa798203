/** The evidence as one page of Markdown: what was run, what came out, and what it does not show. */
import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import type { UnitRule } from '../../runtime/policies/rule.ts'
import type { FlowExplored } from '../../sim/exhaustive/index.ts'
import type { Drilled } from '../../sim/drill/index.ts'
import { gapsOf } from '../../sim/verify/table.ts'
import { count } from '../text.ts'
import type { Evidence } from './gathered.ts'
import { holds } from './gathered.ts'

export function page(evidence: Evidence, landscape: GeneratedLandscape): string {
  const { budget, verified, checks, exhausted, drilled, events } = evidence
  const caught = drilled.filter(({ outcome }) => outcome.is === 'caught')
  const uncaught = drilled.filter(({ outcome }) => outcome.is === 'uncaught')
  return [
    `# Evidence: ${evidence.landscape}`,
    '',
    `What was tried of these flows, and what came out. ${holds(evidence) ? 'Everything that was looked at holds.' : '**Not everything holds: see below.**'} Made by \`thalweg evidence\`, which runs all of it anew; the same seeds give the same page.`,
    '',
    grid(['', ''], madeOf(evidence)),
    '',
    '## The flows',
    '',
    grid(['flow', 'created by', 'deleted by', 'who writes what'], Object.values(landscape.flows).map(flowRow)),
    '',
    'What each conflict leads to, for every field, stands in `policies.md` beside the generated code.',
    '',
    '## Runs',
    '',
    `The generated code, with the real engine, ran over simulated systems: ${count(verified.runs, 'run')}, ${verified.changes.toLocaleString('en')} changes, seeds ${budget.from} to ${budget.from + budget.seeds - 1} of each flow. Users edit at once, and write what they may not; answers get lost, writes land late, hints come twice, late or not yet committed, systems do not answer, refuse rows or alter values, programs write what is not theirs, the hub dies between any two effects, and ledgers and systems are restored from backups. At rest these held:`,
    '',
    ...checks.map((check) => `- ${check}`),
    '',
    grid(
      ['flow', 'runs', 'acts of users', 'writes', ''],
      verified.flows.map(({ flow, runs, acts, writes, broken }) => [
        flow,
        n(runs),
        n(acts),
        n(writes),
        broken === null ? 'holds' : `**does not hold: ${broken.check}** (seed ${broken.seed})`,
      ]),
    ),
    '',
    '## Conflicts that the runs met',
    '',
    grid(['policy', 'conflict', 'met', 'accidents under which it never was'], coverageRows(evidence)),
    '',
    '## Every order, small',
    '',
    `Nothing is drawn here: one record of each flow, with few acts of users, deletes, a crash at every effect and a write that lands late, in every order that there is, through the real settle and plan. ${n(exhausted.states)} states, ${n(exhausted.transitions)} transitions. A scope is closed when no further state is to be found; of the others every state holds that so many steps lead to.`,
    '',
    grid(['flow', 'scopes', 'closed', 'states', 'the shallowest that is not closed', 'outcome'], exhausted.flows.map(exploredRow)),
    '',
    '## The drill',
    '',
    `What are these checks worth? Known bugs were planted in the hub, one after the other, and the checks were to notice each within ${count(budget.seeds, 'run')} of a flow: ${caught.length} of ${caught.length + uncaught.length} were noticed${uncaught.length === 0 ? '' : `, **${uncaught.length} were not**`}, ${drilled.length - caught.length - uncaught.length} cannot occur in these flows.`,
    '',
    grid(['area', 'bug', 'what it does', 'noticed by'], drilled.filter(({ outcome }) => outcome.is !== 'notApplicable').map(drillRow)),
    '',
    ...absent(drilled),
    '## What this does not show',
    '',
    '- Simulated systems follow the generated mappings, capabilities and detection, not their SQL, constraints or locks.',
    '- Runs are drawn: what none of them met is not shown. More seeds: `thalweg evidence --seeds 1000`.',
    '- One hub at a time; caps on deletes and changes.',
    ...exhausted.flows.flatMap(({ flow, left }) => left.map((what) => `- Exhaustively, of ${flow}: ${what}.`)),
    ...(events.length === 0 ? [] : [`- Flows that carry events: ${events.join(', ')}.`]),
    '',
  ].join('\n')
}

function madeOf({ at, versions, commit, plan, findings, allowed }: Evidence): string[][] {
  const found =
    findings.errors + findings.warnings === 0
      ? 'nothing to find fault with'
      : `${count(findings.errors, 'error')}, ${count(findings.warnings, 'warning')}: ${findings.codes.join(', ')}`
  const codes = [...Map.groupBy(allowed, ({ code }) => code)].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    ['made', new Date(at).toISOString().slice(0, 10)],
    [
      'commit',
      commit === null ? 'in no git repository' : `${commit.id.slice(0, 12)}${commit.clean ? '' : ', with changes that are not committed'}`,
    ],
    ['thalweg, Node', `${versions.thalweg}, ${versions.node}`],
    ['plan', `${plan.hash}${plan.current ? ', as the flow file says it' : ', **and the flow file says otherwise now**'}`],
    ['generated code', plan.edited.length === 0 ? 'as it was generated' : `edited by hand: ${plan.edited.join(', ')}`],
    ['checker', found],
    ...codes.map(([code, some]) => [`allowed: ${code}`, [...new Set(some.map(({ because }) => because))].join('; ')]),
  ]
}

function flowRow(flow: GeneratedFlow): string[] {
  const names = (some: readonly number[]) => some.map((j) => flow.systems[j]!).join(', ') || 'nobody'
  const by = Map.groupBy(flow.settle.units, (unit) => writerOf(flow, unit))
  const fields = [...by].map(([who, units]) => `${who}: ${units.map(({ name }) => name).join(', ')}`)
  return [flow.name, names(flow.settle.life.creates), names(flow.settle.life.deletes), fields.join('; ')]
}
function writerOf({ systems }: GeneratedFlow, { policy }: UnitRule): string {
  return policy.writer === null ? `all, ${policy.kind}` : systems[policy.writer]!
}

function exploredRow({ flow, scopes, broken }: FlowExplored): string[] {
  const open = scopes.filter(({ outcome }) => outcome === 'bound').map(({ depth }) => depth)
  const states = scopes.reduce((sum, scope) => sum + scope.states, 0)
  const verdict = broken === null ? 'holds' : `**does not hold: ${broken.check}** (${broken.scope})`
  return [
    flow,
    n(scopes.length),
    n(scopes.length - open.length),
    n(states),
    open.length === 0 ? '' : count(Math.min(...open), 'step'),
    verdict,
  ]
}

/** With the accidents under which it could be met, and never was. */
function coverageRows({ verified: { coverage } }: Evidence): string[][] {
  return coverage.map((row) => {
    const { policy, kind, met } = row
    const sum = met.reduce<number>((all, cell) => all + (cell ?? 0), 0)
    const gaps = gapsOf([row]).map((cell) => cell.split(', ')[2]!)
    return [policy, kind, n(sum), gaps.join(', ')]
  })
}

function drillRow({ area, name, does, outcome }: Drilled): string[] {
  return [
    area,
    name,
    does,
    outcome.is === 'caught' ? `${outcome.by}, after ${count(outcome.seeds, 'run')} of ${outcome.flow}` : '**nothing**',
  ]
}

function absent(drilled: readonly Drilled[]): string[] {
  const some = drilled.flatMap(({ name, outcome }) => (outcome.is === 'notApplicable' ? [`${name} (${outcome.why})`] : []))
  return some.length === 0 ? [] : [`Cannot occur: ${some.join('; ')}.`, '']
}

function n(amount: number): string {
  return amount.toLocaleString('en')
}
function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
