import type { Engine, Mismatch } from '../runtime/engine/engine.ts'
import type { Down } from '../runtime/engine/reach.ts'
import { readPaused } from '../runtime/paused.ts'
import type { Ledger } from '../runtime/ports.ts'
import { changeText } from '../runtime/terms/change.ts'
import type { Cli } from './command.ts'
import type { Estate } from './estate.ts'
import { Failure } from './failure.ts'
import { shown, shownPlace } from './shown.ts'
import { plain, word } from './text.ts'

/** What must be so before anything runs on systems, and what a person should know. */

type Verb = 'is' | 'has' | 'does' | 'was' | 'lacks'
const ofMany: Readonly<Record<Verb, string>> = { is: 'are', has: 'have', does: 'do', was: 'were', lacks: 'lack' }

type Alike = Exclude<Mismatch['code'], 'termsChanged'>

const sentences: Readonly<Record<Alike, { readonly verb: Verb; readonly why: string; readonly wayOut: string }>> = {
  notPrepared: { verb: 'is', why: 'not prepared', wayOut: 'thalweg prepare shows what it needs, and runs it with --apply' },
  unclaimed: {
    verb: 'does',
    why: 'not know this ledger, and must have been prepared anew since',
    wayOut: 'take new bases: thalweg match --accept',
  },
  preparedAnew: {
    verb: 'was',
    why: 'prepared anew since, or replaced by another system: what was read of it before is no base any more',
    wayOut: 'point the flows at the right system; or, where it is this one now, take new bases: thalweg match --accept',
  },
  otherLedger: {
    verb: 'was',
    why: 'written to by another ledger',
    wayOut:
      'bring that ledger back (THALWEG_LEDGER names its place); or, where it is lost, take new bases: thalweg match --accept. Where this is a copy of the real system, point the flows at the right one',
  },
  ledgerBehind: {
    verb: 'has',
    why: 'seen writes that this ledger does not know: the ledger is an older copy',
    wayOut: 'bring the newest ledger back; or, where it is lost, take new bases: thalweg match --accept',
  },
  flowChanged: {
    verb: 'has',
    why: 'other systems, or another key, than its entries in the ledger were written for',
    wayOut: 'take new bases for it: thalweg match --accept',
  },
  flowGrew: {
    verb: 'has',
    why: 'fields that the ledger has not compared yet',
    wayOut:
      'have their changes captured (thalweg prepare --apply), see what the next run would write (thalweg run --once --dry-run), then take them in: thalweg match --accept; what is known of all others stays',
  },
  handoverOpen: {
    verb: 'has',
    why: 'a field on its way to another owner, which the generated code does not hand over (any more)',
    wayOut:
      'thalweg handover lists them: keep `from` in the flow file until the handover is finished or backed out (--finish, --back-out), and generate',
  },
  wentBack: {
    verb: 'lacks',
    why: 'changes that this ledger has read: it was restored from a backup, or is another file',
    wayOut: 'point the flows at the right system; or, where it is this one now, take new bases: thalweg match --accept',
  },
  systemBehind: {
    verb: 'lacks',
    why: 'writes that this ledger saw land: it was restored from a backup, or is another file',
    wayOut: 'point the flows at the right system; or, where it is this one now, take new bases: thalweg match --accept',
  },
}

/**
 * @param absent The ledger's place, where there is none: what else is said then follows from it.
 * @throws Failure that names every system that must not be written to, with why.
 */
export function refuseMismatches(mismatches: readonly Mismatch[], absent?: string): void {
  const [first] = mismatches
  if (first === undefined) return
  const { why, wayOut } = mismatchText(mismatches)
  const lost = absent === undefined ? '' : `there is no ledger at ${shownPlace(absent)}, and `
  throw new Failure(`mismatch.${first.code}`, `${lost}${why}: nothing was written`, wayOut)
}

