/** The same object, with some of its methods replaced. */
export function replacing<T extends object>(object: T, replaced: Partial<T>): T {
  return new Proxy(object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in replaced ? replaced : target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
