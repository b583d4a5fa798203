/**
 * Named boundaries between effects: before and after every call that makes something durable, at the ledger's port and at each target's. The test gives the
 * hook; what users get has none.
 */
import type { Opener } from '../../runtime/engine/reach.ts'
import type { Bound, Events, Ledger, Log, System } from '../../runtime/ports.ts'

export type Hook = (boundary: string) => void

export function hookedLedger(ledger: Ledger, hook: Hook): Ledger {
  return new Proxy(ledger, {
    get: (target, name, receiver) =>
      name === 'commit' ? around(hook, 'ledger.commit', target.commit.bind(target)) : (Reflect.get(target, name, receiver) as unknown),
  })
}

export function hookedOpener(open: Opener, hook: Hook): Opener {
  return async (name) => {
    const system = await open(name)
    return {
      name: system.name,
      identity: async () => system.identity(),
      claim: async (...args) => system.claim(...args),
      bind: async (...args) => hookedBound(await system.bind(...args), hook, name),
      events: async (source) => hookedEvents(await system.events!(source), hook, name),
      log: async (log) => hookedLog(await system.log!(log), hook, name),
      resolve: around(hook, `${name}.resolve`, async (op: number) => system.resolve(op)),
      landed: around(hook, `${name}.landed`, async (op: number) => system.landed(op)),
      ...(system.publish === undefined ? {} : { publish: around(hook, `${name}.publish`, system.publish) }),
      prune: around(hook, `${name}.prune`, async (below: number) => system.prune(below)),
      close: async () => system.close(),
    } satisfies System
  }
}

function hookedBound(bound: Bound, hook: Hook, system: string): Bound {
  return {
    adapter: bound.adapter,
    ...(bound.most !== undefined && { most: bound.most }),
    ...(bound.looksOneByOne !== undefined && { looksOneByOne: bound.looksOneByOne }),
    ...(bound.resolve !== undefined && { resolve: around(hook, `${system}.resolve`, bound.resolve.bind(bound)) }),
    changes: async (...args) => bound.changes(...args),
    head: async () => bound.head(),
    look: async (looks) => bound.look(looks),
    page: async (...args) => bound.page(...args),
    unreferenced: async (...args) => (await bound.unreferenced?.(...args)) ?? [],
    deliver: around(hook, `${system}.deliver`, async (...args: Parameters<Bound['deliver']>) => bound.deliver(...args)),
    forget: around(hook, `${system}.forget`, async (...args: Parameters<Bound['forget']>) => bound.forget(...args)),
    count: async () => bound.count(),
    digests: async (buckets) => bound.digests(buckets),
    bucketRows: async (...args) => bound.bucketRows(...args),
  }
}

function hookedEvents(events: Events, hook: Hook, system: string): Events {
  return {
    read: async (...args) => events.read(...args),
    head: async () => events.head(),
    forget: around(hook, `${system}.forget`, async (...args: Parameters<Events['forget']>) => events.forget(...args)),
  }
}

function hookedLog(log: Log, hook: Hook, system: string): Log {
  return {
    end: async (known) => log.end(known),
    cut: around(hook, `${system}.cut`, async (...args: Parameters<Log['cut']>) => log.cut(...args)),
    append: around(hook, `${system}.append`, async (...args: Parameters<Log['append']>) => log.append(...args)),
  }
}

function around<A extends unknown[], R>(hook: Hook, name: string, call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    hook(`before ${name}`)
    const result = await call(...args)
    hook(`after ${name}`)
    return result
  }
}
