import { type CheckContext, defineStory, eachConcurrently, type Story, type SystemUser } from '../../harness/index.ts'
import type { SourceUser, Synchronisation } from '../../mocks/entra/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { brokenRule } from './rules.ts'
import { expectedProperty, isSameValue, rowOf } from './table.ts'
import { tenantUsers, userWithChanges } from './tenant-users.ts'

/** One phase of one user: the data in Entra, the request, the response, and the data in JumpCloud. */
export interface PhaseResult {
  readonly phase: 'create' | 'update' | 'disable' | 'enable'
  readonly sourceUser: SourceUser
  readonly synchronisation: Synchronisation
  readonly echoed: JsonObject | undefined
  readonly stored: SystemUser | undefined
}

/** The phases and the outcome of one user. */
export interface UserStory {
  /** The special case, or `ordinary`. */
  readonly case: string
  /** The rule of JumpCloud's table that the mapped values would break; JumpCloud may reject such a user. */
  readonly broken: string | undefined
  readonly results: readonly PhaseResult[]
}

const AT_ONCE = 8

/**
 * Provisions a whole tenant once per run: tests the connection, then creates, updates each mapped attribute, disables
 * and enables.
 */
export const tenantStory: Story<readonly UserStory[]> = defineStory({
  id: 'jumpcloud.tenant',
  gather: async (context: CheckContext) => {
    const { entra, given, random } = context
    await entra.probe()
    const rows = entra.mapping.mapping.attributeMappings
    const users = tenantUsers(rows, Math.floor(random() * 2 ** 31), given.unique())
    const stories: UserStory[] = []
    await eachConcurrently(users, AT_ONCE, async ({ case: name, sourceUser }) => {
      const results = await live(context, sourceUser)
      const [created] = results
      stories.push({ case: name, broken: brokenRule((target) => sentAt(created, target)), results })
    })
    return stories
  },
})

/** Returns the value that Entra mapped for a target attribute; undefined if it sends none. */
export function sentAt(result: PhaseResult | undefined, target: string): unknown {
  return result?.synchronisation.mapped.attributes.find((attribute) => attribute.target === target)?.value
}

async function live(context: CheckContext, sourceUser: SourceUser): Promise<PhaseResult[]> {
  const { entra } = context
  const created = await runPhase(context, 'create', sourceUser, () => entra.provision(sourceUser))
  const id = created.synchronisation.targetId
  if (created.synchronisation.action !== 'create' || id === undefined) return [created]
  const changed = userWithChanges(entra.mapping.mapping.attributeMappings, sourceUser)
  const disabled = { ...changed, IsSoftDeleted: 'True' }
  return [
    created,
    await runPhase(context, 'update', changed, () => entra.update(changed, id)),
    await runPhase(context, 'disable', disabled, () => entra.update(disabled, id)),
    await runPhase(context, 'enable', changed, () => entra.update(changed, id)),
  ]
}

async function runPhase(
  { entra, jumpcloud }: CheckContext,
  phase: PhaseResult['phase'],
  sourceUser: SourceUser,
  send: () => Promise<Synchronisation>,
): Promise<PhaseResult> {
  const synchronisation = await send()
  const { targetId, mapped } = synchronisation
  if (targetId === undefined) return { phase, sourceUser, synchronisation, echoed: undefined, stored: undefined }
  const echoed = await entra.readBack(targetId)
  const userName = String(echoed?.['userName'] ?? sourceUser.mailNickname)
  const isAsMapped = (user: SystemUser): boolean =>
    mapped.attributes.every(({ target, value }) => {
      const property = rowOf(target)?.property
      return property === undefined || isSameValue(target, user[property], expectedProperty(property, value))
    })
  const stored = await jumpcloud.systemUser({ id: targetId, userName }, isAsMapped)
  return { phase, sourceUser, synchronisation, echoed, stored }
}
