/** A counter-example as people read it: what happened where, in order, as a table by system or as a Mermaid sequence diagram. */
import type { Told } from '../story.ts'

export interface StoryRow {
  /** Time of day at the hub. */
  readonly at: string
  /** Index into the places: systems first, the hub last. */
  readonly place: number
  readonly what: string
}

export interface Story {
  readonly places: readonly string[]
  readonly rows: readonly StoryRow[]
}

const hub = 'hub'

/** @param systems in the order of the flow */
export function storyOf(told: readonly Told[], systems: readonly string[]): Story {
  const places = [...systems, hub]
  return {
    places,
    rows: told.map(({ at, what, who, system }) => ({
      at: new Date(at).toISOString().slice(11, 23),
      place: system === null ? places.length - 1 : places.indexOf(system),
      what: who === 'user' ? what.replace(/^user at [^:]*: /, 'user ') : what,
    })),
  }
}

/** A sequence diagram: users' acts are notes at their system, what the hub does there are messages. */
export function mermaid(told: readonly Told[], systems: readonly string[]): string {
  const id = (system: string) => `s${systems.indexOf(system)}`
  const lines = ['sequenceDiagram', ...systems.map((name, i) => `  participant s${i} as ${plain(name)}`), `  participant hub as ${hub}`]
  for (const { what, who, system } of told) {
    if (who === 'nobody') lines.push(`  Note over hub: ${plain(what)}`)
    else if (system === null || !systems.includes(system)) lines.push(`  Note over hub: ${plain(what)}`)
    else if (who === 'user') lines.push(`  Note over ${id(system)}: ${plain(what.replace(/^user at [^:]*: /, 'user '))}`)
    else lines.push(`  hub${/no connection|does not answer|time-out|lost|refused/.test(what) ? '-x' : '->>'}${id(system)}: ${plain(what)}`)
  }
  return lines.join('\n')
}

/** What would end a line of a diagram, or begin markup in it, stands for itself. */
function plain(text: string): string {
  return text.replace(/[;#<>\n]/g, (one) => `#${one.codePointAt(0)};`)
}
