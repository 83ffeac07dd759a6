import type { Exchange } from '../model/index.ts'
import { pagePart } from './page-part.ts'

// This is small compared with the exchanges of the target.
const MAX_CHARACTERS = 4_000_000
const MAX_BODY = 4000

/** Collects the calls of the target to JumpCloud: those of cited exchanges always, others as long as there is space. */
export interface Downstream {
  add(call: Exchange): void
  build(): string
}

/** Creates a collector; `cited` are ids of exchanges with the target. */
export function createDownstream(cited: ReadonlySet<string>): Downstream {
  const calls: Exchange[] = []
  let characters = 0
  return {
    add: (call) => {
      const kept = keep(call)
      const size = (kept.request.body?.length ?? 0) + kept.response.body.length
      if (characters + size > MAX_CHARACTERS && !cited.has(call.id.replace(/\.\d+$/, ''))) return
      characters += size
      calls.push(kept)
    },
    build: () => (calls.length === 0 ? '' : pagePart('downstream', calls)),
  }
}

function keep(call: Exchange): Exchange {
  const { request, response } = call
  const { body } = request
  return {
    ...call,
    request: { ...request, ...(body === undefined ? {} : { body: cut(body) }) },
    response: { ...response, body: cut(response.body) },
  }
}

const cut = (body: string): string =>
  body.length > MAX_BODY ? `${body.slice(0, MAX_BODY)}… (${body.length} characters, in tape.ndjson)` : body
