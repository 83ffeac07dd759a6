import { rehearse } from '../../harness/index.ts'
import { defaultSchema } from '../../mocks/entra/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { type Override, startServer } from './server/server.ts'

/** The result of a run against an independent server. */
export interface Rehearsed {
  readonly result: RehearsalResult
  readonly failing: readonly string[]
  readonly warning: readonly string[]
  /** Resources that the run did not create, before and after. */
  readonly foreign: { readonly before: string; readonly after: string }
  /** The ids of resources that the run created and did not remove. */
  readonly left: readonly string[]
}

/** Rehearses an independent server with the suites and the mapping that a user's target gets. */
export async function rehearseServer(override: Override): Promise<Rehearsed> {
  await using server = await startServer(override)
  const residents = [...server.users.keys(), ...server.groups.keys()]
  const held = (): string => JSON.stringify(residents.map((id) => server.users.get(id) ?? server.groups.get(id)))
  const before = held()
  const { result } = await rehearse({
    target: { url: server.url, token: 'rehearsal' },
    schema: defaultSchema,
    seed: 1,
    timeout: 5000,
    diagnose: false,
    selection: { suites: ['entra', 'rfc7643', 'rfc7644'] },
  })
  const outcomes = new Map(result.checks.map(({ id, outcome }) => [id, outcome]))
  const causes = result.causes ?? []
  return {
    result,
    failing: causes.filter((id) => outcomes.get(id) === 'fail'),
    warning: causes.filter((id) => outcomes.get(id) === 'warn'),
    foreign: { before, after: held() },
    left: [...server.users.keys(), ...server.groups.keys()].filter((id) => !residents.includes(id)),
  }
}
