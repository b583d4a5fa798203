/** What generated code imports from the engineer's modules: each once, under a name that is free in the file. */
import type { FunctionReference } from '../plan/schema.ts'
import type { EmitContext } from './emitter.ts'
import { identifiers } from './names.ts'
import { text } from './print.ts'
import { refusePlan } from './refuse.ts'

export interface Wanted {
  /** What it is, for a message: `the codec of due`. */
  readonly what: string
  readonly reference: FunctionReference
}
export interface Imports {
  /** As the template prints them. */
  readonly lines: readonly { readonly name: string; readonly from: string }[]
  readonly nameOf: (reference: FunctionReference) => string
}

/** @param taken names that the file has already. @param unnamed what a default export is called */
export function importsOf(
  context: EmitContext,
  path: string,
  wanted: readonly Wanted[],
  taken: readonly string[],
  unnamed: string,
): Imports {
  const found = wanted.map(({ what, reference }) =>
    'unresolved' in reference ? refusePlan(`${what}: ${reference.unresolved}`) : reference,
  )
  const distinct = [...new Map(found.map((each) => [`${each.module} ${each.name}`, each])).values()]
  const names = identifiers(
    distinct.map(({ name }) => (name === 'default' ? unnamed : name)),
    taken,
  )
  return {
    lines: distinct.map(({ module, name }, i) => ({
      name: names[i] === name ? name : `${name} as ${names[i]!}`,
      from: text(context.specifier(path, module)),
    })),
    nameOf: (reference) =>
      'unresolved' in reference
        ? refusePlan(reference.unresolved)
        : names[distinct.findIndex(({ module, name }) => module === reference.module && name === reference.name)]!,
  }
}
