/** Names of the language become file names, TypeScript names and parameter names: readable where they can be, escaped where they must, never clashing. */

/** Safe on every file system; everything else as `~` and its code. */
export function fileNames(names: readonly string[]): ReadonlyMap<string, string> {
  return distinct(names, fileName)
}

/** The names themselves, but for those that differ in capitals alone. */
export function distinctNames(names: readonly string[]): ReadonlyMap<string, string> {
  return distinct(names, (name) => name)
}

function distinct(names: readonly string[], form: (name: string) => string): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  const out = new Map<string, string>()
  for (const name of names) {
    const base = form(name)
    let unique = base
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${base}~${n}`
    taken.add(unique.toLowerCase())
    out.set(name, unique)
  }
  return out
}

const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

function fileName(name: string): string {
  const safe = Array.from(name)
    .map((char) => (/^[A-Za-z0-9_-]$/.test(char) ? char : `~${char.codePointAt(0)!.toString(16)}~`))
    .join('')
  const cut = safe.length > 100 ? safe.slice(0, 100) : safe
  return cut === '' || devices.test(cut) ? `~${cut}` : cut
}

const reserved = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval export extends ' +
    'false finally for from function get global if implements import in infer instanceof interface is keyof let module namespace never new null number object ' +
    'of out package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof ' +
    'undefined unique unknown using var void while with yield URL Infinity NaN'
  ).split(' '),
)

/** TypeScript names, in order; those in `taken` are not used. */
export function identifiers(names: readonly string[], taken: Iterable<string> = []): string[] {
  const used = new Set(taken)
  return names.map((name) => {
    const safe = name.replace(/[^A-Za-z0-9_$]/g, '_')
    const base = safe === '' || /^\d/.test(safe) || reserved.has(safe) ? `_${safe}` : safe
    let unique = base
    for (let n = 2; used.has(unique); n++) unique = `${base}_${n}`
    used.add(unique)
    return unique
  })
}

const parameters =
  /^(n|batch|seen|limit|offset|since|value|buckets|wanted|upTo|after|own_id|after_id|to_\d+|key_\d+|after_\d+|set_\d+|scope_\d+|was_.*|unmoved_.*)$/

/** Parameter names for fields, as SQL takes them after a colon. */
export function parameterNames(fields: readonly string[]): string[] {
  const used = new Set<string>()
  return fields.map((field) => {
    const safe = field.replace(/[^A-Za-z0-9_]/g, '_')
    const base = safe === '' || /^\d/.test(safe) || parameters.test(safe) ? `f_${safe}` : safe
    let unique = base
    for (let n = 2; used.has(unique); n++) unique = `${base}_${n}`
    used.add(unique)
    return unique
  })
}
