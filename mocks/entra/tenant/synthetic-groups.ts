import type { PeopleSource } from './people-source.ts'
import type { TenantGroup } from './tenant-object.ts'

/** The maximum number of members of a synthetic group. */
const MEMBERS = 25

const TEAMS = ['Engineering', 'Sales', 'Finance', 'Legal', 'Support', 'Research', 'Marketing', 'Operations'] as const

/** Creates groups over the people of a source: each with up to 25 members; some people are in several. */
export function syntheticGroups(people: PeopleSource, count: number, prefix = ''): TenantGroup[] {
  return Array.from({ length: count }, (_, group) => {
    const size = Math.min(MEMBERS, people.count)
    const members = Array.from({ length: size }, (_unused, index) =>
      people.objectIdAt((group * 7 + index) % people.count),
    )
    return {
      objectId: `67726f75-0000-4000-8000-${group.toString(16).padStart(12, '0')}`,
      displayName: `${prefix}${TEAMS[group % TEAMS.length]} ${group + 1}`,
      isAssigned: true,
      memberIds: new Set(members),
    }
  })
}
