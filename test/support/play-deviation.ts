import { join } from 'node:path'
import { loadSuites, rehearse, shippedSuites } from '../../harness/index.ts'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { type Deviation, listenScimServer, memoryStore, type ResourceStore } from '../../mocks/scim-server/index.ts'
import type { CheckResult } from '../../reports/index.ts'

type Dialect = 'legacy' | 'flagged'

/** What can be played against a server with a deviation: checks and invariants by id, each with the dialect that it asks for. */
export interface Playable {
  readonly checks: ReadonlyMap<string, Dialect | undefined>
  readonly invariants: ReadonlySet<string>
}

/** What a check made of a server: its outcome, and the requirements that it found broken. */
export interface Played {
  readonly outcome: string
  readonly broken: readonly string[]
}

const played = ({ outcome, violated, requirements }: CheckResult): Played => ({
  outcome,
  // A remark is one about all that the check proves.
  broken: isRed(outcome) ? (violated ?? requirements.map(({ id }) => id)) : [],
})

/** Every check and invariant that ships. */
export async function everyPlayable(): Promise<Playable> {
  const suites = await loadSuites(shippedSuites())
  const plan = { schema: jumpCloudSchema, dialect: 'legacy', observe: 'scim' } as const
  const checks = suites.flatMap((suite) => [
    ...suite.checks,
    ...suite.families.flatMap((family) => family.expand(plan)),
  ])
  return {
    checks: new Map(checks.map(({ id, dialect }) => [id, dialect])),
    invariants: new Set(suites.flatMap(({ invariants }) => invariants.map(({ id }) => id))),
  }
}

/** Checks whose traffic gives the invariants something to judge. */
const CARRIERS = [
  'scim.create.*',
  'scim.read.*',
  'scim.patch.*',
  'scim.put.*',
  'scim.filter.unknown-operator',
  'scim.query.*',
  'scim.paging.count-limits',
  'scim.membership.shown',
]

/** Plays checks against the reference server made wrong by a deviation; gives the outcome of each. Without ids, of all. */
export async function playDeviation(
  deviation: Deviation | undefined,
  playable: Playable,
  ids?: readonly string[],
): Promise<ReadonlyMap<string, Played>> {
  await using server = await listenScimServer({
    store: await inhabitedStore(),
    token: 'rehearsal',
    ...(deviation === undefined ? {} : { deviation }),
  })
  const outcomes = new Map<string, Played>()
  // What the legacy dialect does not show, the flagged one may.
  for (const dialect of ['legacy', 'flagged'] as const) {
    const wanted = ids?.filter(
      (id) => (playable.checks.get(id) ?? dialect) === dialect && !isRed(outcomes.get(id)?.outcome),
    )
    if (wanted?.length === 0) continue
    const needsCarriers = wanted?.some((id) => playable.invariants.has(id)) === true
    const { result } = await rehearse({
      target: { url: server.url, token: 'rehearsal' },
      schema: jumpCloudSchema,
      dialect,
      seed: 1,
      timeout: 5000,
      ...(wanted === undefined ? {} : { selection: { checks: [...wanted, ...(needsCarriers ? CARRIERS : [])] } }),
    })
    for (const check of result.checks)
      if (!isRed(outcomes.get(check.id)?.outcome)) outcomes.set(check.id, played(check))
  }
  return outcomes
}

/** Tells whether a check has noticed something. */
export const isRed = (outcome: string | undefined): boolean => outcome === 'fail' || outcome === 'warn'

/** A store with a few users and a group whom the rehearsal does not know: a list is not empty by chance. */
async function inhabitedStore(): Promise<ResourceStore> {
  const store = memoryStore()
  await using server = await listenScimServer({ store })
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    })
  for (const name of ['ada', 'grace', 'hedy']) {
    const answer = await post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: `${name}@resident.example`,
      displayName: name,
      emails: [{ value: `${name}@resident.example`, type: 'work' }],
    })
    if (answer.status !== 201) throw new Error(`the store cannot be filled: ${await answer.text()}`)
  }
  await post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Residents' })
  return store
}

/** Plays checks against JumpCloud's SCIM server made wrong by a deviation, with the JumpCloud API that it writes to in view. */
export async function playOnJumpCloud(
  { name, caughtBy }: Pick<Deviation, 'name' | 'caughtBy'>,
  playable: Playable,
): Promise<ReadonlyMap<string, Played>> {
  const target = join(import.meta.dirname, '..', 'targets', 'jumpcloud-front.ts')
  const isNone = name === ''
  const { result } = await rehearse({
    target: {
      url: 'http://127.0.0.1:{port}/scim/v2',
      spawn: `${isNone ? '' : `DEVIATIONS=${name} `}exec ${process.execPath} --disable-warning=ExperimentalWarning ${target}`,
      token: 'rehearsal',
    },
    observe: 'jumpcloud',
    // Longer than the deviation that writes late; what another keeps from JumpCloud never comes.
    settle: isNone ? 1 : 300,
    schema: jumpCloudSchema,
    seed: 1,
    timeout: 5000,
    selection: isNone ? { suites: ['jumpcloud'] } : { checks: caughtBy.filter((id) => playable.checks.has(id)) },
  })
  return new Map(result.checks.map((check) => [check.id, played(check)]))
}
