/** Questions answered from a document instead of by a person. */
import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { allowed, misfit, type Answer, type Asking, type Question } from './question.ts'

/** By the id of the question. */
export type Answers = Readonly<Record<string, unknown>>

export interface Asked {
  readonly question: Question
  /** Undefined: not answered, and nothing can be asked beyond it. */
  readonly answer: Answer | undefined
}

export interface Replayed<R> {
  readonly asked: readonly Asked[]
  /** Undefined while a question is open. */
  readonly result: R | undefined
}

/** Goes as far as the answers lead. Throws where one does not fit its question. */
export function replay<R>(asking: Asking<R>, answers: Answers): Replayed<R> {
  const asked: Asked[] = []
  let step = asking.next()
  while (step.done !== true) {
    const question = step.value
    const answer = Object.hasOwn(answers, question.id) ? listed(question, answers[question.id]) : undefined
    if (answer === undefined) return { asked: [...asked, { question, answer: undefined }], result: undefined }
    const why = misfit(question, answer)
    if (why !== null) throw new Failure('decide.answer', `${question.id}: ${why}`, said(question))
    asked.push({ question, answer: answer as Answer })
    step = asking.next(answer as Answer)
  }
  return { asked, result: step.value }
}

/** One of several may be given without its list. */
function listed(question: Question, answer: unknown): unknown {
  return question.kind === 'several' && typeof answer === 'string' ? [answer] : answer
}

/** The result, which the answers have to lead to; none of them may be about something that is not asked. */
export function answered<R>(asking: Asking<R>, answers: Answers): R {
  const { asked, result } = replay(asking, answers)
  const known = asked.map(({ question }) => question.id)
  const open = asked.at(-1)
  if (open !== undefined && open.answer === undefined)
    throw new Failure('decide.unanswered', `${open.question.id} is not answered: ${open.question.text}`, said(open.question))
  const stray = Object.keys(answers).find((id) => !known.includes(id))
  if (stray !== undefined)
    throw new Failure('decide.answer', `${stray} is not asked, as the other answers are`, nearest(stray, known, 'what is asked:'))
  return result as R
}

function said(question: Question): string {
  const barred = question.kind === 'choice' ? (question.barred ?? []) : []
  return [
    `${JSON.stringify(question.id)} is ${allowed(question)}`,
    ...barred.map(({ value, why }) => `not ${JSON.stringify(value)}: ${why}`),
  ].join('\n')
}
