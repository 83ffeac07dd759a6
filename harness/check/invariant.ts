import type { JsonValue } from '../../mocks/protocol/index.ts'
import type { DownstreamWrite } from '../observe/downstream-write.ts'
import type { Judgement } from './check.ts'

/** One exchange as an invariant sees it: unmasked, its body parsed. Header names are lower case. */
export interface ObservedExchange {
  readonly id: string
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  /** The URL's path below the target's base URL, `/Users/42`; without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestText: string
  /** The JSON body of the request; undefined if it is not JSON. */
  readonly requestBody: JsonValue | undefined
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The JSON body of the response; undefined if it is not JSON. */
  readonly body: JsonValue | undefined
  /** The writes of the target to JumpCloud that this exchange caused; absent if the run does not observe them. */
  readonly writes?: readonly DownstreamWrite[]
}

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
