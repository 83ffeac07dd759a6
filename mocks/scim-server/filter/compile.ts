import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { resolveAttribute } from '../schema/attribute-path.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { badRequest, ScimError } from '../wire/scim-error.ts'
import { type ComparisonRules, type ValueTest, valueTest } from './comparison.ts'
import type { Filter } from './filter.ts'

/** Returns whether a resource, or an element of a complex attribute, matches a filter. */
export type Predicate = (candidate: JsonObject) => boolean

/** The context in which a filter is compiled. */
export interface FilterContext {
  readonly type: ResourceType
  readonly rules: ComparisonRules
  readonly bareExtensionNames: boolean
  /** Whether an attribute that the type does not define counts as unassigned (RFC 7644 §3.4.2.1) and not as an error. */
  readonly unknownIsUnassigned: boolean
}

/**
 * Compiles a filter into a predicate over resources of one type. Throws a ScimError 400 `invalidFilter`, or 403
 * `sensitive` for `password`.
 */
export function compileFilter(filter: Filter, context: FilterContext): Predicate {
  return compile(filter, (path) => selectorOf(path, context), context.rules)
}

/** Compiles the filter of a value path into a predicate over the elements of its attribute. */
export function compileElementFilter(filter: Filter, attribute: Attribute, rules: ComparisonRules): Predicate {
  return compile(filter, (path) => elementSelector(path, attribute), rules)
}

interface Selector {
  readonly attribute: Attribute
  readonly read: (candidate: JsonObject) => JsonValue | undefined
}

type Resolve = (path: string) => Selector | undefined

function compile(filter: Filter, resolve: Resolve, rules: ComparisonRules): Predicate {
  switch (filter.kind) {
    case 'and': {
      const operands = filter.operands.map((operand) => compile(operand, resolve, rules))
      return (candidate) => operands.every((operand) => operand(candidate))
    }
    case 'or': {
      const operands = filter.operands.map((operand) => compile(operand, resolve, rules))
      return (candidate) => operands.some((operand) => operand(candidate))
    }
    case 'not': {
      const operand = compile(filter.operand, resolve, rules)
      return (candidate) => !operand(candidate)
    }
    case 'present': {
      const selector = resolve(filter.path)
      return selector === undefined ? () => false : (candidate) => isPresent(selector.read(candidate))
    }
    case 'valuePath': {
      const selector = resolve(filter.path)
      if (selector === undefined) return () => false
      if (selector.attribute.type !== 'complex')
        throw badRequest('invalidFilter', `${filter.path} is not complex: it takes no filter in brackets`)
      const element = compileElementFilter(filter.filter, selector.attribute, rules)
      return (candidate) => elementsOf(selector.read(candidate)).some((value) => isJsonObject(value) && element(value))
    }
    case 'comparison':
      return compileComparison(filter, resolve(filter.path), rules)
  }
}

function compileComparison(
  filter: Filter & { kind: 'comparison' },
  selector: Selector | undefined,
  rules: ComparisonRules,
): Predicate {
  const { operator, value } = filter
  if (selector === undefined) return () => operator === 'ne'
  const { attribute, read } = withValue(selector)
  if (attribute.returned === 'never')
    throw new ScimError(403, `${attribute.name} is confidential: it cannot be searched for`, { scimType: 'sensitive' })
  if (value === null) {
    if (operator === 'eq') return (candidate) => !isPresent(read(candidate))
    if (operator === 'ne') return (candidate) => isPresent(read(candidate))
    throw badRequest('invalidFilter', `null can only be compared by eq and ne, not by ${operator}`)
  }
  const test = valueTest(attribute, operator === 'ne' ? 'eq' : operator, value, rules)
  const some = anyElement(test)
  return operator === 'ne' ? (candidate) => !some(read(candidate)) : (candidate) => some(read(candidate))
}

/**
 * Returns the selector of `value` for a complex attribute, which is compared by its `value` (RFC 7644 §3.4.2.2, `emails
 * co "…"`).
 */
function withValue({ attribute, read }: Selector): Selector {
  const value = attribute.type === 'complex' ? attribute.subAttributes.get('value') : undefined
  if (value === undefined) return { attribute, read }
  return { attribute: value, read: (candidate) => plucked(read(candidate), value.name) }
}

function selectorOf(path: string, context: FilterContext): Selector | undefined {
  const target = resolveAttribute(path, context.type, context)
  if (target === undefined) {
    if (context.unknownIsUnassigned) return undefined
    throw badRequest('invalidFilter', `${context.type.name} has no attribute ${path}`)
  }
  if (target.kind === 'extension') {
    const { urn } = target.extension
    const attribute: Attribute = { ...WHOLE_EXTENSION, name: urn }
    return { attribute, read: (candidate) => candidate[urn] }
  }
  const { attribute, sub } = target
  const { extension, name } = attribute
  const read = (candidate: JsonObject): JsonValue | undefined => {
    const holder = extension === undefined ? candidate : candidate[extension]
    return isJsonObject(holder) ? holder[name] : undefined
  }
  return sub === undefined
    ? { attribute, read }
    : { attribute: sub, read: (candidate) => plucked(read(candidate), sub.name) }
}

const WHOLE_EXTENSION: Attribute = {
  name: '',
  type: 'complex',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  canonicalValues: [],
  subAttributes: new Map(),
}

function elementSelector(path: string, attribute: Attribute): Selector {
  const sub = attribute.subAttributes.get(path.toLowerCase())
  if (sub === undefined) throw badRequest('invalidFilter', `${attribute.name} has no sub-attribute ${path}`)
  return { attribute: sub, read: (candidate) => candidate[sub.name] }
}

function plucked(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((element) => (isJsonObject(element) ? (element[name] ?? null) : null))
  return isJsonObject(value) ? value[name] : undefined
}

function elementsOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function anyElement(test: ValueTest): (value: JsonValue | undefined) => boolean {
  return (value) => (Array.isArray(value) ? value.some(test) : value !== undefined && value !== null && test(value))
}

/** Present: not null, not empty, and with a part that is present (RFC 7644 §3.4.2.2 `pr`). */
function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.some(isPresent)
  return isJsonObject(value) ? Object.values(value).some(isPresent) : true
}
