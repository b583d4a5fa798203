import type { GeneratedFlow } from '../../runtime/door.ts'

/** `EAM → ERP`, `EAM ⇄ ERP`. */
export function wayOf({ direction, systems }: Pick<GeneratedFlow, 'direction' | 'systems'>): string {
  const [first, ...others] = systems
  return direction === 'oneWay' ? `${first} → ${others.join(', ')}` : systems.join(' ⇄ ')
}
