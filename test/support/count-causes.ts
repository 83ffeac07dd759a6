import { rehearse } from '../../harness/index.ts'
import { defaultSchema } from '../../mocks/entra/index.ts'
import { bearerToken, type Deviation, listenScimServer } from '../../mocks/scim-server/index.ts'

/** The causes that a run finds for one deviation: failures and warnings, the gravest first. */
export interface CountedCauses {
  readonly name: string
  readonly failing: readonly string[]
  readonly warning: readonly string[]
  /** Internal errors; none is expected. */
  readonly errors: readonly string[]
}

/** The suites of a user's target. */
const SUITES = ['entra', 'rfc7643', 'rfc7644', 'rfc9865', 'rfc9967']

/**
 * Rehearses the reference server with one deviation as a user would, and counts the causes: in the legacy dialect,
 * and in the flagged one if there are none.
 */
export async function countCauses(deviation: Deviation): Promise<CountedCauses> {
  const legacy = await countIn(deviation, 'legacy')
  if (legacy.failing.length + legacy.warning.length > 0) return legacy
  return countIn(deviation, 'flagged')
}

async function countIn(deviation: Deviation, dialect: 'legacy' | 'flagged'): Promise<CountedCauses> {
  await using server = await listenScimServer({ deviation, authenticate: bearerToken('rehearsal') })
  const { result } = await rehearse({
    target: { url: server.url, token: 'rehearsal' },
    schema: defaultSchema,
    dialect,
    seed: 1,
    timeout: 5000,
    diagnose: false,
    selection: { suites: SUITES },
  })
  const outcomes = new Map(result.checks.map(({ id, outcome }) => [id, outcome]))
  const causes = result.causes ?? []
  return {
    name: deviation.name,
    failing: causes.filter((id) => outcomes.get(id) === 'fail'),
    warning: causes.filter((id) => outcomes.get(id) === 'warn'),
    errors: result.checks.filter(({ outcome }) => outcome === 'error').map(({ id }) => id),
  }
}

/** Returns the value below which a share of the values is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
