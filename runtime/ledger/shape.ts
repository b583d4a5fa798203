/** What a flow's entries are written for: they keep values by position, so other systems or fields mean other entries. */
export interface FlowShape {
  readonly name: string
  readonly systems: readonly string[]
  readonly units: readonly string[]
  readonly fields: readonly string[]
  /** The fields that each system holds, in the order of its adapter. */
  readonly held: readonly (readonly string[])[]
}

interface ShapedFlow {
  readonly name: string
  readonly systems: readonly string[]
  readonly fields: readonly string[]
  readonly settle: { readonly units: readonly { readonly name: string; readonly fields: readonly string[] }[] }
  readonly adapters: Readonly<Record<string, { readonly fields: readonly { readonly field: string }[] }>>
}

export function shapesOf(landscape: {
  readonly flows: Readonly<Record<string, ShapedFlow>>
  readonly events?: Readonly<Record<string, { readonly name: string }>>
}): FlowShape[] {
  const settled = Object.values(landscape.flows).map(({ name, systems, fields, settle, adapters }) => ({
    name,
    systems,
    fields,
    units: settle.units.map((unit) =>
      unit.fields.length === 1 && unit.fields[0] === unit.name ? unit.name : `${unit.name}(${unit.fields.join(',')})`,
    ),
    held: systems.map((system) => adapters[system]?.fields.map(({ field }) => field) ?? []),
  }))
  return [...settled, ...Object.values(landscape.events ?? {}).map(({ name }) => withoutEntries(name))]
}

/** A flow that carries events has positions, and no entries that could have a shape. */
function withoutEntries(name: string): FlowShape {
  return { name, systems: [], units: [], fields: [], held: [] }
}
