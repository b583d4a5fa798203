import { prettifyError } from 'zod'
import { plan as schema, PLAN_FORMAT, type Plan } from './schema.ts'

/** A plan that cannot be read: the message says what is wrong with it and what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/** The same plan gives the same text, in the order of the schema, whether it was built or read: two spaces, one newline at the end. */
export function planJson(plan: Plan): string {
  return planText(inOrder(plan))
}

/** The plan in the order of the schema. */
export function inOrder(plan: Plan): Plan {
  return schema.parse(plan)
}

/** @param plan in that order */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`
}

/**
 * The plan that a text holds.
 * @throws PlanError for what is no JSON, of another format, or no plan.
 */
export function readPlan(text: string): Plan {
  const value = parsed(text)
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format !== PLAN_FORMAT)
    throw new PlanError(
      `the plan has format ${JSON.stringify(format) ?? 'nothing'}, this version of thalweg reads format ${PLAN_FORMAT}: run thalweg generate with it`,
    )
  const result = schema.safeParse(value)
  if (!result.success)
    throw new PlanError(`the plan was changed into something that is none: run thalweg generate\n${prettifyError(result.error)}`)
  return result.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new PlanError(`the plan is no JSON (${(error as Error).message}): run thalweg generate`)
  }
}
