import { randomUUID } from 'node:crypto'
import { loadSuites, rehearse, shippedSuites } from '../../harness/index.ts'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import {
  bearerToken,
  type Deviation,
  groupResourceType,
  groupSchema,
  listenScimServer,
  memoryStore,
  type ResourceStore,
  resolveResourceType,
  userResourceType,
  userSchema,
} from '../../mocks/scim-server/index.ts'
import type { CheckResult } from '../../reports/index.ts'
import { pem } from './pem.ts'
import { faultsOfReason } from './plain-reason.ts'
import { startJumpCloudFront } from './start-jumpcloud-front.ts'

type Dialect = 'legacy' | 'flagged'

/** The checks and invariants that can run against a server with a deviation, by id, each with its dialect. */
export interface RunnableChecks {
  readonly checks: ReadonlyMap<string, Dialect | undefined>
  readonly invariants: ReadonlySet<string>
  /** The ids of both in the suites of the RFCs. */
  readonly ofSpecifications: ReadonlySet<string>
}

/**
 * The result of a check: its outcome, the requirements that it found violated, and its description of the violation.
 */
export interface CheckOutcome {
  readonly outcome: string
  readonly broken: readonly string[]
  readonly said: Pick<CheckResult, 'reason' | 'expected' | 'actual'>
}

