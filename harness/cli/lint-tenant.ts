import {
  createProvisioningJob,
  type ImportedUsers,
  listSource,
  openJobState,
  type SynchronizationSchema,
  Tenant,
  virtualClock,
} from '../../mocks/entra/index.ts'
import { createJumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import { listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import { seededRandom } from '../index.ts'
import { memberObject } from './read-json.ts'
import { readUsers } from './tenant-file.ts'

/** A user of the tenant that JumpCloud would reject. */
interface RefusedUser {
  readonly user: string
  /** Entra's error code. */
  readonly code: string
  /** The message of the rejection. */
  readonly reason: string
}

/** The result of provisioning a tenant. */
export interface TenantLint {
  readonly users: number
  /** Users that Entra did not try to provision, such as those outside the scoping filter. */
  readonly untried: number
  readonly refused: readonly RefusedUser[]
}

const API_KEY = 'jca_lint'
const START = new Date('2026-01-01T00:00:00Z')

/**
 * Provisions the users of a file into the embedded JumpCloud stack, and returns those that fail. Nothing leaves this
 * machine. Throws UsageError if the file does not contain a tenant.
 */
export function lintTenant(schema: SynchronizationSchema, file: string): Promise<TenantLint> {
  return lintUsers(schema, readUsers(file))
}

/** Provisions users into the embedded JumpCloud stack, and returns those that fail. */
export async function lintUsers(
  schema: SynchronizationSchema,
  { users, disabled, managers }: ImportedUsers,
): Promise<TenantLint> {
  const tenant = new Tenant({ source: listSource(users, managers) })
  for (const objectId of disabled) tenant.setAccountEnabled(objectId, false)
  const usersAlone = withoutGroups(schema)
  const isEnabled = usersAlone.synchronizationRules.some((rule) => rule.objectMappings.some(({ enabled }) => enabled))
  if (!isEnabled) return { users: tenant.userCount, untried: tenant.userCount, refused: [] }
  await using api = await createJumpCloudApi({ apiKey: API_KEY }).listen()
  await using scim = await listenJumpCloudScim({ apiUrl: api.url })
  await using transport = createTransport()
  using state = openJobState(undefined)
  const refused: RefusedUser[] = []
  const tried = new Set<string>()
  const job = createProvisioningJob({
    tenant,
    schema: usersAlone,
    baseUrl: scim.url,
    authorization: () => ({ authorization: `Bearer ${API_KEY}` }),
    transport: transport.send,
    state,
    clock: virtualClock(START),
    random: seededRandom(0, 'lint'),
    scope: 'all',
    // Users are processed one after another, so that of two users with the same name always the second one fails.
    concurrency: 1,
    onEntry: (entry) => {
      tried.add(String(memberObject(entry, 'sourceIdentity')['id']))
      const refusal = refusalIn(entry)
      if (refusal !== undefined) refused.push(refusal)
    },
  })
  await job.runCycle()
  return { users: tenant.userCount, untried: tenant.userCount - tried.size, refused }
}

/**
 * Removes the mapping of groups, which JumpCloud does not support: a job that cannot provision groups stops before
 * the first user.
 */
function withoutGroups(schema: SynchronizationSchema): SynchronizationSchema {
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        /group/i.test(mapping.targetObjectName) ? { ...mapping, enabled: false } : mapping,
      ),
    })),
  }
}

function refusalIn(entry: JsonObject): RefusedUser | undefined {
  const info = memberObject(entry, 'provisioningStatusInfo')
  if (info['status'] !== 'failure') return undefined
  const error = memberObject(info, 'errorInformation')
  return {
    user: String(memberObject(entry, 'sourceIdentity')['displayName'] ?? ''),
    code: String(error['errorCode'] ?? ''),
    reason: inWords(String(error['reason'] ?? '')),
  }
}

/** Returns the detail of a SCIM error if the reason quotes one; otherwise the reason. */
function inWords(reason: string): string {
  const [, detail] = /"detail":("(?:[^"\\]|\\.)*")/.exec(reason) ?? []
  if (detail !== undefined) return String(JSON.parse(detail))
  if (reason.includes('is already connected with another source object'))
    return 'the attribute that users are matched by has the value of an earlier user: Entra reports a duplicate'
  return reason.replace(/:? StatusCode.*$/s, '').replace(/ This operation was retried.*$/s, '')
}
