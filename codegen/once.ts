/**
 * A question about a plan, or a part of one, that many ask: it is answered once for each. A plan is not changed after it was built, so the answer
 * stays right; it goes when the plan does.
 */
export function once<About extends object, Answer>(answer: (about: About) => Answer): (about: About) => Answer {
  const known = new WeakMap<About, { readonly answer: Answer }>()
  return (about) => {
    let found = known.get(about)
    if (found === undefined) {
      found = { answer: answer(about) }
      known.set(about, found)
    }
    return found.answer
  }
}
