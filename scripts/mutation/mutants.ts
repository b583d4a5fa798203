/**
 * Small wrong changes of a source file. All of them stand in one text, each behind a switch, so that a file is loaded once however many there are: where the mutant
 * that is asked for is `n`, `globalThis.mutant(n)` is true.
 */
import { ts } from 'ts-morph'

export interface Mutant {
  readonly file: string
  /** The same wherever it stands in the file: function, what is changed into what, and which of those that are alike. */
  readonly key: string
  readonly line: number
}

export interface Mutated {
  readonly mutants: readonly Mutant[]
  /** The file with all of them; the first has the number `first`. */
  readonly text: string
}

type Operator = Readonly<Partial<Record<ts.SyntaxKind, string>>>
const { SyntaxKind } = ts
const operators: Operator = {
  [SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [SyntaxKind.LessThanToken]: '<=',
  [SyntaxKind.LessThanEqualsToken]: '<',
  [SyntaxKind.GreaterThanToken]: '>=',
  [SyntaxKind.GreaterThanEqualsToken]: '>',
  [SyntaxKind.AmpersandAmpersandToken]: '||',
  [SyntaxKind.BarBarToken]: '&&',
  [SyntaxKind.PlusToken]: '-',
  [SyntaxKind.MinusToken]: '+',
}

export function mutated(file: string, source: string, first: number): Mutated {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true)
  const mutants: Mutant[] = []
  const alike = new Map<string, number>()

  const numbered = (node: ts.Node, into: string): number => {
    const from = oneLine(node.getText(tree))
    const what = `${functionOf(node)}: ${from} → ${into}`
    const times = (alike.get(what) ?? 0) + 1
    alike.set(what, times)
    const key = times === 1 ? what : `${what} (${times})`
    mutants.push({ file, key, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1 })
    return first + mutants.length - 1
  }
  const is = (node: ts.Node, into: string): string => `globalThis.mutant(${numbered(node, into)})`

  const text = (node: ts.Node): string => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return node.getText(tree)
    if (ts.isBinaryExpression(node)) return binary(node)
    if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken)
      return `(${is(node, oneLine(node.operand.getText(tree)))} ? ${node.operand.getText(tree)} : !${text(node.operand)})`
    if (node.kind === SyntaxKind.TrueKeyword) return `(${is(node, 'false')} ? false : true)`
    if (node.kind === SyntaxKind.FalseKeyword) return `(${is(node, 'true')} ? true : false)`
    if (ts.isIfStatement(node)) return children(node, node.expression, condition)
    if (ts.isConditionalExpression(node)) return children(node, node.condition, condition)
    if (ts.isExpressionStatement(node)) return `{ if (!${is(node, 'nothing')}) { ${children(node)} } }`
    return children(node)
  }

  const binary = (node: ts.BinaryExpression): string => {
    const { left, operatorToken, right } = node
    const other = operators[operatorToken.kind]
    const [a, b] = [left.getText(tree), right.getText(tree)]
    const isText = [left, right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side))
    // What is assigned to is no value.
    if (other === undefined || (isText && operatorToken.kind === SyntaxKind.PlusToken))
      return isAssignment(operatorToken.kind) ? `${a} ${operatorToken.getText(tree)} ${text(right)}` : children(node)
    return `(${is(node, `${oneLine(a)} ${other} ${oneLine(b)}`)} ? (${a}) ${other} (${b}) : ${text(left)} ${operatorToken.getText(tree)} ${text(right)})`
  }

  /** What is true anyway comes to no mutant that makes it true. */
  const condition = (node: ts.Expression): string => {
    const [always, never] = [numbered(node, 'true'), numbered(node, 'false')]
    return `(globalThis.mutantIsOn(${always}) ? true : globalThis.mutantIsOn(${never}) ? false : globalThis.mutantsOf(${always}, ${never}, ${text(node)}))`
  }

  /** The node as it is, with what is changed within it. */
  const children = <N extends ts.Node>(node: ts.Node, special?: N, change?: (node: N) => string): string => {
    let out = ''
    let at = node.getStart(tree)
    ts.forEachChild(node, (child) => {
      const from = child.getStart(tree)
      if (from < at) return
      out += source.slice(at, from)
      out += child === special ? change!(child as unknown as N) : text(child)
      at = child.end
    })
    return out + source.slice(at, node.end)
  }

  return { text: children(tree), mutants }
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment
}

function functionOf(node: ts.Node): string {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if ((ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) && at.name !== undefined) return at.name.getText()
    if (ts.isVariableDeclaration(at) && at.initializer !== undefined && ts.isArrowFunction(at.initializer)) return at.name.getText()
    if (ts.isPropertyAssignment(at) && ts.isArrowFunction(at.initializer)) return at.name.getText()
  }
  return 'file'
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
