/** Where in a flow file the flows stand. */
import type { CallExpression, ObjectLiteralExpression, SourceFile } from 'ts-morph'
import { Node } from 'ts-morph'
import { nameOf, type Edit } from '../pull/edit.ts'

export interface Place {
  readonly object: ObjectLiteralExpression
  /** How a flow is begun in this file: `flow`, or `estate.flow`. */
  readonly flow: string
  /** What that needs at the top of the file. */
  readonly imports: readonly Edit[]
}

/** What keeps a file from being edited, in words that follow on its name. */
export interface Uneditable {
  readonly cannot: string
}

export function placeIn(file: SourceFile): Place | Uneditable {
  const call = plain(file.getExportAssignment((each) => !each.isExportEquals())?.getExpression())
  if (!Node.isCallExpression(call)) return { cannot: 'has no portfolio({ … }) as its default export' }
  const object = plain(call.getArguments()[0])
  if (!Node.isObjectLiteralExpression(object)) return { cannot: 'does not write its portfolio out as an object' }
  const other = object.getProperties().find((property) => nameOf(property) === undefined)
  if (other !== undefined) return { cannot: `gets flows of its portfolio from elsewhere: ${firstLine(other.getText())}` }
  const begun = beginning(file, call)
  return begun === null ? { cannot: 'does not say where its portfolio(…) comes from' } : { object, ...begun }
}

/** Through parentheses and assertions, and to what a constant of the file was given. */
export function plain(node: Node | undefined): Node | undefined {
  if (Node.isParenthesizedExpression(node) || Node.isAsExpression(node) || Node.isSatisfiesExpression(node))
    return plain(node.getExpression())
  if (!Node.isIdentifier(node)) return node
  return plain(node.getSourceFile().getVariableDeclaration(node.getText())?.getInitializer())
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}

/** `flow` comes from where `portfolio` does. */
function beginning(file: SourceFile, call: CallExpression): Pick<Place, 'flow' | 'imports'> | null {
  const callee = call.getExpression()
  if (Node.isPropertyAccessExpression(callee)) return { flow: `${callee.getExpression().getText()}.flow`, imports: [] }
  if (!Node.isIdentifier(callee)) return null
  const names = [...importedBeside(file, callee.getText()), ...takenApartWith(file, callee.getText())]
  const flow = names.find(({ name }) => name === 'flow')
  const last = names.at(-1)
  if (last === undefined) return null
  return flow === undefined ? { flow: 'flow', imports: [{ at: last.end, text: ', flow' }] } : { flow: flow.local, imports: [] }
}

interface Named {
  readonly name: string
  readonly local: string
  readonly end: number
}

/** `import { flow, portfolio } from './landscape.ts'` */
function importedBeside(file: SourceFile, local: string): readonly Named[] {
  const all = file.getImportDeclarations().map((declaration) =>
    declaration.getNamedImports().map((each): Named => {
      const name = each.getName()
      return { name, local: each.getAliasNode()?.getText() ?? name, end: each.getEnd() }
    }),
  )
  return all.find((names) => names.some((each) => each.local === local)) ?? []
}

/** `const { flow, portfolio } = landscape({ … })` */
function takenApartWith(file: SourceFile, local: string): readonly Named[] {
  const all = file.getVariableDeclarations().map((declaration) => {
    const pattern = declaration.getNameNode()
    if (!Node.isObjectBindingPattern(pattern)) return []
    return pattern.getElements().map((each): Named => ({
      name: each.getPropertyNameNode()?.getText() ?? each.getName(),
      local: each.getName(),
      end: each.getEnd(),
    }))
  })
  return all.find((names) => names.some((each) => each.local === local)) ?? []
}
