import type { Exchange, ReporterEnvironment } from '../model/index.ts'

const MAX_EXCHANGES_PER_FILE = 2000
// They describe the connection or the moment, not the answer.
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
 * Returns the answered exchanges with the target by cause, in their order; of a cause the first 2000. An exchange of
 * whose body only the beginning was recorded is left out, because a fixture of it would answer something else.
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

/** The headers of an answer that a server of fixtures sends too. */
export function fixtureHeaders({ headers }: Exchange['response']): Exchange['response']['headers'] {
  return headers.filter(({ name }) => !LEFT_OUT.has(name.toLowerCase()))
}

/** A file name for a cause. */
export function fileNameOf(cause: string): string {
  return cause.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, '') || 'exchanges'
}

/** A request among those that are alike: its place, and how many there are. A server of fixtures answers them in turn. */
export interface Turn {
  readonly exchange: Exchange
  /** Names the requests that are alike. */
  readonly key: string
  /** From 0. */
  readonly turn: number
  readonly of: number
}

/** Puts requests that are alike (method, URL and body) into their turns. */
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
