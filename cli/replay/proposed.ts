/** The portfolio that is proposed, as it would run, beside the flows that did. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Finding } from '../../codegen/check/finding.ts'
import { diff } from '../../codegen/diff/diff.ts'
import { readPlan } from '../../codegen/plan/json.ts'
import type { Plan } from '../../codegen/plan/schema.ts'
import type { GeneratedFlow, GeneratedLandscape } from '../../runtime/door.ts'
import { changeText } from '../../runtime/terms/change.ts'
import { misfit } from '../../sim/replay/index.ts'
import { planOfFile } from '../diff/before.ts'
import type { Estate } from '../estate.ts'
import { Failure } from '../failure.ts'
import { checked, errorsOf } from '../plan.ts'
import type { Project } from '../project.ts'
import { plain } from '../text.ts'
import { generatedAside } from '../timeline/aside.ts'

export interface ProposedChange {
  readonly flow: string
  readonly text: string
}
interface Proposed {
  readonly landscape: GeneratedLandscape
  /** What it says otherwise than what ran, of flows. */
  readonly changes: readonly ProposedChange[]
}

interface Unsound {
  readonly project: Project
  readonly findings: readonly Finding[]
}

/** @param file from the working directory @returns or why it cannot be run */
export async function proposedBy(file: string, estate: Estate): Promise<Proposed | Unsound> {
  const given = await planOf(file, estate)
  if ('findings' in given) return given
  const { plan, folder } = given
  if (plan.landscape !== estate.landscape.name)
    throw new Failure(
      'otherLandscape',
      `${plain(file)} is of the landscape ${plain(plan.landscape)}, and the ledger of ${estate.landscape.name}`,
      'name a portfolio of the same landscape, or the flow file whose ledger is meant: thalweg replay flows.ts --policy …',
    )
  return {
    landscape: await generatedAside(plan, folder),
    changes: changesOf(readPlan(readFileSync(join(estate.generated, 'plan.json'), 'utf8')), plan),
  }
}

async function planOf(file: string, estate: Estate): Promise<{ readonly plan: Plan; readonly folder: string } | Unsound> {
  if (file.endsWith('.json')) return { plan: await planOfFile(file), folder: estate.project.folder }
  const flows = resolve(process.cwd(), file)
  const project = { ...estate.project, flows, named: true, folder: dirname(flows) }
  const { plan, findings } = await checked(project)
  return plan === null || errorsOf(findings).length > 0 ? { project, findings } : { plan, folder: project.folder }
}

function changesOf(before: Plan, after: Plan): readonly ProposedChange[] {
  return diff(before, after).flatMap((change) => (change.flow === undefined ? [] : [{ flow: change.flow, text: changeText(change) }]))
}

export interface Pair {
  readonly now: GeneratedFlow
  readonly proposed: GeneratedFlow
}

/** Each flow with the one that is to take its place. @throws Failure where the ledger's entries could not be those of the proposed flow */
export function replacements(file: string, flows: readonly GeneratedFlow[], landscape: GeneratedLandscape): readonly Pair[] {
  const found = flows.map((now) => ({ now, proposed: Object.hasOwn(landscape.flows, now.name) ? landscape.flows[now.name] : undefined }))
  const wrong = found.flatMap(({ now, proposed }) => {
    const why = proposed === undefined ? 'it is not there' : misfit(now, proposed)
    return why === null ? [] : [{ name: now.name, why }]
  })
  const [first] = wrong
  if (first === undefined) return found as Pair[]
  const others = flows.filter(({ name }) => wrong.every((each) => each.name !== name))
  throw new Failure(
    'otherShape',
    `${first.name} in ${plain(file)} has another shape than what the ledger has seen: ${first.why}`,
    [
      'replay asks what other policies make of the same fields: take the shape back in the proposal',
      ...(others.length === 0 ? [] : [`or leave it out: ${others.map(({ name }) => `--flow ${name}`).join(' ')}`]),
    ].join('; '),
  )
}
