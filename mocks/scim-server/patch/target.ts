import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { type ComparisonRules, comparable } from '../filter/comparison.ts'
import { compileElementFilter } from '../filter/compile.ts'
import type { Leniency } from '../leniency/leniency.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import { asList } from './elements.ts'
import type { Step } from './steps.ts'
import { describedElement } from './value-path.ts'

/** The part of an attribute's value that a step changes. */
export interface Target {
  readonly attribute: Attribute
  /** The sub-attribute, of each element of the target. */
  readonly sub?: Attribute | undefined
  /** The positions of the elements that the path or the value of a remove selects; undefined selects the whole value. */
  readonly positions?: ReadonlySet<number>
  /** True if the selected element does not exist yet: it contains only what the filter of the path says. */
  readonly isCreated?: boolean
}

/** The rules by which the elements of a target are selected. */
export interface TargetRules {
  readonly leniency: Leniency
  readonly comparison: ComparisonRules
  /** Returns whether a filter may select an element. */
  readonly isReachable: (element: JsonValue) => boolean
}

/** A target, and the value in which it is found: the stored one, or that with the element that the value path creates. */
export interface ResolvedTarget {
  readonly target: Target
  readonly before: JsonValue | undefined
}

/**
 * Finds the target of a step in the value of its attribute. Throws a ScimError 400: `noTarget` if a write selects no
 * element, `invalidFilter`, or `invalidValue` for a remove with a value under strict rules.
 */
export function resolveTarget(before: JsonValue | undefined, step: Step, rules: TargetRules): ResolvedTarget {
  const { attribute, sub, filter } = step.path
  if (filter !== undefined) return resolveFilter(before, step, filter, rules)
  const isRemoveByValue =
    step.op === 'remove' && sub === undefined && attribute.multiValued && before !== undefined && isAssigned(step.value)
  if (!isRemoveByValue) return { target: { attribute, sub }, before }
  if (!rules.leniency.removeByValue)
    throw badRequest('invalidValue', 'a remove operation takes no value (RFC 7644 §3.5.2.2)')
  const positions = positionsOfValues(attribute, asList(before), asList(step.value), rules.comparison)
  return { target: { attribute, positions }, before }
}

const isAssigned = (value: JsonValue | undefined): boolean => value !== undefined && value !== null

function resolveFilter(
  before: JsonValue | undefined,
  { path: { attribute, sub }, op, value }: Step,
  filter: NonNullable<Step['path']['filter']>,
  { leniency, comparison, isReachable }: TargetRules,
): ResolvedTarget {
  const elements = asList(before)
  if (op === 'remove' && elements.length === 0) return { target: { attribute, sub, positions: new Set() }, before }
  const matches = compileElementFilter(filter, attribute, comparison)
  const positions = positionsWhere(
    elements,
    (element) => isJsonObject(element) && matches(element) && (op === 'remove' || isReachable(element)),
  )
  if (positions.size > 0 || op === 'remove') return { target: { attribute, sub, positions }, before }
  const isAdd = op === 'add' || elements.length === 0
  const created = isAssigned(value) ? describedElement(filter, attribute, { isAdd, leniency }) : undefined
  if (created === undefined)
    throw badRequest('noTarget', `no element of ${attribute.name} matches the filter of the path (RFC 7644 §3.5.2.3)`)
  const others = attribute.multiValued ? elements : []
  return {
    target: { attribute, sub, positions: new Set([others.length]), isCreated: true },
    before: [...others, created],
  }
}

function positionsWhere(elements: readonly JsonValue[], isSelected: (element: JsonValue) => boolean): Set<number> {
  const positions = new Set<number>()
  for (const [position, element] of elements.entries()) if (isSelected(element)) positions.add(position)
  return positions
}

/**
 * Finds the elements that the values of a remove name: by their `value` if they have one, and by their `type` if both
 * have one; otherwise by equality.
 */
function positionsOfValues(
  attribute: Attribute,
  elements: readonly JsonValue[],
  values: readonly JsonValue[],
  rules: ComparisonRules,
): Set<number> {
  const isExact = rules.isCaseExact(attribute.subAttributes.get('value') ?? attribute)
  const keyOf = (element: JsonValue): string => {
    const key = isJsonObject(element) && element['value'] !== undefined ? element['value'] : element
    return typeof key === 'string' ? `s:${comparable(key, isExact)}` : JSON.stringify(key)
  }
  const named = Map.groupBy(values, keyOf)
  return positionsWhere(
    elements,
    (element) => named.get(keyOf(element))?.some((value) => isOfType(element, typeOf(value))) === true,
  )
}

/** Returns whether an element has a type; an element or a value without a type matches any. */
function isOfType(element: JsonValue, type: string | undefined): boolean {
  return type === undefined || (typeOf(element) ?? type) === type
}

function typeOf(element: JsonValue): string | undefined {
  const type = isJsonObject(element) ? element['type'] : undefined
  return typeof type === 'string' ? type.toLowerCase() : undefined
}
