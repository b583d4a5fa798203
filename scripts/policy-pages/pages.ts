/** Every page of `docs/policies` and `docs/conflicts`, by path below `docs`. The timelines are played, by the real engine on real files. */
import { readFileSync } from 'node:fs'
import { conflicts } from './conflicts.ts'
import type { Page } from './page.ts'
import { fileOf, pageText, table } from './page.ts'
import { policies } from './policies.ts'
import type { Scenario } from './scenario.ts'
import { Stage } from './stage.ts'

const examples: readonly Scenario['example'][] = ['co-owned', 'work-orders']

export async function policyPages(): Promise<ReadonlyMap<string, string>> {
  const stages = new Map<Scenario['example'], Stage>()
  for (const name of examples) stages.set(name, await Stage.open(name))
  try {
    return new Map([
      ...(await folder(stages, 'policies', policies, policiesIntro, fileOf)),
      ...(await folder(stages, 'conflicts', conflicts, conflictsIntro, (kind) => `${kind}.md`)),
    ])
  } finally {
    for (const stage of stages.values()) stage.close()
  }
}

const played =
  'The timelines are not typed: `node scripts/policy-pages.ts` plays them with the real engine on the files of [the examples](../../examples), and prints what systems, ledger and counters held.'
const policiesIntro = `# Policies

A policy says who writes a field, and what happens when two systems edit it at the same time. Take the first that fits: one writer, then a rule, then what is left.

${played}`
const conflictsIntro = `# Conflicts

Every way in which systems can disagree has a name, a counter (\`thalweg status\`) and a cell in the policy table of each flow.

${played}`

async function folder(
  stages: ReadonlyMap<Scenario['example'], Stage>,
  name: string,
  pages: Readonly<Record<string, Page>>,
  intro: string,
  file: (kind: string) => string,
): Promise<[string, string][]> {
  const out: [string, string][] = []
  for (const [kind, page] of Object.entries(pages)) {
    for (const call of page.calls) mustBeWritten(call)
    const timelines = []
    for (const { scenario } of page.plays) timelines.push(await stages.get(scenario.example)!.play(scenario))
    out.push([`${name}/${file(kind)}`, pageText(page, timelines)])
  }
  const rows = Object.entries(pages).map(([kind, { title, summary }]) => [`[${title}](${file(kind)})`, summary])
  return [[`${name}/README.md`, `${intro}\n\n${table(['', ''], rows)}\n`], ...out]
}

const sources = ['co-owned/flows.ts', 'co-owned/records/customers.ts', 'work-orders/records/requisitions.ts'].map((path) =>
  readFileSync(new URL(`../../examples/${path}`, import.meta.url), 'utf8'),
)
/** What a page shows as code is code that runs. */
function mustBeWritten(call: string): void {
  if (!sources.some((source) => source.includes(call))) throw new Error(`no example says ${call}`)
}
