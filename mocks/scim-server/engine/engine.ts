import type { JsonObject, ScimResource } from '../../protocol/index.ts'
import { instantOf } from '../filter/comparison.ts'
import { compileFilter, type FilterContext, type Predicate } from '../filter/compile.ts'
import type { Filter } from '../filter/filter.ts'
import { type FilterGrammar, parseFilter } from '../filter/parser.ts'
import { applyOperations } from '../patch/apply.ts'
import type { Operation } from '../patch/operations.ts'
import type { PatchContext } from '../patch/patch-context.ts'
import { type PageRequest, pageOf } from '../query/page.ts'
import { type SortRequest, sortResources } from '../query/sort.ts'
import { composeNext } from '../resource/compose.ts'
import { type Projection, project } from '../resource/project.ts'
import { assertComplete, type ReadResource, readResource } from '../resource/read-resource.ts'
import type { ReadingRules } from '../resource/read-value.ts'
import { mergeReplacement } from '../resource/replace.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'

/** The rules of the server as separate functions, so that a deviation can replace one and leave the others correct. */
export interface Engine {
  readonly parseFilter: (source: string, grammar: FilterGrammar) => Filter
  readonly compileFilter: (filter: Filter, context: FilterContext) => Predicate
  readonly isCaseExact: (attribute: Attribute) => boolean
  readonly instantOf: (text: string) => number
  readonly readResource: (body: ScimRequestBody, type: ResourceType, rules: ReadingRules) => ReadResource
  readonly assertComplete: (resource: ScimResource, type: ResourceType) => void
  readonly mergeReplacement: (current: JsonObject, sent: JsonObject, type: ResourceType) => JsonObject
  readonly applyOperations: (
    attributes: JsonObject,
    operations: readonly Operation[],
    context: PatchContext,
  ) => JsonObject
  readonly composeNext: (current: ScimResource, attributes: JsonObject, type: ResourceType, now: string) => ScimResource
  readonly project: (resource: ScimResource, projection: Projection) => ScimResource
  readonly sortResources: (
    resources: ScimResource[],
    request: SortRequest,
    type: ResourceType | undefined,
  ) => ScimResource[]
  readonly pageOf: (hits: readonly ScimResource[], request: PageRequest) => readonly ScimResource[]
}

type ScimRequestBody = Parameters<typeof readResource>[0]

/** The engine in which every rule is correct. */
export const correctEngine: Engine = {
  parseFilter,
  compileFilter,
  isCaseExact: (attribute) => attribute.caseExact,
  instantOf,
  readResource,
  assertComplete,
  mergeReplacement,
  applyOperations,
  composeNext,
  project,
  sortResources,
  pageOf,
}
