/** A bug that is planted in a copy of the product, to see that the tests notice it. */

export interface Mutant {
  /** The seam in a few words; also the name of its file. */
  readonly name: string
  /** What goes wrong for users where it is in. */
  readonly does: string
  /** One seam: in several places only where one place alone is made good by another. */
  readonly plants: readonly Plant[]
  /** Test files of the default run, of which one at least must fail. Fast ones: `--all` runs the others, too. */
  readonly caughtBy: readonly string[]
}

export interface Plant {
  /** From the root of the repository. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly text: string
  readonly instead: string
}

/** @returns the file's text with the bug in it. @throws where the text that it replaces is not there exactly once */
export function planted({ file, text, instead }: Plant, source: string): string {
  const parts = source.split(text)
  if (parts.length !== 2) throw new Error(`${file} holds this ${parts.length - 1} times instead of once:\n${text}`)
  return parts.join(instead)
}
