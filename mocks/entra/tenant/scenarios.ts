import type { AppRoleAssignment } from '../expression/source-object.ts'
import type { Tenant } from './tenant.ts'
import type { TenantUser } from './tenant-object.ts'
import type { UserSource } from './user-source.ts'

/** The context of a scenario. */
export interface ScenarioStage {
  readonly tenant: Tenant
  /** Users who may be hired, other than those of the initial tenant. */
  readonly applicants: UserSource
  /** Returns a random number in [0, 1). */
  readonly random: () => number
  /** The time of the event. */
  readonly now: Date
  /** The number of the gap between cycles, from 0: a scenario of several steps runs one per gap. */
  readonly step: number
}

/** An event between two cycles; returns a description of it. */
export type Scenario = (stage: ScenarioStage) => string

const TITLES = ['Lead', 'Manager', 'Director', 'Specialist', 'Counsel'] as const
const SURNAMES = ['Doe-Smith', 'Nuñez', 'Østergård', 'van der Berg', "O'Connor"] as const
/** The share of assigned users who lose their assignment in the mass-leave scenario. */
const MASS = 0.2

/** All scenarios by name. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  none: () => 'nothing happens',
  joiner: ({ tenant, applicants, step }) => {
    const applicant = applicants.at(step % applicants.count)
    if (tenant.user(applicant.objectId) !== undefined) return 'no user is left to join'
    tenant.hire(applicant)
    return `${applicant.displayName} joins`
  },
  guest: ({ tenant, applicants, step }) => {
    const applicant = applicants.at(step % applicants.count)
    if (tenant.user(applicant.objectId) !== undefined) return 'no user is left to invite'
    const { mailNickname, userPrincipalName } = applicant
    const domain = userPrincipalName.split('@').at(-1) ?? 'contoso.example'
    tenant.hire({
      ...applicant,
      userPrincipalName: `${mailNickname}_partner.example#EXT#@${domain}`,
      mail: `${mailNickname}@partner.example`,
      userType: 'Guest',
    })
    return `${applicant.displayName} is invited as a guest`
  },
  mover: (stage) => {
    const user = activeUser(stage)
    const jobTitle = one(TITLES, stage.random)
    stage.tenant.change(user.objectId, { jobTitle, department: 'Operations' })
    return `${nameOf(user)} moves to Operations as ${jobTitle}`
  },
  leaver: (stage) => {
    const user = activeUser(stage)
    // First the account is disabled; later it is moved to the recycle bin.
    if (stage.step % 2 === 0) stage.tenant.setAccountEnabled(user.objectId, false)
    else stage.tenant.delete(user.objectId, stage.now)
    return `${nameOf(user)} leaves${stage.step % 2 === 0 ? '' : ' and is deleted'}`
  },
  rehire: (stage) => {
    const gone = usersOf(stage).find(({ isAccountEnabled, deletedAt }) => !isAccountEnabled || deletedAt !== null)
    if (gone === undefined) {
      const user = activeUser(stage)
      stage.tenant.setAccountEnabled(user.objectId, false)
      return `${nameOf(user)} leaves`
    }
    stage.tenant.restore(gone.objectId)
    stage.tenant.setAccountEnabled(gone.objectId, true)
    return `${nameOf(gone)} returns`
  },
  rename: (stage) => {
    const user = activeUser(stage)
    const surname = one(SURNAMES, stage.random)
    const displayName = `${String(user.attributes['givenName'] ?? '')} ${surname}`.trim()
    stage.tenant.change(user.objectId, { surname, displayName })
    return `${nameOf(user)} is now called ${displayName}`
  },
  manager: (stage) => {
    const user = activeUser(stage)
    const manager = stage.step % 3 === 2 ? undefined : activeUser(stage)
    const isOther = manager !== undefined && manager.objectId !== user.objectId
    stage.tenant.setManager(user.objectId, isOther ? manager.objectId : null)
    return `${nameOf(user)} has ${isOther ? `${nameOf(manager)} as` : 'no'} manager`
  },
  groups: ({ step, ...stage }) => changeGroups({ step, ...stage }),
  role: changeRole,
  'mass-leave': (stage) => {
    const leaving = usersOf(stage).filter(({ isAssigned }) => isAssigned && stage.random() < MASS)
    for (const { objectId } of leaving) stage.tenant.setAssigned(objectId, false)
    return `${leaving.length} users lose their assignment at once`
  },
  lifecycle: (stage) => {
    const steps = ['joiner', 'mover', 'rename', 'manager', 'groups', 'leaver', 'rehire'] as const
    const name = steps[stage.step % steps.length] ?? 'joiner'
    return scenarios[name]?.(stage) ?? ''
  },
}

/** Creates a group, renames it, adds and removes a member, and deletes it. */
function changeGroups(stage: ScenarioStage): string {
  const { tenant, step } = stage
  const objectId = `67726f75-0000-4000-8000-ffff${Math.floor(step / 5)
    .toString(16)
    .padStart(8, '0')}`
  const group = tenant.group(objectId)
  if (group === undefined) {
    const members = new Set([activeUser(stage).objectId, activeUser(stage).objectId])
    tenant.addGroup({ objectId, displayName: `Project ${step}`, isAssigned: true, memberIds: members })
    return `the group Project ${step} is created with ${members.size} members`
  }
  switch (step % 5) {
    case 1:
      tenant.changeGroup(objectId, { displayName: `${group.displayName} (renamed)` })
      return `the group ${group.displayName} is renamed`
    case 2: {
      const user = activeUser(stage)
      tenant.changeGroup(objectId, { memberIds: new Set([...group.memberIds, user.objectId]) })
      return `${nameOf(user)} joins the group ${group.displayName}`
    }
    case 3: {
      const [first] = group.memberIds
      tenant.changeGroup(objectId, { memberIds: new Set([...group.memberIds].filter((id) => id !== first)) })
      return `a member leaves the group ${group.displayName}`
    }
    default:
      tenant.removeGroup(objectId)
      return `the group ${group.displayName} is deleted`
  }
}

