import type { Json, JsonObject } from '../graph/types.ts'
import { isObject, memberOf, objectsOf, textOf } from './json.ts'

/** The mapping types of the portal. */
export const MAPPING_TYPES = ['Direct', 'Constant', 'Expression', 'None'] as const
export type MappingType = (typeof MAPPING_TYPES)[number]

/** The values of `flowType`, with their words in the portal. */
export const APPLY_WORDS: Readonly<Record<string, string>> = {
  Always: 'Always',
  ObjectAddOnly: 'Only during object creation',
}

/** A row of the attribute table. */
export interface MappingRow {
  readonly type: MappingType
  /** The name of an attribute, a constant or an expression, depending on the type. */
  readonly source: string
  readonly target: string
  /** The matching precedence; 0 for an attribute that does not match. */
  readonly matchingPrecedence: number
  readonly apply: string
  /** Empty if there is none. */
  readonly defaultValue: string
}

/** The position of an object mapping in a schema. */
export interface MappingPlace {
  readonly rule: number
  readonly mapping: number
}

/** An object mapping in the list of mappings. */
export interface ListedMapping {
  readonly place: MappingPlace
  readonly ruleId: string
  readonly name: string
  readonly isEnabled: boolean
  readonly kind: 'User' | 'Group'
  readonly targetType: string
}

/** Lists the object mappings of a schema, those of groups first, as the portal does. */
export function mappingsOf(schema: JsonObject): readonly ListedMapping[] {
  const listed = objectsOf(schema['synchronizationRules']).flatMap((rule, ruleIndex) =>
    objectsOf(rule['objectMappings']).map((mapping, mappingIndex): ListedMapping => {
      const targetType = textOf(mapping, 'targetObjectName')
      return {
        place: { rule: ruleIndex, mapping: mappingIndex },
        ruleId: textOf(rule, 'id'),
        name: textOf(mapping, 'name'),
        isEnabled: mapping['enabled'] !== false,
        kind: /group/i.test(targetType) ? 'Group' : 'User',
        targetType,
      }
    }),
  )
  return [...listed.filter(({ kind }) => kind === 'Group'), ...listed.filter(({ kind }) => kind === 'User')]
}

/** Returns the object mapping at a position; undefined if there is none. */
export function mappingAt(schema: JsonObject, { rule, mapping }: MappingPlace): JsonObject | undefined {
  return objectsOf(objectsOf(schema['synchronizationRules'])[rule]?.['objectMappings'])[mapping]
}

/** Returns the schema with another object mapping at a position. */
export function withMapping(schema: JsonObject, place: MappingPlace, mapping: JsonObject): JsonObject {
  return {
    ...schema,
    synchronizationRules: replacedObject(schema['synchronizationRules'], place.rule, (rule) => ({
      ...rule,
      objectMappings: replacedObject(rule['objectMappings'], place.mapping, () => mapping),
    })),
  }
}

/** Replaces one object in a list of objects. */
function replacedObject(list: Json | undefined, index: number, change: (object: JsonObject) => JsonObject): Json {
  if (!Array.isArray(list)) return list ?? []
  let place = -1
  return (list as readonly Json[]).map((element) => {
    if (!isObject(element)) return element
    place += 1
    return place === index ? change(element) : element
  })
}

/** Returns the rows of an object mapping. */
export const rowsOf = (mapping: JsonObject): readonly MappingRow[] => objectsOf(mapping['attributeMappings']).map(rowOf)

/** Converts one attribute mapping to a row. */
export function rowOf(attribute: JsonObject): MappingRow {
  const { type, source } = readSource(attribute['source'])
  const priority = attribute['matchingPriority']
  return {
    type,
    source,
    target: textOf(attribute, 'targetAttributeName'),
    matchingPrecedence: typeof priority === 'number' && priority > 0 ? priority : 0,
    apply: textOf(attribute, 'flowType') || 'Always',
    defaultValue: textOf(attribute, 'defaultValue'),
  }
}

function readSource(source: Json | undefined): Pick<MappingRow, 'type' | 'source'> {
  if (!isObject(source)) return { type: 'None', source: '' }
  const [type, expression, name] = [textOf(source, 'type'), textOf(source, 'expression'), textOf(source, 'name')]
  // Entra evaluates only the expression; the name is for display.
  const attribute = /^\s*\[([^[\]]+)\]\s*$/.exec(expression)?.[1]
  if (type === 'Attribute') return { type: 'Direct', source: attribute ?? name }
  const constant = constantOf(expression)
  if (type === 'Constant' && (constant !== undefined || expression === '')) return { type, source: constant ?? name }
  return { type: 'Expression', source: expression }
}

