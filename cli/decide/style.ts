/** How a flow file is written, so that what is put into it looks like the rest. */
import type { ObjectLiteralExpression, SourceFile } from 'ts-morph'
import { SyntaxKind } from 'ts-morph'
import { indentOf, type Layout } from '../pull/edit.ts'

export interface Style extends Layout {
  readonly quote: "'" | '"'
  /** Columns that a line of code may take. */
  readonly width: number
  readonly lineEnd: '\n' | '\r\n'
}

export function styleOf(file: SourceFile, portfolio: ObjectLiteralExpression): Style {
  const text = file.getFullText()
  const { properties } = portfolio.compilerNode
  return {
    indent: stepOf(text, portfolio),
    quote: quoteOf(file),
    trailingComma: properties.length === 0 || properties.hasTrailingComma,
    spaced: isSpaced(portfolio),
    width: widthOf(text),
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

/** What a property stands further in than its object; in an empty one, the first indentation that the file has. */
function stepOf(text: string, portfolio: ObjectLiteralExpression): string {
  const [first] = portfolio.getProperties()
  const outer = indentOf(text, portfolio.getStart())
  const inner = first === undefined ? '' : indentOf(text, first.getStart())
  if (inner.length > outer.length) return inner.slice(outer.length)
  return /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? '  '
}

function quoteOf(file: SourceFile): Style['quote'] {
  const texts = file.getDescendantsOfKind(SyntaxKind.StringLiteral).map((literal) => literal.getText()[0])
  const double = texts.filter((quote) => quote === '"').length
  return double > texts.length - double ? '"' : "'"
}

/** Is there an empty line between all properties. */
function isSpaced(portfolio: ObjectLiteralExpression): boolean {
  const [, ...others] = portfolio.getProperties()
  return others.length > 0 && others.every((property) => /^\s*?\r?\n[ \t]*\r?\n/.test(property.getFullText()))
}

const widths = [80, 100, 120, 140] as const

/** The least of the usual widths that no line of code is longer than. */
function widthOf(text: string): number {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
  const longest = Math.max(...lines.map(columns))
  return widths.find((width) => longest <= width) ?? widths.at(-1)!
}

/** Columns that a text takes; a tab takes two. */
export function columns(text: string): number {
  return text.replaceAll('\t', '  ').length
}
