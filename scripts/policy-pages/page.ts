/** A page as data, and as Markdown. */
import type { Scenario, Timeline } from './scenario.ts'

export interface Page {
  readonly title: string
  /** For the list of pages: one line. */
  readonly summary: string
  /** Calls as they stand in the flow file of an example. */
  readonly calls: readonly string[]
  readonly what: readonly string[]
  /** Outcomes in words, said by the policies themselves. */
  readonly outcomes: readonly { readonly name: string; readonly says: string }[]
  readonly plays: readonly { readonly intro: string; readonly scenario: Scenario }[]
  /** Heading and text of what to think of before. */
  readonly beware: { readonly heading: string; readonly text: readonly string[] }
  readonly lost: readonly string[]
}

export function pageText(page: Page, timelines: readonly Timeline[]): string {
  const { title, calls, what, outcomes, plays, beware, lost } = page
  return (
    [
      `# ${title}`,
      ...(calls.length === 0 ? [] : [`\`\`\`ts\n${calls.join('\n')}\n\`\`\``]),
      ...what,
      ...(outcomes.length === 0 ? [] : [outcomeTable(outcomes)]),
      `## Worked ${plays.length === 1 ? 'timeline' : 'timelines'}`,
      ...plays.flatMap(({ intro }, i) => [intro, timelineTable(timelines[i]!)]),
      `## ${beware.heading}`,
      ...beware.text,
      '## What is lost, and where it is kept',
      ...lost,
    ].join('\n\n') + '\n'
  )
}

function outcomeTable(outcomes: Page['outcomes']): string {
  return table(
    ['', 'what follows'],
    outcomes.map(({ name, says }) => [name, says]),
  )
}

function timelineTable({ systems, unit, moments }: Timeline): string {
  const heads = ['time', ...systems.map((system) => `${system} holds`), `\`${unit}\` decided`, 'what happened']
  return table(
    heads,
    moments.map(({ at, held, decided, happened }) => [at, ...held, decided, happened.join('<br>')]),
  )
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** The file of a page: `lastWriteWins` → `last-write-wins.md` for policies; conflict kinds keep the name of their counter. */
export function fileOf(policy: string): string {
  return `${policy.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`
}
