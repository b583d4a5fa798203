import type { Engine, Mismatch } from '../runtime/engine/engine.ts'
import type { Cli } from './command.ts'
import type { Estate } from './estate.ts'
import { Failure } from './failure.ts'
import { shown } from './shown.ts'

/** What must be so before anything runs on systems, and what a person should know. */

const sentences: Readonly<Record<Mismatch['code'], { readonly why: string; readonly wayOut: string }>> = {
  notPrepared: { why: 'is not prepared', wayOut: 'thalweg prepare shows what it needs, and runs it with --apply' },
  unclaimed: { why: 'does not know this ledger: it was prepared anew since', wayOut: 'take new bases: thalweg match --accept' },
  preparedAnew: {
    why: 'was prepared anew since, or is another system: what was read of it before is no base any more',
    wayOut: 'point the flows at the right system; or, where it is this one now, take new bases: thalweg match --accept',
  },
  otherLedger: {
    why: 'was written to by another ledger',
    wayOut:
      'bring that ledger back (THALWEG_LEDGER names its place); or, where it is lost, take new bases: thalweg match --accept. Where this is a copy of the real system, point the flows at the right one',
  },
  ledgerBehind: {
    why: 'has seen writes that this ledger does not know: the ledger is an older copy',
    wayOut: 'bring the newest ledger back; or, where it is lost, take new bases: thalweg match --accept',
  },
  flowChanged: {
    why: 'has other systems or fields than its entries in the ledger were written for',
    wayOut: 'take new bases for it: thalweg match --accept',
  },
  wentBack: {
    why: 'lacks changes that this ledger has read: it was restored from a backup, or is another file',
    wayOut: 'point the flows at the right system; or, where it is this one now, take new bases: thalweg match --accept',
  },
  systemBehind: {
    why: 'lacks writes that this ledger saw land: it was restored from a backup, or is another file',
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
  const lost = absent === undefined ? '' : `there is no ledger at ${shown(absent)}, and `
  throw new Failure(`mismatch.${first.code}`, `${lost}${why}: nothing was written`, wayOut)
}

/** Every system that is not what the ledger knows, with why; and what to do, a line for each kind. */
export function mismatchText(mismatches: readonly Mismatch[]): { readonly why: string; readonly wayOut: string } {
  const codes = [...new Set(mismatches.map(({ code }) => code))]
  const why = codes.map(
    (code) => `${mismatches.flatMap((each) => (each.code === code ? [each.system] : [])).join(', ')} ${sentences[code].why}`,
  )
  return { why: why.join('; '), wayOut: [...new Set(codes.map((code) => sentences[code].wayOut))].join('\n') }
}

/** Says which systems do not answer; their flows wait. */
export function warnDown(down: ReturnType<Engine['down']>, cli: Cli): void {
  for (const { system, error } of down) cli.warn(`${system} does not answer: ${error.message} (${error.wayOut})`)
}

/** Says whether the generated code is what the flow file asks for, and whether somebody has edited it. It is obeyed either way. */
export async function warnGenerated(estate: Estate, cli: Cli): Promise<void> {
  const { editedFiles } = await import('../codegen/generate.ts')
  const edited = editedFiles(estate.generated)
  if (edited.length > 0) cli.warn(`edited by hand since it was generated, and obeyed: ${edited.join(', ')}`)
  const { currentHash } = await import('./current.ts')
  const hash = await currentHash(estate.project)
  if (hash !== null && hash !== estate.landscape.plan) {
    cli.warn(
      `the generated code is not what ${shown(estate.project.flows)} says now; it runs as it was generated (thalweg generate writes it anew)`,
    )
  }
}
