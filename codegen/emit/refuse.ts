/** The plan asks for something that cannot be generated. The checker says so first, with a place; this is for a plan that did not come through it. */
export class GenerateError extends Error {
  override readonly name = 'GenerateError'
  readonly wayOut: string
  constructor(message: string, wayOut: string) {
    super(message)
    this.wayOut = wayOut
  }
}

export function refusePlan(message: string): never {
  throw new GenerateError(message, 'run thalweg check: it names the place and what to write instead')
}
