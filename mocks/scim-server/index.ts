/**
 * The reference SCIM service provider: all of RFC 7643, 7644 and 9865 on Express, over any store, with optional
 * deviations.
 */

export type { Around, Deviation, Serve } from './deviations/deviation.ts'
export { deviationNamed, deviations, findDeviation, topics } from './deviations/index.ts'
export { storeWith } from './deviations/stores.ts'
export * as deviating from './deviations/toolkit.ts'
export type { Engine } from './engine/engine.ts'
export type { Equality, IndexedAttribute } from './filter/equalities.ts'
export type { Traffic, TrafficOptions } from './http/traffic.ts'
export { LENIENT, type Leniency, STRICT } from './leniency/leniency.ts'
export {
  bearerToken,
  type ListenOptions,
  listenRestartable,
  listenRouter,
  listenScimServer,
  type RunningServer,
} from './listen.ts'
export { profileNames, scimServerProfile } from './profiles/index.ts'
export type { ScimServerProfile } from './profiles/profile.ts'
export { resolveAttribute, type Target } from './schema/attribute-path.ts'
export {
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  userResourceType,
  userSchema,
} from './schema/discovery.ts'
export { type Attribute, type ResourceType, resolveResourceType } from './schema/resource-type.ts'
export { scimServer } from './scim-server.ts'
export type { RequestHeaders, ScimServerOptions, Subject } from './settings/options.ts'
export { memoryStore } from './store/memory-store.ts'
export type { ResourceStore } from './store/resource-store.ts'
export { type SqliteStore, type SqliteStoreOptions, sqliteStore } from './store/sqlite-store.ts'
export type { ScimRequest, ScimResponse } from './wire/message.ts'
export { badRequest, ScimError, type ScimErrorOptions } from './wire/scim-error.ts'
export { scimWriter } from './workers.ts'
