import type { ResourceStore } from '../store/resource-store.ts'
import type { ScimRequest } from '../wire/message.ts'
import type { Subject } from './options.ts'
import type { Settings } from './settings.ts'

/** The data and settings for handling one request. */
export interface Exchange {
  readonly request: ScimRequest
  readonly settings: Settings
  readonly subject: Subject
  readonly store: ResourceStore
}
