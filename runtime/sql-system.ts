import type { GeneratedLandscape, GeneratedSystem, SqliteSystem } from './door.ts'

/** Does it speak SQL: it has tables and triggers of ours, and scripts that make them. */
export function isSqlSystem(system: GeneratedSystem): system is SqliteSystem {
  return 'ddl' in system
}

/** For tools that are made for such a system. @throws Error where it is none */
export function sqlSystem({ systems }: Pick<GeneratedLandscape, 'systems'>, name: string): SqliteSystem {
  const system = systems[name]
  if (system !== undefined && isSqlSystem(system)) return system
  throw new Error(`${name} is no system that speaks SQL`)
}
