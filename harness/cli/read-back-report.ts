import type { ReadBackUser } from '../../mocks/entra/index.ts'
import { clip, oneLine, plural } from '../../reports/index.ts'

/** The result of `provision --verify`. */
export interface ReadBackReport {
  readonly users: number
  /** The users that could not be read, or whose returned values differ from the sent ones. */
  readonly differing: readonly ReadBackUser[]
}

const MAX_USERS = 10
const MAX_ATTRIBUTES = 5

/** Formats the report for a reader: the number of users with equal values, and the differences of the first others. */
export function describeReadBack({ users, differing }: ReadBackReport): string[] {
  const shown = differing.slice(0, MAX_USERS)
  return [
    `read back   ${plural(users, 'user')}: ${users - differing.length} as sent, ${differing.length} different`,
    ...shown.map(
      (user) => `  ${clip(oneLine(user.displayName), 60)} (${clip(oneLine(user.targetId), 80)}): ${reasonOf(user)}`,
    ),
    ...(differing.length > shown.length ? [`  and ${differing.length - shown.length} more; --json has all`] : []),
  ]
}

function reasonOf({ failure, differences }: ReadBackUser): string {
  if (failure !== undefined) return oneLine(failure)
  const named = differences
    .slice(0, MAX_ATTRIBUTES)
    .map(
      ({ target, sent, returned }) => `${target}: sent ${shownValue(sent)}, the target returns ${shownValue(returned)}`,
    )
  const more = differences.length - named.length
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

function shownValue(value: unknown): string {
  return value === undefined || value === null ? 'no value' : clip(oneLine(JSON.stringify(value)), 80)
}
