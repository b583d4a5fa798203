/** An accident that is part of the simulation: where in the code it was thrown nobody reads, and to note that takes longer than all else about it. */
export function unseen<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
