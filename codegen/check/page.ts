import type { Example, Kind } from './finding.ts'

/** One kind of finding as a page of the docs. */
export function pageOf({ code, severity, title, why, example }: Kind): string {
  const [line, column] = example.at
  const failing =
    example.failing === '' ? 'There is no file.\n' : fenced(example.failing) + filesOf(example, example.failing) + besideOf(example)
  return `# ${code}: ${title}

${severity === 'error' ? 'An error' : 'A warning'}.

${why}

## What it finds

${failing}
\`${code}\` at \`${example.file ?? 'flows.ts'}:${line}:${column}\`.${besides(example.besides)}

## Mended

${fenced(example.mended)}${filesOf(example, example.mended)}${usesEstate(example.mended) ? '\n`landscape.ts` is [the estate of the examples](README.md#the-estate-of-the-examples).\n' : ''}`
}

/** The list of all pages, and the estate that the examples are written in. */
export function overview(kinds: readonly Kind[], estate: string): string {
  const rows = kinds.map(({ code, severity, title }) => `| [${code}](${code}.md) | ${severity} | ${title} |`)
  return `# What the checker finds

\`thalweg check\` reads the whole portfolio and prints each finding with its file, line and column, a way out, and its code. An error stops \`generate\`; a warning does not, and can be allowed beside its flow, with a reason: \`.allows('TW111', '…')\`.

| code | | |
|---|---|---|
${rows.join('\n')}

## The estate of the examples

\`landscape.ts\`, where an example imports it:

${fenced(estate)}`
}

function fenced(code: string): string {
  return `\`\`\`ts\n${code.trimEnd()}\n\`\`\`\n`
}

/** The other files that a text imports. */
function filesOf({ files = {} }: Example, text: string): string {
  const imported = Object.entries(files).filter(([name]) => text.includes(`'./${name}'`))
  return imported.map(([name, content]) => `\nWith \`${name}\`:\n\n${fenced(content)}`).join('')
}

/** The flow file of the other repository. */
function besideOf({ beside }: Example): string {
  return beside === undefined
    ? ''
    : `\nWith the plan of another repository, \`thalweg check --with other/plan.json\`, which says:\n\n${fenced(beside)}`
}

function usesEstate(text: string): boolean {
  return text.includes(`'./landscape.ts'`)
}

function besides(codes: readonly string[] | undefined): string {
  if (!codes) return ''
  return ` The example needs what is not yet carried out, so it shows ${codes.map((code) => `[${code}](${code}.md)`).join(', ')} as well.`
}