/** @throws Failure where a person has paused the flow: nothing is done to it, also not to single records */
export async function refusePaused(ledger: Pick<Ledger, 'setting'>, flow: string): Promise<void> {
  const { flows } = await readPaused(ledger)
  const pause = Object.hasOwn(flows, flow) ? flows[flow] : undefined
  if (pause === undefined) return
  const why = pause.why === undefined ? '' : ` (${plain(pause.why)})`
  throw new Failure(
    'paused',
    `${flow} was paused by ${plain(pause.by)}${why}: nothing was written`,
    `thalweg resume --flow ${flow} lets it go on`,
  )
}

/** Every system that is not what the ledger knows, with why; and what to do, a line for each kind. */
export function mismatchText(mismatches: readonly Mismatch[]): { readonly why: string; readonly wayOut: string } {
  const codes = [...new Set(mismatches.flatMap(({ code }) => (code === 'termsChanged' ? [] : [code])))]
  const parts = codes.map((code) => {
    const systems = mismatches.flatMap((each) => (each.code === code ? [each.system] : []))
    const { verb, why } = sentences[code]
    return `${systems.join(', ')} ${systems.length === 1 ? verb : ofMany[verb]} ${why}`
  })
  const changed = mismatches.filter(({ code }) => code === 'termsChanged')
  return {
    why: [...parts, ...changed.map(termsText)].join('; '),
    wayOut: [...new Set([...codes.map((code) => sentences[code].wayOut), ...changed.map(waysToAccept)])].join('\n'),
  }
}

/** A flow that stands still until somebody accepts what changed in it. */
function termsText({ system: flow, changes = [] }: Mismatch): string {
  return `${flow} is not what it last ran as, and nobody accepted that: ${changes.map(changeText).join('; ')}`
}

function waysToAccept({ system: flow, changes = [] }: Mismatch): string {
  const texts = changes.map(changeText)
  const calls = texts.map((text) => `.accepts(${literal(text)})`).join('')
  const options = texts.map((text) => `--accept ${word(`${flow}: ${text}`)}`).join(' ')
  return `accept it in the flow file, ${calls}, and thalweg generate; or now: thalweg run ${options}`
}

/** As it is written in the flow file. */
export function literal(text: string): string {
  return text.includes("'") || text.includes('\\') ? JSON.stringify(text) : `'${text}'`
}

/** A system that cannot be used now, whatever the reason: it is not there, or what it answers is an error. `flows`: it is so for these only. */
export function leftAlone(
  system: string,
  { flows, message, wayOut }: { readonly flows?: readonly string[]; readonly message: string; readonly wayOut: string },
): string {
  return `${system} is left alone${flows === undefined ? '' : ` by ${flows.join(', ')}`}: ${message} (${wayOut})`
}

export function downText({ system, flows, error: { message, wayOut } }: Down): string {
  return leftAlone(system, { message, wayOut, ...(flows !== undefined && { flows }) })
}

/** Says which systems cannot be used, and what happened; their flows wait. */
export function warnDown(down: ReturnType<Engine['down']>, cli: Cli): void {
  for (const each of down) cli.warn(downText(each))
}

/** Says whether the generated code is what the flow file asks for, and whether somebody has edited it. It is obeyed either way. */
export async function warnGenerated(estate: Estate, cli: Cli): Promise<void> {
  const { editedFiles, onlyTells } = await import('../codegen/generate.ts')
  const edited = editedFiles(estate.generated)
  const told = edited.filter((name) => onlyTells(estate.generated, name))
  const obeyed = edited.filter((name) => !told.includes(name))
  if (obeyed.length > 0) cli.warn(`edited by hand since it was generated, and obeyed: ${obeyed.join(', ')}`)
  if (told.length > 0) cli.warn(`edited by hand since it was generated, which changes nothing: ${told.join(', ')}`)
  const { currentHash } = await import('./current.ts')
  const hash = await currentHash(estate.project)
  if (hash !== null && hash !== estate.landscape.plan) {
    cli.warn(
      `the generated code is not what ${shown(estate.project.flows)} says now; it runs as it was generated (thalweg generate writes it anew)`,
    )
  }
}