const outcomeOf = ({ outcome, violated, requirements, reason, expected, actual }: CheckResult): CheckOutcome => ({
  outcome,
  said: {
    ...(reason === undefined ? {} : { reason }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  },
  // A remark without violated requirements counts for all that the check proves.
  broken: isRed(outcome) ? (violated ?? requirements.map(({ id }) => id)) : [],
})

/** Returns every shipped check and invariant. */
export async function allRunnable(): Promise<RunnableChecks> {
  const suites = await loadSuites(shippedSuites())
  const plan = { schema: jumpCloudSchema, dialect: 'legacy', observe: 'scim' } as const
  const checks = suites.flatMap((suite) => [
    ...suite.checks,
    ...suite.families.flatMap((family) => family.expand(plan)),
  ])
  return {
    checks: new Map(checks.map(({ id, dialect }) => [id, dialect])),
    invariants: new Set(suites.flatMap(({ invariants }) => invariants.map(({ id }) => id))),
    ofSpecifications: new Set(
      suites
        .filter(({ name }) => name.startsWith('rfc'))
        .flatMap((suite) => [...suite.checks, ...suite.invariants].map(({ id }) => id)),
    ),
  }
}

/** Checks whose requests give the invariants something to judge. */
const CARRIERS = [
  'scim.create.*',
  'scim.read.*',
  'scim.patch.*',
  'scim.put.*',
  'scim.bulk.*',
  'scim.filter.unknown-operator',
  'scim.query.*',
  'scim.paging.count-limits',
  'scim.membership.shown',
  'entra.recovery.burst',
]

/** Runs checks against the reference server with a deviation; returns the outcome of each. Without ids, it runs all. */
export async function runDeviation(
  deviation: Deviation | undefined,
  runnable: RunnableChecks,
  ids?: readonly string[],
): Promise<ReadonlyMap<string, CheckOutcome>> {
  await using server = await listenScimServer({
    store: await inhabitedStore(),
    authenticate: bearerToken('rehearsal', { key: 'rehearsal', userId: SUBJECT }),
    ...(deviation?.wire === 'tls-1.3-only'
      ? { tls: { key: pem('strong.key.pem'), cert: pem('strong.cert.pem') } }
      : {}),
    ...(deviation === undefined ? {} : { deviation }),
  })
  const outcomes = new Map<string, CheckOutcome>()
  // The flagged dialect may show what the legacy dialect does not.
  for (const dialect of ['legacy', 'flagged'] as const) {
    const wanted = ids?.filter(
      (id) => (runnable.checks.get(id) ?? dialect) === dialect && !isRed(outcomes.get(id)?.outcome),
    )
    if (wanted?.length === 0) continue
    const needsCarriers = wanted?.some((id) => runnable.invariants.has(id)) === true
    const { result } = await rehearse({
      // 0.0.0.0 leads to this machine, but does not look like loopback.
      target: {
        url: deviation?.wire === 'in-clear' ? server.url.replace('127.0.0.1', '0.0.0.0') : server.url,
        token: 'rehearsal',
        ...(deviation?.wire === 'tls-1.3-only' ? { ca: pem('strong.cert.pem') } : {}),
      },
      schema: jumpCloudSchema,
      dialect,
      seed: 1,
      timeout: 5000,
      // Each check must fail by itself, even if another one explains it.
      isolated: true,
      diagnose: false,
      ...(wanted === undefined ? {} : { selection: { checks: [...wanted, ...(needsCarriers ? CARRIERS : [])] } }),
    })
    for (const check of result.checks)
      if (!isRed(outcomes.get(check.id)?.outcome)) outcomes.set(check.id, outcomeOf(check))
  }
  return outcomes
}

/** Lists the findings whose reasons are not plain, with the fault. */
export const wordingFaults = (outcomes: ReadonlyMap<string, CheckOutcome>): readonly string[] =>
  [...outcomes]
    .filter(([, { outcome }]) => isRed(outcome))
    .flatMap(([id, { said }]) =>
      faultsOfReason(said.reason ?? 'undefined').map((fault) => `${id}: ${fault}: ${said.reason}`),
    )

/** Returns whether a check failed or warned. */
export const isRed = (outcome: string | undefined): boolean => outcome === 'fail' || outcome === 'warn'

const META = { created: '2026-01-01T00:00:00.000Z', lastModified: '2026-01-01T00:00:00.000Z', version: 'W/"1"' }
const TYPES = [userResourceType, groupResourceType].map((definition) =>
  resolveResourceType({ ...definition, schemaExtensions: [] }, [userSchema, groupSchema]),
)

/** The id of the user whose token the run has. */
export const SUBJECT: string = randomUUID()

/**
 * Creates a store with a few users and a group that the rehearsal did not create, so that lists are not empty by
 * chance. One of the users is the owner of the token.
 */
export async function inhabitedStore(): Promise<ResourceStore> {
  const store = memoryStore()
  const residents = ['ada', 'grace', 'hedy'].map((name) => ({
    id: name === 'ada' ? SUBJECT : randomUUID(),
    userName: `${name}@resident.example`,
    displayName: name,
    emails: [{ value: `${name}@resident.example`, type: 'work' }],
    active: true,
  }))
  for (const type of TYPES) {
    const resources = type.name === 'User' ? residents : [{ displayName: 'Residents' }]
    for (const resource of resources)
      await store.insert(type, {
        schemas: [type.schema],
        id: randomUUID(),
        ...resource,
        meta: { resourceType: type.name, ...META },
      })
  }
  return store
}

/** Checks of the JumpCloud suite whose requests give its invariants something to judge. */
const JUMPCLOUD_CARRIERS = [
  'jumpcloud.alone.*',
  'jumpcloud.disabled.*',
  'jumpcloud.drift.edits-kept',
  'jumpcloud.errors.read',
  'jumpcloud.lifecycle.re-created',
  'jumpcloud.property.*',
  'jumpcloud.value.looks-like-another-type',
]

/**
 * Runs checks against JumpCloud's SCIM server with a deviation; the run observes the JumpCloud API to which the
 * server writes.
 */
export async function runOnJumpCloud(
  { name, caughtBy }: Pick<Deviation, 'name' | 'caughtBy'>,
  runnable: RunnableChecks,
): Promise<ReadonlyMap<string, CheckOutcome>> {
  const isNone = name === ''
  const known = caughtBy.filter((id) => runnable.checks.has(id) || runnable.invariants.has(id))
  const carriers = known.some((id) => runnable.invariants.has(id)) ? JUMPCLOUD_CARRIERS : []
  const { result } = await rehearse({
    target: {
      url: 'http://127.0.0.1:{port}/scim/v2',
      spawn: startJumpCloudFront(isNone ? [] : [name]),
      // The token is as long as a real one: a short word may be in a response by chance.
      token: 'rehearsal-token-0123456789',
    },
    observe: 'jumpcloud',
    // This is longer than the delay of the deviation that writes late; other missing writes never arrive.
    settle: isNone ? 1 : 300,
    schema: jumpCloudSchema,
    seed: 1,
    timeout: 5000,
    isolated: true,
    diagnose: false,
    selection: isNone ? { suites: ['jumpcloud'] } : { checks: [...known, ...carriers] },
  })
  return new Map(result.checks.map((check) => [check.id, outcomeOf(check)]))
}
