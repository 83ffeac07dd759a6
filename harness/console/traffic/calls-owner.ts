import { decodeQuery } from '../../../mocks/transport/index.ts'
/** An exchange of Entra with the words of its request, by which calls of the target are recognized. */
export interface OwnerSpan {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly began: number
  ended?: number
  /** The words in its URL and its body. */
  readonly words: ReadonlySet<string>
  /** The number of calls during it so far. */
  calls: number
}

/**
 * Returns the exchange during which the target made a call: of those under way, the one whose values the call
 * repeats, otherwise the one with the fewest calls so far. If there is none, a bridge has written after its response,
 * and the exchange that began last is returned.
 */
export function ownerOf(spans: readonly OwnerSpan[], at: number, call: string): OwnerSpan | undefined {
  const active = spans.filter(({ began, ended }) => began <= at && (ended === undefined || at <= ended))
  if (active.length === 0) return spans.findLast(({ began }) => began <= at)
  const words = wordsOf(call)
  const shared = (span: OwnerSpan): number => [...words].filter((word) => span.words.has(word)).length
  const [best] = active
    .map((span) => ({ span, shared: shared(span) }))
    .sort((a, b) => b.shared - a.shared || a.span.calls - b.span.calls || a.span.began - b.span.began)
  return best?.span
}

/** Returns the words of a request that are long enough to distinguish users. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    decodeQuery(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}.@_-]{3,}/gu) ?? [],
  )
}
