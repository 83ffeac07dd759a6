/** The roles of an administrator that the API knows (vendor documentation, "Admin portal roles"). */
export const ROLES = [
  'Administrator With Billing',
  'Administrator',
  'Manager',
  'Help Desk',
  'Read Only',
  'Command Runner With Billing',
  'Command Runner',
  'Billing Only',
] as const
/** One of the roles. */
export type Role = (typeof ROLES)[number]

/** An area of a role's rights. */
export type Area = 'users' | 'groups' | 'radius' | 'organization' | 'administrators' | 'insights'

/** The levels of a right; each includes those before it. `assist` unlocks users and resets their factors. */
const ACCESS_LEVELS = ['none', 'read', 'assist', 'write'] as const
/** One of the levels. */
export type AccessLevel = (typeof ACCESS_LEVELS)[number]

type Rights = Readonly<Record<Area, AccessLevel>>

const all = (level: AccessLevel): Rights => ({
  users: level,
  groups: level,
  radius: level,
  organization: level,
  administrators: level,
  insights: level,
})

/**
 * The rights of each role, one per line. The right to write users is documented; the rest is partly assumed
 * (docs/fidelity.md).
 */
const RIGHTS: Readonly<Record<Role, Rights>> = {
  'Administrator With Billing': all('write'),
  Administrator: { ...all('write'), administrators: 'read' },
  Manager: { ...all('write'), organization: 'read', administrators: 'read' },
  'Help Desk': { ...all('read'), users: 'assist', administrators: 'none' },
  'Read Only': all('read'),
  'Command Runner With Billing': { ...all('none'), organization: 'read' },
  'Command Runner': { ...all('none'), organization: 'read' },
  'Billing Only': { ...all('none'), organization: 'read' },
}

/** Returns whether a role has a level in an area. */
export function permits(role: Role, area: Area, level: AccessLevel): boolean {
  return ACCESS_LEVELS.indexOf(RIGHTS[role][area]) >= ACCESS_LEVELS.indexOf(level)
}

/** Returns whether a string is the name of a role. */
export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text)
