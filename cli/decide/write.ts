/** Puts a flow into a flow file, and leaves the rest of it as it is. */
import type { CallExpression, ObjectLiteralElementLike, PropertyAccessExpression } from 'ts-morph'
import { Node, Project } from 'ts-morph'
import { append, edited, indentOf, nameOf, type Edit } from '../pull/edit.ts'
import { decidedCalls, type Draft } from './draft.ts'
import { placeIn, plain, type Place, type Uneditable } from './portfolio.ts'
import { printFlow, printValue, type Kept } from './print.ts'
import { styleOf, type Style } from './style.ts'

export interface Written {
  /** The whole file, as it is to be. */
  readonly text: string
  /** Calls of the flow that was there before which still stand. */
  readonly kept: readonly string[]
}

/** @returns why not, where the file is written in a way that cannot be edited */
export function withFlow(text: string, name: string, draft: Draft): Written | Uneditable {
  const file = new Project({ useInMemoryFileSystem: true }).createSourceFile('flows.ts', text)
  const place = placeIn(file)
  if ('cannot' in place) return place
  const style = styleOf(file, place.object)
  const there = place.object.getProperties().find((property) => nameOf(property) === name)
  const changed = there === undefined ? added(place, name, draft, style) : replaced(place, there, draft, style)
  if ('cannot' in changed) return changed
  const whole = edited(text, [...place.imports, ...changed.edits])
  return { text: style.lineEnd === '\n' ? whole : whole.replaceAll(/\r?\n/g, style.lineEnd), kept: changed.kept }
}

interface Changed {
  readonly edits: readonly Edit[]
  readonly kept: readonly string[]
}

function added({ object, flow }: Place, name: string, draft: Draft, style: Style): Changed {
  const text = object.getSourceFile().getFullText()
  const [first] = object.getProperties()
  const outer = indentOf(text, object.getStart())
  const at = first === undefined || !object.getText().includes('\n') ? outer + style.indent : indentOf(text, first.getStart())
  const item = printFlow(name, flow, draft, [], style, at)
  if (/^\{\s*\}$/.test(object.getText()))
    return { edits: [{ at: object.getStart(), over: object.getWidth(), text: `{\n${at}${item},\n${outer}}` }], kept: [] }
  // `append` indents every line of an item itself.
  return { edits: append(object, [item.replaceAll(`\n${at}`, '\n')], style), kept: [] }
}

function replaced({ flow }: Place, there: ObjectLiteralElementLike, draft: Draft, style: Style): Changed | Uneditable {
  const value = plain(
    Node.isPropertyAssignment(there) ? there.getInitializer() : Node.isShorthandPropertyAssignment(there) ? there.getNameNode() : undefined,
  )
  const chain = value === undefined ? null : chainOf(value, flow)
  if (value === undefined || chain === null) return { cannot: `has ${nameOf(there) ?? 'the flow'} from elsewhere` }
  const kept = chain.filter((call) => !answers.has(call.name))
  const text = value.getSourceFile().getFullText()
  const [start, at] = [value.getStart(), indentOf(text, value.getStart())]
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1 + at.length, start)
  const put = printValue(before, flow, draft, kept, style, at)
  return { edits: [{ at: start, over: value.getWidth(), text: put }], kept: kept.map((call) => `.${call.name}`) }
}

/** Calls that a new verdict takes the place of; with what an engineer said about rhythm and reconciliation it agrees. */
const answers: ReadonlySet<string> = new Set(
  ['oneWay', 'twoWay', 'ownerOfRest', 'merge', 'onForeignCreate', ...decidedCalls].filter(
    (call) => call !== 'every' && call !== 'noReconcile',
  ),
)

/** The calls on a flow, the first one first; null where it is not begun by `flow`. */
function chainOf(value: Node, flow: string): readonly Kept[] | null {
  if (!Node.isCallExpression(value)) return null
  const callee = value.getExpression()
  if (callee.getText() === flow) return []
  if (!Node.isPropertyAccessExpression(callee)) return null
  const before = chainOf(callee.getExpression(), flow)
  return before === null ? null : [...before, keptCall(value, callee)]
}

function keptCall(call: CallExpression, callee: PropertyAccessExpression): Kept {
  const name = callee.getNameNode()
  const text = call.getSourceFile().getFullText()
  const between = text.slice(callee.getExpression().getEnd(), name.getStart())
  const comments = between
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '.')
  return { name: name.getText(), text: text.slice(name.getStart(), call.getEnd()), comments }
}
