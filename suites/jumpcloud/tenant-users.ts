import { type SourceUser, sampleSources, sourcesOf, syntheticUsers, unusualUsers } from '../../mocks/entra/index.ts'
import type { Row } from './user-rows.ts'

/** A user of the simulated tenant, with the special case that the user represents. */
export interface Subject {
  readonly case: string
  readonly sourceUser: SourceUser
}

const ORDINARY_USERS = 30
/** Sources that identify a user or decide whether the user is active; an update does not change them. */
const UNCHANGED: ReadonlySet<string> = new Set([
  'objectId',
  'IsSoftDeleted',
  'accountEnabled',
  'appRoleAssignments',
  'manager',
])
/** Matches sources whose values have a format, so that an update gives them another sample without a prefix. */
const FORMATTED = /^(?:preferredLanguage|country|usageLocation|.*[Dd]ate.*|.*[Tt]ime.*)$/

/**
 * Creates users of several locales and one user per special case, each with a value for every source that the rows
 * read.
 */
export function tenantUsers(rows: readonly Row[], seed: number, prefix: string): Subject[] {
  const names = sourcesIn(rows)
  const ordinary = [...syntheticUsers({ seed, count: ORDINARY_USERS, prefix })]
  const subjects = [
    ...ordinary.map((sourceUser) => ({ case: 'ordinary', sourceUser })),
    ...unusualUsers(prefix, (index) => `${prefix}-${index}`).map(({ case: name, user }) => ({
      case: name,
      sourceUser: user,
    })),
  ]
  return subjects.map(({ case: name, sourceUser }) => {
    const missing = names.filter((source) => !Object.hasOwn(sourceUser, source))
    return {
      case: name,
      sourceUser: { ...sampleSources(missing, sourceUser.mailNickname, 'before'), ...sourceUser } as SourceUser,
    }
  })
}

/** Returns the user with a new value for every source that the rows read, except those that matching needs. */
export function userWithChanges(rows: readonly Row[], sourceUser: SourceUser): SourceUser {
  const steady = new Set([...UNCHANGED, ...sourcesIn(rows.filter(({ matchingPriority }) => matchingPriority > 0))])
  const names = sourcesIn(rows).filter((name) => !steady.has(name))
  const samples = sampleSources(names, sourceUser.mailNickname, 'after')
  const newValues = names.map((name) => [name, otherValue(name, sourceUser[name], samples[name])] as const)
  return { ...sourceUser, ...Object.fromEntries(newValues) } as SourceUser
}

/** Returns the source attributes that rows read. */
export const sourcesIn = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap(sourcesOf))]

function otherValue(name: string, before: unknown, sample: unknown): unknown {
  if (typeof before !== 'string') return before === null && /^(?:mail|employeeId)$/.test(name) ? null : sample
  if (name === 'mail' || name === 'userPrincipalName') return `new.${before}`
  if (name === 'mailNickname') return `${before}n`
  if (name === 'employeeId') return `n${before.slice(0, 200)}`
  return FORMATTED.test(name) ? sample : `New ${before.slice(0, 200)}`
}