/** Returns the value of a string literal of the expression language; undefined if the expression is not one. */
function constantOf(expression: string): string | undefined {
  const [, inner] = /^\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(expression) ?? []
  return inner?.replaceAll(/\\(["\\])/g, '$1')
}

/** Converts the source of a row to an expression; undefined for a row of type None. */
export function expressionOf({ type, source }: Pick<MappingRow, 'type' | 'source'>): string | undefined {
  if (type === 'None') return undefined
  if (type === 'Direct') return `[${source}]`
  return type === 'Constant' ? `"${source.replaceAll(/["\\]/g, '\\$&')}"` : source
}

/**
 * Returns an attribute mapping with the values of a row. `source` is the tree of the row's expression; undefined if
 * the source was not edited. Members that a row does not show are preserved.
 */
export function withRow(attribute: JsonObject, row: MappingRow, source: JsonObject | undefined): JsonObject {
  const before = rowOf(attribute)
  const isSameSource = before.type === row.type && before.source === row.source
  return {
    ...attribute,
    ...(row.type === 'None' && before.type !== 'None' ? { source: null } : {}),
    ...(isSameSource || source === undefined ? {} : { source }),
    ...(before.target === row.target ? {} : { targetAttributeName: row.target }),
    ...(before.matchingPrecedence === row.matchingPrecedence ? {} : { matchingPriority: row.matchingPrecedence }),
    ...(before.apply === row.apply ? {} : { flowType: row.apply }),
    ...(before.defaultValue === row.defaultValue
      ? {}
      : { defaultValue: row.defaultValue === '' ? null : row.defaultValue }),
  }
}

/** Converts the source of a row when its mapping type changes, if the source has a meaning there. */
export function sourceAs(type: MappingType, row: Pick<MappingRow, 'type' | 'source'>): string {
  const expression = expressionOf(row) ?? ''
  if (type === 'Expression') return row.source === '' ? '' : expression
  if (type === 'None') return ''
  const read = readSource({ type: type === 'Direct' ? 'Attribute' : 'Constant', expression, name: '' })
  return read.type === type ? read.source : ''
}

/** Returns the lowest unused matching precedence. */
export function freePrecedence(mapping: JsonObject): number {
  const taken = rowsOf(mapping).map(({ matchingPrecedence }) => matchingPrecedence)
  let free = 1
  while (taken.includes(free)) free += 1
  return free
}

/** A new attribute mapping, as the portal adds it. */
export const NEW_ATTRIBUTE: JsonObject = {
  defaultValue: null,
  exportMissingReferences: false,
  flowBehavior: 'FlowWhenChanged',
  flowType: 'Always',
  matchingPriority: 0,
  targetAttributeName: '',
  source: null,
}

/** Returns a mapping with another attribute mapping at a position, or one more if there is no such position. */
export function withAttribute(mapping: JsonObject, index: number, attribute: JsonObject): JsonObject {
  const rows = objectsOf(mapping['attributeMappings'])
  return {
    ...mapping,
    attributeMappings:
      index < rows.length ? replacedObject(mapping['attributeMappings'], index, () => attribute) : [...rows, attribute],
  }
}

/** Returns a mapping without the attribute mapping at a position. */
export const withoutAttribute = (mapping: JsonObject, index: number): JsonObject => ({
  ...mapping,
  attributeMappings: objectsOf(mapping['attributeMappings']).filter((_, place) => place !== index),
})

/** The target object actions of the portal, and their names in `flowTypes`. */
export const ACTIONS = [
  { label: 'Create', flow: 'Add' },
  { label: 'Update', flow: 'Update' },
  { label: 'Delete', flow: 'Delete' },
] as const

const flowsOf = (mapping: JsonObject): readonly string[] =>
  textOf(mapping, 'flowTypes')
    .split(',')
    .map((flow) => flow.trim())
    .filter((flow) => flow !== '')

/** Returns whether a mapping has a target object action, by its name in `flowTypes`. */
export const hasFlow = (mapping: JsonObject, flow: string): boolean => flowsOf(mapping).includes(flow)

/** Returns a mapping with or without a target object action. */
export function withFlow(mapping: JsonObject, flow: string, isOn: boolean): JsonObject {
  const flows = flowsOf(mapping)
  if (flows.includes(flow) === isOn) return mapping
  const known: readonly string[] = ACTIONS.map((action) => action.flow)
  const chosen = isOn ? [...flows, flow] : flows.filter((one) => one !== flow)
  const order = (one: string): number => (known.includes(one) ? known.indexOf(one) : known.length)
  return { ...mapping, flowTypes: [...chosen].sort((a, b) => order(a) - order(b)).join(', ') }
}

/** Returns the names of the attributes of an object type, from the directories of a schema, in alphabetical order. */
export function attributeNames(schema: JsonObject, mapping: JsonObject, side: 'source' | 'target'): readonly string[] {
  const name = textOf(mapping, side === 'source' ? 'sourceObjectName' : 'targetObjectName')
  const names = objectsOf(schema['directories'])
    .flatMap((directory) => objectsOf(directory['objects']))
    .filter((object) => textOf(object, 'name').toLowerCase() === name.toLowerCase())
    .flatMap((object) => objectsOf(object['attributes']))
    .map((attribute) => textOf(attribute, 'name'))
  const used = rowsOf(mapping).flatMap((row) =>
    side === 'target' ? [row.target] : row.type === 'Direct' ? [row.source] : [],
  )
  return [...new Set([...names, ...used])].filter((one) => one !== '').sort((a, b) => a.localeCompare(b))
}

/** Returns the number of filter groups of the source object scope. */
export const scopeSize = (mapping: JsonObject): number => objectsOf(memberOf(mapping['scope'], 'groups')).length
