/** Listens at what makes one run of the same files differ from another: the environment, the clock, chance, the network. */

type Host = Record<string, unknown>

interface Door {
  readonly host: object
  readonly name: string
  readonly what: string
}

const called: readonly Door[] = [
  { host: process, name: 'cwd', what: 'it asks for the working directory' },
  { host: process, name: 'getBuiltinModule', what: 'it asks for a module of the engine' },
  { host: process, name: 'hrtime', what: 'it asks for the time' },
  { host: performance, name: 'now', what: 'it asks for the time' },
  { host: Date, name: 'now', what: 'it asks for the time' },
  { host: Math, name: 'random', what: 'it asks for chance' },
  { host: crypto, name: 'randomUUID', what: 'it asks for chance' },
  { host: crypto, name: 'getRandomValues', what: 'it asks for chance' },
  { host: globalThis, name: 'fetch', what: 'it reads from the network' },
]

/**
 * From now on says what was asked for by code of a flow file. The answers are those that were always given.
 * @param isTheirs of the path or URL of a file: is it one of the flow file's
 */
export function watchDoors(isTheirs: (file: string) => boolean, say: (what: string) => void): void {
  let asking = false
  const heard = (what: string): void => {
    if (asking) return
    asking = true
    const caller = callers().find((file) => !file.startsWith('node:') && file !== import.meta.url)
    if (caller !== undefined && isTheirs(caller)) say(what)
    asking = false
  }
  for (const { host, name, what } of called) {
    const real = (host as Host)[name] as (...args: unknown[]) => unknown
    const door = function (this: unknown, ...args: unknown[]): unknown {
      heard(what)
      return Reflect.apply(real, this, args)
    }
    Object.defineProperty(host, name, { value: Object.assign(door, real), configurable: true, writable: true })
  }
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, self) => {
      if (args.length === 0) heard('it asks for the time')
      return Reflect.construct(target, args, self) as Date
    },
    apply: (target, self, args) => {
      heard('it asks for the time')
      return Reflect.apply(target, self, args) as string
    },
  })
  process.env = new Proxy(process.env, {
    get: (target, name) => {
      if (typeof name === 'string') heard('it reads the environment')
      return Reflect.get(target, name) as string | undefined
    },
    has: (target, name) => {
      heard('it reads the environment')
      return Reflect.has(target, name)
    },
    ownKeys: (target) => {
      heard('it reads the environment')
      return Reflect.ownKeys(target)
    },
  })
}

const framesLookedAt = 12

/** The files whose code is being run, the innermost first, behind the door itself. */
function callers(): readonly string[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: unknown } = {}
  try {
    Error.stackTraceLimit = framesLookedAt
    Error.prepareStackTrace = (_error, frames) => frames
    Error.captureStackTrace(holder, callers)
    return (holder.stack as readonly NodeJS.CallSite[]).flatMap((frame) => frame.getFileName() ?? [])
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}
