/** What an engineer is asked. The ladder asks by yielding a question, and goes on with the answer; who gives it, a person or a file, is not its business. */
export interface Option {
  readonly value: string
  readonly about: string
}

/** An answer that would be given, and cannot be carried out here. */
export interface Barred {
  readonly value: string
  readonly why: string
}

interface Asked {
  /** Stable: the name of the answer in a file of answers. */
  readonly id: string
  readonly text: string
}

/** One of several. */
export interface Choice extends Asked {
  readonly kind: 'choice'
  /** The cheapest first. */
  readonly options: readonly Option[]
  readonly barred?: readonly Barred[]
}

/** Any number of several. */
export interface Several extends Asked {
  readonly kind: 'several'
  readonly options: readonly Option[]
  readonly least: number
  /** Why these cannot be given together; null: they can. */
  readonly refuse?: (values: readonly string[]) => string | null
}

/** In words. */
export interface Words extends Asked {
  readonly kind: 'words'
  readonly optional: boolean
}

export type Question = Choice | Several | Words
/** Words and choices are a text, several a list. */
export type Answer = string | readonly string[]
/** Something that asks before it has its result. */
export type Asking<R> = Generator<Question, R, Answer>

export function* choice<V extends string>(
  question: Omit<Choice, 'kind' | 'options'> & { readonly options: Readonly<Record<V, string>> },
): Asking<V> {
  const options = Object.entries<string>(question.options).map(([value, about]) => ({ value, about }))
  return (yield { kind: 'choice', ...question, options }) as V
}

export function* several(question: Omit<Several, 'kind'>): Asking<readonly string[]> {
  return (yield { kind: 'several', ...question }) as readonly string[]
}

export function* words(question: Omit<Words, 'kind'>): Asking<string> {
  return ((yield { kind: 'words', ...question }) as string).trim()
}

/** Why an answer does not fit its question; null: it does. Answers come from files as well, so they may be anything. */
export function misfit(question: Question, answer: unknown): string | null {
  if (question.kind === 'words') return wordsMisfit(question, answer)
  if (question.kind === 'choice') return typeof answer === 'string' ? unknownIn(question, [answer]) : 'the answer is one text'
  if (!isTexts(answer)) return 'the answer is a list of texts'
  const twice = answer.find((value, i) => answer.indexOf(value) !== i)
  if (twice !== undefined) return `${twice} stands there twice`
  if (answer.length < question.least) return question.least === 1 ? 'at least one is needed' : `at least ${question.least} are needed`
  return unknownIn(question, answer) ?? question.refuse?.(answer) ?? null
}

function wordsMisfit({ optional }: Words, answer: unknown): string | null {
  if (typeof answer !== 'string') return 'the answer is a text'
  return answer.trim() === '' && !optional ? 'it has to be said in words' : null
}

function unknownIn(question: Choice | Several, values: readonly string[]): string | null {
  const unknown = values.find((value) => !question.options.some((option) => option.value === value))
  if (unknown === undefined) return null
  const barred = question.kind === 'choice' ? question.barred?.find(({ value }) => value === unknown) : undefined
  return barred === undefined ? `${JSON.stringify(unknown)} is none of the answers` : barred.why
}

function isTexts(answer: unknown): answer is readonly string[] {
  return Array.isArray(answer) && answer.every((each) => typeof each === 'string')
}

/** What can be answered, in words. */
export function allowed(question: Question): string {
  if (question.kind === 'words') return question.optional ? 'a text, which may be empty' : 'a text'
  const values = question.options.map(({ value }) => JSON.stringify(value)).join(', ')
  if (question.kind === 'choice') return `one of ${values}`
  return `a list with ${question.least === 0 ? 'any' : `at least ${question.least}`} of ${values}`
}
