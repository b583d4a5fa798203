/** Changes to a file that somebody has made their own: text is put in at places, and everything else stays as it is. */
import type { ObjectLiteralExpression, SourceFile } from 'ts-morph'
import { Node } from 'ts-morph'

export interface Edit {
  readonly at: number
  /** Characters that it takes the place of. */
  readonly over?: number
  readonly text: string
}

/** All of them at once, each at a place of the text as it was. */
export function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = []
  let from = 0
  for (const { at, over = 0, text: put } of [...edits].sort((a, b) => a.at - b.at)) {
    parts.push(text.slice(from, at), put)
    from = at + over
  }
  return parts.join('') + text.slice(from)
}

/** How a file is laid out by whoever writes it. */
export interface Layout {
  /** One step of indentation. */
  readonly indent: string
  readonly trailingComma: boolean
  /** An empty line between properties. */
  readonly spaced: boolean
}
const ours: Layout = { indent: '  ', trailingComma: true, spaced: false }

/** Puts items behind the last property of an object: properties without their commas, each perhaps below a comment, or comments alone. */
export function append(object: ObjectLiteralExpression, items: readonly string[], layout = ours): Edit[] {
  if (items.length === 0) return []
  const text = object.getSourceFile().getFullText()
  const { properties } = object.compilerNode
  const comma: Edit[] = properties.length > 0 && !properties.hasTrailingComma ? [{ at: properties.end, text: ',' }] : []
  const onOneLine = !object.getText().includes('\n')
  const { indent: step, trailingComma, spaced } = layout
  if (onOneLine && items.every((item) => !item.includes('\n') && !item.startsWith('//')))
    return [...comma, { at: properties.end, text: ` ${items.join(', ')}${properties.length === 0 ? ' ' : ''}` }]
  // A comment at the end of the line belongs to the property before it.
  const rest = /^[ \t]*(?:\/\/[^\n]*|\/\*(?:(?!\*\/)[^\n])*\*\/[ \t]*)?(?=\r?\n)/.exec(text.slice(properties.end))?.[0].length ?? 0
  const first = object.getProperties()[0]
  const indent = first === undefined || onOneLine ? indentOf(text, object.getStart()) + step : indentOf(text, first.getStart())
  const last = items.at(-1)
  const lines = items.flatMap((item) => `${item}${isComment(item) || (item === last && !trailingComma) ? '' : ','}`.split('\n'))
  const gap = spaced && properties.length > 0 ? '\n' : ''
  const closing = onOneLine ? `\n${indentOf(text, object.getStart())}` : ''
  return [...comma, { at: properties.end + rest, text: gap + lines.map((line) => `\n${indent}${line}`).join('') + closing }]
}

function isComment(item: string): boolean {
  return item.slice(item.lastIndexOf('\n') + 1).startsWith('//')
}

/** A comment on a line of its own before a node. */
export function before(node: Node, comment: string): Edit {
  const at = node.getStart()
  return { at, text: `${comment}\n${indentOf(node.getSourceFile().getFullText(), at)}` }
}

/** The blanks that its line begins with. */
export function indentOf(text: string, at: number): string {
  const line = text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*/.exec(text.slice(line, at))![0]
}

/** Imports of `names` that the file does not have yet. */
export function imported(file: SourceFile, from: string, names: readonly string[]): Edit[] {
  const there = file.getImportDeclarations()
  const declarations = there.filter((each) => each.getModuleSpecifierValue() === from && !each.isTypeOnly())
  const has = new Set(declarations.flatMap((each) => each.getNamedImports().map((named) => named.getName())))
  const wanted = names.filter((name) => !has.has(name))
  if (wanted.length === 0) return []
  const last = declarations.flatMap((each) => each.getNamedImports()).at(-1)
  if (last !== undefined) return [{ at: last.getEnd(), text: wanted.map((name) => `, ${name}`).join('') }]
  const line = `import { ${wanted.join(', ')} } from '${from}'`
  const end = there.at(-1)?.getEnd()
  return [end === undefined ? { at: file.getStart(), text: `${line}\n` } : { at: end, text: `\n${line}` }]
}

/** The object that a call of this name is given: `record({ … })`. */
export function argumentOf(node: Node | undefined, call: string): ObjectLiteralExpression | undefined {
  if (!Node.isCallExpression(node) || node.getExpression().getText() !== call) return undefined
  const [given] = node.getArguments()
  return Node.isObjectLiteralExpression(given) ? given : undefined
}

export function memberOf(object: ObjectLiteralExpression | undefined, name: string): Node | undefined {
  const property = object?.getProperty(name)
  return Node.isPropertyAssignment(property) ? property.getInitializer() : undefined
}

/** Name of a property, also where it is quoted. */
export function nameOf(property: Node): string | undefined {
  if (Node.isShorthandPropertyAssignment(property)) return property.getName()
  if (!Node.isPropertyAssignment(property)) return undefined
  const name = property.getNameNode()
  return Node.isStringLiteral(name) ? name.getLiteralValue() : property.getName()
}

export function textOf(node: Node | undefined): string | undefined {
  return Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node) ? node.getLiteralValue() : undefined
}
