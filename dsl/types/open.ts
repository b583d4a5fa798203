declare const refused: unique symbol
/**
 * Stands in constraints only: it is what a type parameter becomes when its call is refused, so that a refused call takes no field away from the
 * next one and one mistake is one error.
 */
export type Refusal = typeof refused

/** What is still open after a call took F. 'a' | 'b', 'a' → 'b'; a refused call takes nothing. */
export type Rest<Open extends string, F> = Refusal extends F ? Open : Exclude<Open, F>

/** The names in an argument that is one name or a list. 'a' → 'a'; readonly ['a', 'b'] → 'a' | 'b' */
export type Named<A> = A extends readonly (infer F)[] ? F : A
