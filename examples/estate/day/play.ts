/**
 * A working day on the estate: real databases, the real engine in the rhythm of each flow, and a clock that passes while the engine sleeps. Every choice is
 * made by the seed, so the same seed gives the same day.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { accept } from '../../../runtime/match.ts'
import { newestDay, publish } from '../build/bank.ts'
import type { Act } from './act.ts'
import { timeOf } from './act.ts'
import { borders } from './acts/borders.ts'
import { contests } from './acts/contests.ts'
import { down, feed, outage } from './acts/events.ts'
import { lives } from './acts/lives.ts'
import { reviews } from './acts/people.ts'
import { routine } from './acts/routine.ts'
import { DayClock } from './clock.ts'
import { reconcileAll } from './evening.ts'
import { Picks } from './picks.ts'
import { Place } from './place.ts'
import { Random } from './random.ts'
import type { KilledRun } from './killed-run.ts'
import { startRun } from './run.ts'
import type { Stage } from './stage.ts'
import { files } from './stage.ts'
import { Teller } from './teller.ts'
import { plainKey } from './told.ts'

export interface DayOptions {
  readonly seed: number
  /** Of the systems; what lies there is replaced. */
  readonly folder: string
  readonly ledger: string
  readonly say: (line: string) => void
  /** Pieces of ordinary work. */
  readonly pieces?: number
  /** Days of exchange rates; default: all since 1999. */
  readonly days?: number
  /** Default: every database is a file. */
  readonly stage?: Stage
}

export interface Played {
  readonly place: Place
  readonly clock: DayClock
  /** A value that somebody lost, as `trace` is asked for it. */
  readonly news: string
}

const killedAt = '15:00'
const endsAt = '16:00'

export async function playDay({ seed, folder, ledger, say, pieces = 240, days = Infinity, stage = files }: DayOptions): Promise<Played> {
  const random = new Random(seed)
  const teller = new Teller(say)
  const clock: DayClock = new DayClock(Date.parse(newestDay()), '05:00', random, async (act) => teller.act(act, await act.does(place)))
  const { landscape, elsewhere } = stage
  const place: Place = new Place({ landscape, folder, ledger, now: () => clock.now(), ...(elsewhere !== undefined && { elsewhere }) })
  for (const old of [folder, `${ledger}-wal`, `${ledger}-shm`, ledger]) rmSync(old, { recursive: true, force: true })
  mkdirSync(dirname(ledger), { recursive: true })
  stage.build(folder)
  publish(place.folder, 'morning', { days })
  place.prepare()
  await place.open()

  // The report names its ledger, and the same seed gives the same report.
  let engine = await startRun(place, clock, { id: `day-${seed}` })
  teller.say('05:00', 'First sync: what several systems hold already is paired by its key, and each field goes by its policy')
  await accept(engine, engine.flows, 'Grace', clock.now())
  await engine.settleAll()
  await teller.firstSync(engine.ledger, { from: clock.midnight, until: clock.now() })

  const picks = new Picks(place, random)
  let stop = new AbortController()
  const ends = (at: string): Act => ({ at, who: '', does: () => stop.abort() })
  clock.plan([
    ...contests(picks),
    ...borders(picks),
    ...lives(picks),
    ...outage,
    ...feed(clock.midnight, days),
    ...reviews(() => engine),
    ...routine(picks, pieces, down),
    ends(killedAt),
    ends(endsAt),
  ])
  clock.listen(async () => teller.listen(engine.ledger, clock.now()))
  const watch = async () => engine.watch(stop.signal, (result) => teller.passed(result))

  await clock.sleep(clock.midnight + timeOf('06:00') - clock.now())
  await watch()
  await engine.close()
  stop = new AbortController()
  teller.say(killedAt, 'The shift changes: all orders go to the night crew, and the run is killed in the middle of them')
  place.write('EAM', "UPDATE wo SET work_centre = 'WC3'")
  await killedRun(stage, place, clock.now())
  engine = await startRun(place, clock)
  const doubtful = (await engine.ledger.pending()).flatMap(({ keys }) => keys)
  teller.add(`killed; the ledger holds ${doubtful.length} writes that are decided and not known to have landed. It is started again`)
  await watch()

  await reconcileAll(engine, place, clock, teller)
  const [overruled] = await engine.ledger.audit({ kind: 'overruled', limit: 1 })
  await engine.close()
  await place.close()
  if (overruled === undefined) throw new Error('nobody has decided anything')
  const { flow, key, unit } = overruled
  return { place, clock, news: [flow, plainKey(key), unit].join(' ') }
}

/** @throws where the run ended before it was killed */
async function killedRun({ index, elsewhere }: Stage, { folder, ledger }: Place, now: number): Promise<void> {
  const what: KilledRun = { folder, ledger, now, index, elsewhere: Object.keys(elsewhere?.clients ?? {}), env: elsewhere?.env ?? {} }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-run.ts'), JSON.stringify(what)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)))
  if (signal !== 'SIGKILL') throw new Error('the run ended before it could be killed')
}
