import type { Exchange, ReporterEnvironment } from '../model/index.ts'

const MAX_EXCHANGES_PER_FILE = 2000
// These headers describe the connection or the moment, not the response.
const LEFT_OUT = new Set([
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'content-encoding',
  'date',
  'set-cookie',
])

/** The maximum number of characters of all bodies: fixtures are made in memory. */
const MAX_CHARACTERS = 32 * 1024 * 1024

/**
 * Returns the exchanges with the target that got a response, by cause and in order; of each cause the first 2000. An
 * exchange of which only the beginning of a body was recorded is left out, because its fixture would respond
 * differently.
 */
export async function answersByCause({
  tape,
}: Pick<ReporterEnvironment, 'tape'>): Promise<ReadonlyMap<string, readonly Exchange[]>> {
  const causes = new Map<string, Exchange[]>()
  let characters = 0
  for await (const exchange of tape()) {
    if (exchange.leg !== 'scim' || exchange.response.status === 0 || exchange.cut !== undefined) continue
    characters += (exchange.request.body?.length ?? 0) + exchange.response.body.length
    if (characters > MAX_CHARACTERS) break
    const list = causes.get(exchange.cause) ?? []
    if (list.length < MAX_EXCHANGES_PER_FILE) list.push(exchange)
    causes.set(exchange.cause, list)
  }
  return causes
}

/** Returns the headers of a response that a server of fixtures must send too. */
export function fixtureHeaders({ headers }: Exchange['response']): Exchange['response']['headers'] {
  return headers.filter(({ name }) => !LEFT_OUT.has(name.toLowerCase()))
}

/** Returns a file name for a cause. */
export function fileNameOf(cause: string): string {
  return cause.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, '') || 'exchanges'
}

/** The index of a request among equal requests, and their number. A server of fixtures answers them in turn. */
export interface Turn {
  readonly exchange: Exchange
  /** Identifies equal requests. */
  readonly key: string
  /** The index, from 0. */
  readonly turn: number
  readonly of: number
}

/** Numbers equal requests (same method, URL and body). */
export function inTurns(exchanges: readonly Exchange[]): readonly Turn[] {
  const keyOf = ({ request }: Exchange): string => JSON.stringify([request.method, request.url, request.body ?? ''])
  const groups = [...Map.groupBy(exchanges, keyOf).values()]
  const places = new Map(
    groups.flatMap((group, index) =>
      group.map((exchange, turn): [Exchange, Turn] => [
        exchange,
        { exchange, key: `request-${index + 1}`, turn, of: group.length },
      ]),
    ),
  )
  return exchanges.flatMap((exchange) => places.get(exchange) ?? [])
}
