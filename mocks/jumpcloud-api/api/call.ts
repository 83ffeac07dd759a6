import type { Switches } from '../settings/switches.ts'
import type { AccessTokens } from '../store/access-tokens.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import type { Organization } from '../store/organizations.ts'
import type { JsonObject, JsonValue } from '../wire/json.ts'
import type { Caller } from './caller.ts'
import type { JobRunner } from './job-runner.ts'
import type { ApiRequest } from './operation.ts'

/** A permitted call of an operation with a valid body. */
export interface Call {
  readonly request: ApiRequest
  /** The values of the path parameters. */
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
  /** The scheduled changes of state; `refresh` must be called after one was added or withdrawn. */
  readonly schedule: { refresh(): void }
  readonly jobs: JobRunner
  /** Runs a task after the response is sent. */
  readonly defer: (task: () => void) => void
}

/** Returns the body of an operation that expects an object; empty if it was omitted. */
export function objectBody({ body }: Call): JsonObject {
  return body as JsonObject
}

/** Returns a header; the first one if there are several. */
export function headerOf({ headers }: ApiRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' || value === undefined ? value : value[0]
}
