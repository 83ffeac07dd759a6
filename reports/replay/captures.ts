import type { Exchange } from '../model/result.ts'
import { leavesOf } from './leaves.ts'
import type { Replacement } from './template.ts'

/** A value of a response that is stored in a variable. */
export interface Capture {
  readonly variable: string
  readonly from: 'body' | 'header'
  /** A JSON pointer, or the header's name in lower case. */
  readonly at: string
  /** The whole value, or the part after its last slash. */
  readonly part: 'whole' | 'last-segment'
  /** True if a later request contains the value; otherwise only recorded responses do. */
  readonly isNeeded?: boolean
}

/** The values of responses that later requests need. */
export interface Captures {
  /** Returns the variables for values in the response to an exchange and in those before it. */
  knownAfter(exchange: Exchange): readonly Replacement[]
  of(exchange: Exchange): readonly Capture[]
}

const MAX_CAPTURES = 60
const SHORT = 6

/** Finds the ids, versions and cursors that a server assigned: the first occurrence of each becomes a variable. */
export function capturesOf(exchanges: readonly Exchange[], base: readonly Replacement[]): Captures {
  const byExchange = new Map<Exchange, Capture[]>()
  const replacements: Replacement[] = []
  const after = new Map<Exchange, readonly Replacement[]>()
  const sent = { text: '' }
  const known = new Set(base.map(({ literal }) => literal))
  const counts = { id: 0, version: 0, cursor: 0 }
  for (const exchange of exchanges) {
    const own: Capture[] = []
    sent.text += ` ${exchange.request.url} ${exchange.request.body ?? ''}`
    for (const candidate of candidatesOf(exchange)) {
      const { kind, value, from, at, part } = candidate
      if (value === '' || known.has(value) || replacements.length >= MAX_CAPTURES) continue
      // A value that an earlier request contained was not assigned by the server.
      if (value.length >= SHORT && sent.text.includes(value)) continue
      known.add(value)
      counts[kind] += 1
      const variable = `${kind}${counts[kind]}`
      own.push({ variable, from, at, part })
      replacements.push({ literal: value, variable, within: value.length < SHORT ? 'whole' : 'word' })
      // Checks of letter case send an id in upper case.
      const upper = value.toUpperCase()
      if (kind === 'id' && value.length >= SHORT && upper !== value)
        replacements.push({ literal: upper, variable, within: 'word', isUpper: true })
    }
    byExchange.set(exchange, own)
    after.set(exchange, [...replacements])
  }
  return { knownAfter: (exchange) => after.get(exchange) ?? [], of: (exchange) => byExchange.get(exchange) ?? [] }
}

interface Candidate extends Omit<Capture, 'variable'> {
  readonly kind: 'id' | 'version' | 'cursor'
  readonly value: string
}

function candidatesOf({ response }: Exchange): readonly Candidate[] {
  const candidates: Candidate[] = []
  for (const { pointer, value } of leavesOf(response.body)) {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1).toLowerCase()
    const isText = typeof value === 'string' || typeof value === 'number'
    if (!isText) continue
    const body = { from: 'body', at: pointer, value: String(value) } as const
    if (name === 'id' && !/^urn:/i.test(body.value)) candidates.push({ ...body, kind: 'id', part: 'whole' })
    if (name === 'version') candidates.push({ ...body, kind: 'version', part: 'whole' })
    if (name === 'nextcursor' || name === 'previouscursor') candidates.push({ ...body, kind: 'cursor', part: 'whole' })
    if (name === 'location' && /\/(?:Users|Groups)\/[^/]+$/i.test(body.value))
      candidates.push({ ...body, kind: 'id', part: 'last-segment', value: lastSegment(body.value) })
  }
  for (const { name, value } of response.headers) {
    const at = name.toLowerCase()
    if (at === 'etag') candidates.push({ kind: 'version', from: 'header', at, part: 'whole', value })
    if (at === 'location')
      candidates.push({ kind: 'id', from: 'header', at, part: 'last-segment', value: lastSegment(value) })
  }
  return candidates
}

const lastSegment = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
