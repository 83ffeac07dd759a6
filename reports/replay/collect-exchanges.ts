import { causesOf } from '../model/causes.ts'
import type { CheckResult, Exchange, RehearsalResult } from '../model/index.ts'

/** The maximum number of exchanges of one check or story in memory. */
const MAX_EXCHANGES = 200

/** The maximum number of findings with a script in a result: each script has several kilobytes. */
const MAX_SCRIPTS = 40

/** Returns the findings that are worth a script: causes, the gravest first. */
export function findingsToReplay(result: Pick<RehearsalResult, 'checks' | 'causes'>): readonly CheckResult[] {
  return causesOf(result).slice(0, MAX_SCRIPTS)
}

/** The exchanges from which replays are planned. */
export interface CollectedExchanges {
  of(finding: CheckResult): readonly Exchange[]
  /** The discovery documents of the target: checks use them without reading them again. */
  readonly discovery: readonly Exchange[]
}

/**
 * Collects the exchanges of findings, by the id of the check, in the order in which they were sent: those of the
 * check itself, and those of others that it cites (of a story, or of the check whose exchange broke an invariant).
 * Reads the tape twice, so that only these are in memory.
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
      // A finding without an exchange is about the discovery documents.
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

/**
 * Returns the causes whose exchanges a finding needs. An invariant needs only those of the first check that broke it;
 * otherwise every such check would be rerun.
 */
function causesOfEvidence(finding: CheckResult, causeOf: ReadonlyMap<string, string>): readonly string[] {
  const all = [...new Set(citedBy(finding).flatMap((id) => causeOf.get(id) ?? []))]
  const isOwn = all.some((cause) => cause === finding.id || cause.startsWith('story:'))
  return isOwn ? all : all.slice(0, 1)
}

const placeOf = ({ id }: Exchange): number => Number(/\d+$/.exec(id)?.[0] ?? 0)
