import { causesOf } from '../model/causes.ts'
import type { CheckResult, Exchange, RehearsalResult } from '../model/index.ts'

/** Exchanges that are kept of one check or story. */
const MAX_EXCHANGES = 200

/** Findings that get a script in a result: each holds several kilobytes. */
const MAX_SCRIPTS = 40

/** The findings that somebody acts on: causes, the gravest first. */
export function findingsToReplay(result: Pick<RehearsalResult, 'checks' | 'causes'>): readonly CheckResult[] {
  return causesOf(result).slice(0, MAX_SCRIPTS)
}

/** What a replay is planned from. */
export interface CollectedExchanges {
  of(finding: CheckResult): readonly Exchange[]
  /** The documents in which the target describes itself: checks know them without reading them again. */
  readonly discovery: readonly Exchange[]
}

/**
 * The exchanges of findings, by the id of the check, in the order in which they were sent: those of the check itself, and those of others (a
 * story, or the check whose exchange broke an invariant) that it cites. Reads the tape twice, so that memory holds only these.
 */
export async function collectExchanges(
  findings: readonly CheckResult[],
  tape: () => AsyncIterable<Exchange>,
): Promise<CollectedExchanges> {
  const wanted = new Set(findings.flatMap((finding) => citedBy(finding)))
  const causeOf = new Map<string, string>()
  if (wanted.size > 0) for await (const { id, cause } of tape()) if (wanted.has(id)) causeOf.set(id, cause)
  const causes = new Set(causeOf.values())
  const byCause = new Map<string, Exchange[]>()
  const discovery: Exchange[] = []
  if (findings.length > 0)
    for await (const exchange of tape()) {
      if (exchange.leg !== 'scim') continue
      if (isDiscovery(exchange) && discovery.length < MAX_DOCUMENTS) discovery.push(exchange)
      if (!causes.has(exchange.cause)) continue
      const list = byCause.get(exchange.cause) ?? []
      if (list.length < MAX_EXCHANGES || wanted.has(exchange.id)) list.push(exchange)
      byCause.set(exchange.cause, list)
    }
  const discoveryInOrder = inOrder(discovery)
  return {
    of: (finding) => {
      const exchanges = causesOfEvidence(finding, causeOf).flatMap((cause) => byCause.get(cause) ?? [])
      // A finding without an exchange is about what the target says of itself.
      return exchanges.length === 0 && finding.evidence.length === 0 ? discoveryInOrder : inOrder(exchanges)
    },
    discovery: discoveryInOrder,
  }
}

const MAX_DOCUMENTS = 3

const isDiscovery = ({ cause, request }: Exchange): boolean =>
  cause === 'discovery' &&
  request.method === 'GET' &&
  /\/(?:ServiceProviderConfig|ResourceTypes|Schemas)$/.test(request.url)

const inOrder = (exchanges: readonly Exchange[]): readonly Exchange[] =>
  exchanges.toSorted((one, other) => placeOf(one) - placeOf(other))

const citedBy = ({ decisive, evidence }: CheckResult): readonly string[] =>
  decisive === undefined ? evidence : [decisive, ...evidence]

/** Whose exchanges a finding needs: an invariant only those of the check that broke it first, or every check that broke it would be rerun. */
function causesOfEvidence(finding: CheckResult, causeOf: ReadonlyMap<string, string>): readonly string[] {
  const all = [...new Set(citedBy(finding).flatMap((id) => causeOf.get(id) ?? []))]
  const isOwn = all.some((cause) => cause === finding.id || cause.startsWith('story:'))
  return isOwn ? all : all.slice(0, 1)
}

const placeOf = ({ id }: Exchange): number => Number(/\d+$/.exec(id)?.[0] ?? 0)
