import type { Call } from '../api/call.ts'
import type { Caller } from '../api/caller.ts'
import type { ApiRequest } from '../api/operation.ts'
import type { Organization } from '../store/organizations.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonValue } from '../wire/json.ts'

/** The components that all calls of a service share. */
export type CallSurroundings = Pick<Call, 'store' | 'switches' | 'newId' | 'defer' | 'tokens' | 'schedule' | 'jobs'>

/** A call whose members that only some operations need are created on first use. */
export class ServiceCall implements Call {
  readonly request: ApiRequest
  readonly params: Call['params']
  readonly body: JsonValue
  readonly caller: Caller
  readonly now: string
  readonly #surroundings: CallSurroundings

  constructor(
    surroundings: CallSurroundings,
    given: Pick<Call, 'request' | 'caller'> & Partial<Pick<Call, 'params' | 'body'>>,
    /** The time of the call in RFC 3339. */
    now: string,
  ) {
    this.#surroundings = surroundings
    this.request = given.request
    this.caller = given.caller
    this.params = given.params ?? {}
    this.body = given.body ?? {}
    this.now = now
  }

  get store(): Call['store'] {
    return this.#surroundings.store
  }

  get switches(): Call['switches'] {
    return this.#surroundings.switches
  }

  get newId(): Call['newId'] {
    return this.#surroundings.newId
  }

  get defer(): Call['defer'] {
    return this.#surroundings.defer
  }

  get tokens(): Call['tokens'] {
    return this.#surroundings.tokens
  }

  get schedule(): Call['schedule'] {
    return this.#surroundings.schedule
  }

  get jobs(): Call['jobs'] {
    return this.#surroundings.jobs
  }

  get query(): URLSearchParams {
    const { url } = this.request
    const start = url.indexOf('?')
    return new URLSearchParams(start < 0 ? '' : url.slice(start + 1))
  }

  get organization(): Organization {
    const organization = this.store.organizations.find(this.caller.organization)
    if (organization === undefined) throw new ApiError(404, 'Organization ID Not Found')
    return organization
  }
}
