import { randomBytes, randomUUID } from 'node:crypto'
import type { ResourceTypeDefinition, SchemaDefinition } from '../../protocol/index.ts'
import type { Deviation } from '../deviations/deviation.ts'
import { deviationNamed } from '../deviations/index.ts'
import { correctEngine, type Engine } from '../engine/engine.ts'
import type { ComparisonRules } from '../filter/comparison.ts'
import { LENIENT, type Leniency, STRICT } from '../leniency/leniency.ts'
import { CursorCodec } from '../query/cursor.ts'
import {
  discoverySchemas,
  employmentSchema,
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  userResourceType,
  userSchema,
} from '../schema/discovery.ts'
import { type ResourceType, resolveResourceType } from '../schema/resource-type.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { ResourceStore } from '../store/resource-store.ts'
import type { ScimServerOptions, Subject } from './options.ts'

/** The options of a server with every default filled in. */
export interface Settings {
  readonly engine: Engine
  readonly leniency: Leniency
  readonly rules: ComparisonRules
  readonly deviations: readonly Deviation[]
  readonly types: readonly ResourceType[]
  readonly typeDefinitions: readonly ResourceTypeDefinition[]
  readonly schemas: readonly SchemaDefinition[]
  readonly defaults: Readonly<Record<string, boolean | string>>
  readonly supports: {
    readonly bulk: boolean
    readonly sort: boolean
    readonly etag: boolean
    readonly pagination: 'index' | 'cursor' | 'both'
  }
  readonly limits: {
    readonly bulkOperations: number
    readonly bodyBytes: number
    readonly results: number
    readonly page: number
    readonly rootResults: number
    readonly cursorSeconds: number
  }
  readonly storeOf: (subject: Subject) => ResourceStore
  readonly authenticate: ScimServerOptions['authenticate']
  readonly cursors: CursorCodec
  readonly clock: () => Date
  readonly newId: () => string
  readonly onFault: (error: unknown) => void
}

const DEFAULT_SCHEMAS: readonly SchemaDefinition[] = [userSchema, groupSchema, enterpriseUserSchema, employmentSchema]

/** Returns the deviations that options name. Throws Error for an unknown one. */
export function deviationsOf({ deviation = [] }: Pick<ScimServerOptions, 'deviation'>): Deviation[] {
  return [deviation].flat().map((one) => (typeof one === 'string' ? deviationNamed(one) : one))
}

/** Applies defaults. Throws Error for an unknown deviation, or a resource type whose schema is missing. */
export function resolveSettings(options: ScimServerOptions): Settings {
  const deviations = deviationsOf(options)
  const leniency: Leniency = Object.assign(
    {},
    options.strict === true ? STRICT : LENIENT,
    options.leniency,
    ...deviations.map((deviation) => deviation.leniency),
  )
  const engine: Engine = { ...correctEngine, ...options.engine?.(correctEngine) }
  for (const deviation of deviations) Object.assign(engine, deviation.engine?.({ ...engine }))
  const typeDefinitions = options.resourceTypes ?? [userResourceType, groupResourceType]
  const pagination = options.pagination ?? 'both'
  const schemas = [...(options.schemas ?? DEFAULT_SCHEMAS), ...discoverySchemasFor(pagination)]
  const cursorSeconds = options.cursorTimeout ?? 3600
  return {
    engine,
    leniency,
    rules: { isCaseExact: engine.isCaseExact, instantOf: engine.instantOf, stringBooleans: leniency.stringBooleans },
    deviations,
    types: typeDefinitions.map((definition) => resolveResourceType(definition, schemas)),
    typeDefinitions,
    schemas,
    defaults: options.defaults ?? { active: true },
    supports: { bulk: options.bulk ?? true, sort: options.sort ?? true, etag: options.etag ?? true, pagination },
    limits: {
      bulkOperations: options.maxBulkOperations ?? 1000,
      bodyBytes: options.maxBodyBytes ?? 1024 * 1024,
      results: options.maxResults ?? 1000,
      page: options.pageSize ?? 100,
      rootResults: options.maxRootResults ?? 100_000,
      cursorSeconds,
    },
    storeOf: storeFinder(options, deviations),
    authenticate: options.authenticate,
    cursors: new CursorCodec(options.cursorSecret ?? randomBytes(24).toString('hex'), cursorSeconds),
    clock: options.clock ?? (() => new Date()),
    newId: options.newId ?? randomUUID,
    onFault: options.onFault ?? (() => {}),
  }
}

/** Returns the schemas of the discovery resources; a server without RFC 9865 has no `pagination`. */
function discoverySchemasFor(pagination: Settings['supports']['pagination']): readonly SchemaDefinition[] {
  if (pagination !== 'index') return discoverySchemas
  return discoverySchemas.map((schema) => ({
    ...schema,
    attributes: schema.attributes.filter(({ name }) => name !== 'pagination'),
  }))
}

function storeFinder(options: ScimServerOptions, deviations: readonly Deviation[]): Settings['storeOf'] {
  const deviate = (store: ResourceStore): ResourceStore =>
    deviations.reduce((right, deviation) => deviation.store?.(right) ?? right, store)
  const { store } = options
  if (typeof store === 'function') return (subject) => deviate(store(subject))
  const single = deviate(store ?? memoryStore())
  return () => single
}
