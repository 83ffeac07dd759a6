import type { ObservedExchange } from '../observe/observed-exchange.ts'
import type { Judgement } from './check.ts'

/** A rule for every recorded exchange: it sends no requests, so it also judges a tape or a HAR. */
export interface Invariant extends Judgement {
  readonly kind: 'invariant'
  /** Returns whether the rule applies to an exchange. */
  when(exchange: ObservedExchange): boolean
  /** Asserts that an exchange satisfies the rule. */
  holds(exchange: ObservedExchange, expect: Chai.ExpectStatic): void
}

/** Freezes an invariant. */
export function defineInvariant(invariant: Omit<Invariant, 'kind'>): Invariant {
  return Object.freeze({ kind: 'invariant' as const, ...invariant })
}
