import { issueKey, newAdministrator } from '../administrators/administrator.ts'
import { secretOwner } from '../auth/oauth-operations.ts'
import { allUsersGroup } from '../groups/group-operations.ts'
import { DEFAULT_SWITCHES } from '../settings/switches.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import type { Organization } from '../store/organizations.ts'
import type { AdminOptions, BehaviourOptions, OrganizationOptions, StateOptions } from './options.ts'

/** The default organization. */
const DEFAULT_ORGANIZATION = { id: '5f0000000000000000000001', name: 'Rehearsal' } as const
/** The key of the default administrator. It is public, because it is in this file. */
export const DEFAULT_KEY = 'jca_rehearsal_key_of_the_mock_admin_0001'

/**
 * Writes organizations, administrators and service accounts; those already in the file do not change, except for keys.
 */
export function fillStore(
  store: JumpCloudStore,
  options: StateOptions & Pick<BehaviourOptions, 'switches'>,
  now: Date,
  newId: () => string,
): void {
  const { organizations = [DEFAULT_ORGANIZATION], serviceAccounts = [] } = options
  const [first = DEFAULT_ORGANIZATION] = organizations
  const admins: readonly AdminOptions[] = options.admins ?? [
    {
      email: 'admin@jumpcloud.example',
      apiKey: options.apiKey ?? DEFAULT_KEY,
      role: 'Administrator With Billing',
    },
  ]
  store.database.atomically(() => {
    const fresh = organizations.filter(({ id }) => store.organizations.find(id) === undefined)
    for (const organization of organizations) saveOrganization(store, organization, options, now)
    for (const admin of admins) saveAdministrator(store, { organization: first.id, ...admin }, now, newId)
    for (const { clientId, clientSecret, role, organization = first.id } of serviceAccounts) {
      store.administrators.saveServiceAccount({ clientId, roleName: role, organization })
      store.keys.set(secretOwner(clientId), clientSecret)
    }
    if ((options.switches?.allUsersGroup ?? DEFAULT_SWITCHES.allUsersGroup) === 'absent') return
    for (const { id } of fresh) {
      const group = allUsersGroup(newId(), id)
      store.groups.save(id, group.id, group)
    }
  })
}

function saveOrganization(
  store: JumpCloudStore,
  { id, name }: OrganizationOptions,
  { newUserState }: StateOptions,
  now: Date,
): void {
  const known = store.organizations.find(id)
  if (known !== undefined && newUserState === undefined) return
  const fresh: Organization = {
    _id: id,
    displayName: name,
    logoUrl: '',
    created: now.toISOString(),
    settings: { name, newSystemUserStateDefaults: STATES, passwordCompliance: 'custom', passwordPolicy: {} },
  }
  const { settings, ...organization } = known ?? fresh
  const states = { ...STATES, ...Object(settings['newSystemUserStateDefaults']) }
  const newSystemUserStateDefaults = { ...states, ...(newUserState === undefined ? {} : { manualEntry: newUserState }) }
  store.organizations.save({ ...organization, settings: { ...settings, newSystemUserStateDefaults } } as Organization)
}

const STATES = { manualEntry: 'ACTIVATED', csvImport: 'ACTIVATED', applicationImport: 'ACTIVATED' } as const

function saveAdministrator(
  store: JumpCloudStore,
  { email, apiKey, role, organization = '', isMultiTenant = false, expires }: AdminOptions,
  now: Date,
  newId: () => string,
): void {
  const known = store.administrators.findByEmail(email)
  const instant = now.toISOString()
  const provider = isMultiTenant ? organization : ''
  const administrator = known ?? newAdministrator({ id: newId(), email, role, organization, provider, now: instant })
  const lifetime = expires === undefined ? undefined : expires.getTime() - now.getTime()
  const enabled = { ...administrator, roleName: role, roleNames: [role], role, apiKeyAllowed: true, suspended: false }
  issueKey(store, enabled, apiKey, instant, lifetime)
}
