type Segment = 'SMALL' | 'MEDIUM' | 'LARGE'

const bySize: readonly Segment[] = ['SMALL', 'MEDIUM', 'LARGE']

/** A customer is as large as the larger of the two says: a contract too many is cheaper than one too few. */
export function larger(_agreed: Segment | undefined, values: readonly Segment[]): Segment {
  return bySize[Math.max(...values.map((value) => bySize.indexOf(value)))]!
}
