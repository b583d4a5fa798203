/** What the estate of types merges by: apart from the landscape, so that generated code can import it. */

/** The longest of all; of two that are equally long the one that sorts first. */
export const longest = (agreed: string | undefined, values: readonly string[]): string =>
  [...(agreed === undefined ? [] : [agreed]), ...values].reduce((a, b) => (b.length > a.length || (b.length === a.length && b < a) ? b : a))
