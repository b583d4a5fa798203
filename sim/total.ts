/**
 * A policy that makes one value of several must make one of any that the field can hold, which every system that holds the field can store; and leave what it is
 * given as it is. What it does not take ends in the dead letters, and what it changes the ledger would hold changed.
 */
import type { Kernel } from '../runtime/kernel.ts'
import { stable } from '../runtime/kernel.ts'
import type { Edit, Verdict } from '../runtime/policies/rule.ts'
import type { Canonical } from '../runtime/values.ts'
import { ValueError } from '../runtime/values.ts'

type Values = readonly Canonical[]

interface Written {
  readonly system: number
  readonly value: Values
}

/** @param base what all of them had; null: they create the record @returns in words what is not taken; null: everything is */
export function notTaken(kernel: Kernel, u: number, edits: readonly Written[], base: Values | null): string | null {
  if (!kernel.units[u]!.policy.composes) return null
  for (const edit of edits) {
    const alone = base === null ? null : tried(kernel, u, { ...edit, told: true, base, decided: base, origin: edit.system }, [edit])
    if (alone !== null) return alone
    for (const other of edits) {
      if (other === edit) continue
      const both = tried(kernel, u, { ...edit, told: false, base, decided: other.value, origin: other.system }, [other, edit])
      if (both !== null) return both
    }
  }
  return null
}

function tried(kernel: Kernel, u: number, edit: Omit<Edit, 'at' | 'decidedAt'>, writes: readonly Written[]): string | null {
  const does = edit.base === null ? 'creates the record with' : 'writes'
  const over = edit.base === null ? '' : ` over ${text(edit.base)}`
  // As it is before anything can have changed it.
  const told = `${writes.map(({ system, value }) => `${kernel.systems[system]!.name} ${does} ${text(value)}`).join(', ')}${over}`
  const given = () => stable([edit.value, edit.base, edit.decided] as unknown as Canonical)
  const before = given()
  try {
    const verdict = kernel.units[u]!.policy.judge({ ...edit, at: 0, decidedAt: 0 })
    if (given() !== before) return `${told}: the values that it was given are changed, to ${given()}`
    const refusal = refused(kernel, u, verdict)
    return refusal === null ? null : `${told}: ${refusal}`
  } catch (error) {
    if (error instanceof ValueError) return `${told}: ${error.message}`
    throw error
  }
}

/** A sum or a joined set may outgrow its field, as users can see coming; what a function makes is its engineer's. */
function refused(kernel: Kernel, u: number, verdict: Verdict): string | null {
  if (verdict.to !== 'composed' || !verdict.loses) return null
  for (const { name, adapter, slots } of kernel.systems)
    for (const [i, slot] of slots[u]!.entries())
      try {
        adapter.fields[slot]!.decode(adapter.fields[slot]!.encode(verdict.value[i]!))
      } catch (error) {
        if (!(error instanceof ValueError)) throw error
        return `${text(verdict.value)} is made, and ${name} cannot store that: ${error.message}`
      }
  return null
}

function text(values: Values): string {
  return values.map((value) => stable(value) ?? 'undefined').join(' ')
}
