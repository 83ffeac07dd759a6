import type { TenantGroup } from './tenant-object.ts'
import type { UserSource } from './user-source.ts'

/** The maximum number of members of a synthetic group. */
const MEMBERS = 25

const TEAMS = ['Engineering', 'Sales', 'Finance', 'Legal', 'Support', 'Research', 'Marketing', 'Operations'] as const

/** Creates groups over the users of a source: each with up to 25 members; some users are in several. */
export function syntheticGroups(users: UserSource, count: number, prefix = ''): TenantGroup[] {
  return Array.from({ length: count }, (_, group) => {
    const size = Math.min(MEMBERS, users.count)
    const members = Array.from({ length: size }, (_unused, index) =>
      users.objectIdAt((group * 7 + index) % users.count),
    )
    return {
      objectId: `67726f75-0000-4000-8000-${group.toString(16).padStart(12, '0')}`,
      displayName: `${prefix}${TEAMS[group % TEAMS.length]} ${group + 1}`,
      isAssigned: true,
      memberIds: new Set(members),
    }
  })
}
