import { expect } from 'chai'
import type { TenantUser } from '../tenant/index.ts'
import { decideUser, type EntitlementRules, type Intention } from './entitlement.ts'
import type { Link } from './job-state.ts'

const USER: TenantUser = {
  objectId: 'u',
  attributes: {},
  isAccountEnabled: true,
  isAssigned: true,
  deletedAt: null,
  managerId: null,
}
const LINK: Link = { kind: 'user', sourceId: 'u', targetId: 't', isManaged: true, managerId: null }
const RULES: EntitlementRules = { scope: 'assigned', skipOutOfScopeDeletions: false, canDisable: true }
const RELEASED: Link = { ...LINK, isManaged: false }
const GONE = { ...USER, deletedAt: new Date(0) }
const UNASSIGNED = { ...USER, isAssigned: false }
const DISABLED = { ...USER, isAccountEnabled: false }

/**
 * The table of "How provisioning works", "Deprovisioning": the state of a user, the rules, and the resulting action.
 */
const TABLE: readonly (readonly [
  says: string,
  user: TenantUser | undefined,
  isInScope: boolean,
  link: Link | undefined,
  rules: Partial<EntitlementRules>,
  kind: Intention['kind'],
])[] = [
  ['a new user is provisioned', USER, true, undefined, {}, 'provision'],
  ['a known user is provisioned', USER, true, LINK, {}, 'provision'],
  ['a user who returns is provisioned', USER, true, RELEASED, {}, 'provision'],
  ['an unassigned user is disabled', UNASSIGNED, true, LINK, {}, 'disable'],
  ['an unassigned user is provisioned if all users are', UNASSIGNED, true, LINK, { scope: 'all' }, 'provision'],
  ['an unassigned user who was never provisioned is skipped', UNASSIGNED, true, undefined, {}, 'skip'],
  ['a user outside the scoping filter is disabled', USER, false, LINK, {}, 'disable'],
  [
    'a user outside the scoping filter stays with SkipOutOfScopeDeletions',
    USER,
    false,
    LINK,
    { skipOutOfScopeDeletions: true },
    'skip',
  ],
  ['a user who is no longer managed is not changed', UNASSIGNED, true, RELEASED, {}, 'skip'],
  ['a deleted user is disabled', GONE, true, LINK, {}, 'disable'],
  ['a deleted user who was released before is not changed', GONE, true, RELEASED, {}, 'skip'],
  ['a disabled user is disabled', DISABLED, true, LINK, {}, 'disable'],
  ['a disabled user is not created', DISABLED, true, undefined, {}, 'skip'],
  ['a disabled user is deleted if the mapping has no active', DISABLED, true, LINK, { canDisable: false }, 'delete'],
  ['a purged user is deleted', undefined, false, LINK, {}, 'delete'],
  ['a purged user who was released before is forgotten', undefined, false, RELEASED, {}, 'forget'],
  ['a purged user who was never provisioned is skipped', undefined, false, undefined, {}, 'skip'],
]

describe('the entitlement of a user', () => {
  for (const [says, user, isInScope, link, rules, kind] of TABLE) {
    it(says, () => {
      expect(decideUser(user, isInScope, link, { ...RULES, ...rules }).kind).to.equal(kind)
    })
  }

  it('is released by losing the assignment, not by being deleted', () => {
    expect(decideUser(UNASSIGNED, true, LINK, RULES)).to.deep.equal({ kind: 'disable', releases: true })
    expect(decideUser(GONE, true, LINK, RULES)).to.deep.equal({ kind: 'disable', releases: false })
  })
})