/** Application roles, as an application's manifest declares them. */
const ROLES: readonly [AppRoleAssignment, ...AppRoleAssignment[]] = [
  { id: 'a1b2c3d4-0000-4000-8000-000000000001', value: 'Admin', displayName: 'Administrator' },
  { id: 'a1b2c3d4-0000-4000-8000-000000000002', value: 'Editor', displayName: 'Editor' },
  { id: 'a1b2c3d4-0000-4000-8000-000000000003', value: 'Reader', displayName: 'Reader' },
]

/** Grants a user a role, then replaces it with another one, then removes it. */
function changeRole(stage: ScenarioStage): string {
  const holder = [...iterateUsers(stage)].find(({ attributes }) => rolesOf(attributes['appRoleAssignments']).length > 0)
  if (stage.step % 3 === 0 || holder === undefined) {
    const user = holder ?? activeUser(stage)
    const [role] = ROLES
    stage.tenant.change(user.objectId, { appRoleAssignments: [role] })
    return `${nameOf(user)} is granted the role ${role.displayName}`
  }
  if (stage.step % 3 === 1) {
    const role = ROLES[1 + Math.floor(stage.random() * (ROLES.length - 1))] ?? ROLES[0]
    stage.tenant.change(holder.objectId, { appRoleAssignments: [role] })
    return `${nameOf(holder)} now has the role ${role.displayName}`
  }
  // The user stays assigned to the application, with its default access.
  stage.tenant.change(holder.objectId, { appRoleAssignments: [] })
  return `${nameOf(holder)} loses the role`
}

const rolesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function* iterateUsers({ tenant }: ScenarioStage): Generator<TenantUser> {
  for (const { objectId } of tenant.users()) {
    const user = tenant.user(objectId)
    if (user !== undefined) yield user
  }
}

const usersOf = (stage: ScenarioStage): TenantUser[] => [...iterateUsers(stage)]

/** Returns a random user who is active and assigned. Throws RangeError if there is none. */
function activeUser(stage: ScenarioStage): TenantUser {
  const from = Math.floor(stage.random() * stage.tenant.userCount)
  for (const start of [from, 0]) {
    for (const { objectId } of stage.tenant.users(start)) {
      const user = stage.tenant.user(objectId)
      if (user?.isAccountEnabled === true && user.isAssigned && user.deletedAt === null) return user
    }
  }
  throw new RangeError('the tenant has no active user left')
}

function one<Item>(items: readonly [Item, ...Item[]], random: () => number): Item {
  return items[Math.floor(random() * items.length)] ?? items[0]
}

function nameOf({ attributes, objectId }: TenantUser): string {
  const name = attributes['displayName']
  return typeof name === 'string' ? name : objectId
}
