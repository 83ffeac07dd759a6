import type { AccessTokens } from '../auth/access-tokens.ts'
import type { JobRunner } from '../bulk/jobs.ts'
import type { Schedule } from '../bulk/schedule.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import type { Organization } from '../store/organizations.ts'
import type { Switches } from '../switches.ts'
import type { Caller } from './caller.ts'
import type { ApiRequest } from './operation.ts'

/** One call of an operation that is permitted, with a valid body. */
export interface Call {
  readonly request: ApiRequest
  /** What stands in the path's brackets. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: JsonValue
  readonly caller: Caller
  readonly organization: Organization
  readonly store: JumpCloudStore
  readonly switches: Switches
  /** The instant of the call, RFC 3339. */
  readonly now: string
  readonly newId: () => string
  readonly tokens: AccessTokens
  readonly schedule: Schedule
  readonly jobs: JobRunner
  /** Has something done after the answer. */
  readonly defer: (task: () => void) => void
}

/** The body of an operation whose schema is an object's; empty where it was left out. */
export function objectBody({ body }: Call): JsonObject {
  return body as JsonObject
}

/** A header; of several of one name the first. */
export function headerOf({ headers }: ApiRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' || value === undefined ? value : value[0]
}
