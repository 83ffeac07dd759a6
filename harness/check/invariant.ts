import type { ObservedExchange } from '../observe/observed-exchange.ts'
import type { Judgement } from './check.ts'

/** A check over every recorded exchange: it needs no traffic of its own, so it also judges a tape or a HAR. */
export interface Invariant extends Judgement {
  readonly kind: 'invariant'
  /** Tells whether the exchange is one that the rule speaks of. */
  when(exchange: ObservedExchange): boolean
  /** Asserts that the rule holds of it. */
  holds(exchange: ObservedExchange, expect: Chai.ExpectStatic): void
}

/** Freezes an invariant. */
export function defineInvariant(invariant: Omit<Invariant, 'kind'>): Invariant {
  return Object.freeze({ kind: 'invariant' as const, ...invariant })
}
