/**
 * What a look reads of a surrogate that no row has begins with this, and the id follows. A character that the text of every database holds, and that no text
 * has: U+FFFF is none that Unicode gives a meaning.
 */
export const unmatched = '\uffff'
