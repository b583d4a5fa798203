/** Questions answered by a person. */
import { misfit, type Answer, type Asking, type Question } from './question.ts'

/** How a question is put; null: the person gives up. */
export type Put = (question: Question) => Promise<Answer | null>

/** Asks until there is a result; null where the person gave up. `again` says why an answer does not do. */
export async function dialogue<R>(asking: Asking<R>, put: Put, again: (why: string) => void): Promise<R | null> {
  let step = asking.next()
  while (step.done !== true) {
    const answer = await put(step.value)
    if (answer === null) return null
    const why = misfit(step.value, answer)
    if (why === null) step = asking.next(answer)
    else again(why)
  }
  return step.value
}

/** On the terminal. */
export async function terminal(): Promise<{ readonly put: Put; readonly again: (why: string) => void }> {
  const { log, multiselect, select, text } = await import('@clack/prompts')
  return {
    put: async (question) => {
      const answer = await asked(question)
      return typeof answer === 'symbol' ? null : answer
    },
    again: (why) => log.warn(why),
  }

  function asked(question: Question): Promise<string | string[] | symbol> {
    if (question.kind === 'words') return text({ message: question.text, defaultValue: '' })
    const options = question.options.map(({ value, about }) => ({ value, label: about, hint: about.includes(value) ? '' : value }))
    if (question.kind === 'several') return multiselect({ message: question.text, options, required: false })
    for (const { value, why } of question.barred ?? []) log.info(`${value} is ruled out: ${why}`)
    return select({ message: question.text, options })
  }
}
