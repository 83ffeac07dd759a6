import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { isTooDeep } from '../../transport/index.ts'
import { compile, ExpressionError, print } from '../expression/index.ts'
import { importScope } from './import-scope.ts'
import { InvalidSynchronizationSchema } from './invalid-schema.ts'
import type { AttributeMapping, MappingSource, ObjectMapping, SynchronizationSchema } from './synchronization-schema.ts'
import { parseTargetPath } from './target-path.ts'
import { unwrapSchema } from './unwrap-schema.ts'

const SOURCE_TYPES = ['Attribute', 'Constant', 'Function'] as const
const FLOW_TYPES = ['Always', 'ObjectAddOnly', 'MultiValueAddOnly'] as const

/**
 * Reads a Graph synchronizationSchema in the form of the portal's "Review your schema", of `synchronization/templates`,
 * or of Graph PowerShell. Unknown members are preserved. Throws InvalidSynchronizationSchema.
 */
export function importSynchronizationSchema(json: string | JsonValue): SynchronizationSchema {
  const schema = unwrapSchema(typeof json === 'string' ? parse(json) : json)
  const rules = isJsonObject(schema) ? schema['synchronizationRules'] : undefined
  if (!isJsonObject(schema) || !Array.isArray(rules)) {
    throw new InvalidSynchronizationSchema([
      'it has no synchronizationRules; download it in Entra under Provisioning, Attribute mappings, Show advanced options, Review your schema',
    ])
  }
  const problems: string[] = []
  const imported = {
    ...schema,
    id: textOf(schema['id']),
    version: textOf(schema['version']),
    directories: Array.isArray(schema['directories']) ? schema['directories'] : [],
    synchronizationRules: rules.filter(isJsonObject).map((rule, index) => readRule(rule, index, problems)),
  }
  if (imported.synchronizationRules.every(({ objectMappings }) => objectMappings.length === 0))
    problems.push('no rule has an object mapping')
  if (problems.length > 0) throw new InvalidSynchronizationSchema(problems)
  return imported as SynchronizationSchema
}

function parse(text: string): JsonValue {
  if (isTooDeep(text)) throw new InvalidSynchronizationSchema(['it is nested too deep'])
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue
  } catch (error) {
    // The message of the parser quotes the file.
    const [place] = error instanceof Error ? (/line \d+ column \d+|position \d+/.exec(error.message) ?? []) : []
    throw new InvalidSynchronizationSchema([`it is not JSON${place === undefined ? '' : `: ${place}`}`])
  }
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

function readRule(
  rule: JsonObject,
  index: number,
  problems: string[],
): SynchronizationSchema['synchronizationRules'][number] {
  const name = textOf(rule['name']) || `rule ${index + 1}`
  const mappings = Array.isArray(rule['objectMappings']) ? rule['objectMappings'].filter(isJsonObject) : []
  return {
    ...rule,
    id: textOf(rule['id']),
    name,
    priority: typeof rule['priority'] === 'number' ? rule['priority'] : index + 1,
    sourceDirectoryName: textOf(rule['sourceDirectoryName']),
    targetDirectoryName: textOf(rule['targetDirectoryName']),
    objectMappings: mappings.map((mapping, place) => readObjectMapping(mapping, place, name, problems)),
  }
}

function readObjectMapping(mapping: JsonObject, index: number, rule: string, problems: string[]): ObjectMapping {
  const name = textOf(mapping['name']) || `mapping ${index + 1}`
  const where = `${rule} › ${name}`
  const targetObjectName = textOf(mapping['targetObjectName'])
  if (!/user|group/i.test(targetObjectName)) {
    problems.push(`${where}: the target type ${JSON.stringify(targetObjectName)} is neither a user nor a group`)
  }
  const given = Array.isArray(mapping['attributeMappings']) ? mapping['attributeMappings'] : []
  const rows = given.filter(isJsonObject)
  if (rows.length < given.length) problems.push(`${where}: ${given.length - rows.length} of its rows are not objects`)
  const attributeMappings = rows.map((row, place) => readRow(row, place, where, problems))
  const enabled = mapping['enabled'] !== false
  reportDuplicatePriorities(attributeMappings, where, problems)
  rejectUniqueMatching(attributeMappings, where, problems)
  if (enabled && !attributeMappings.some(({ matchingPriority }) => matchingPriority > 0)) {
    problems.push(`${where}: no row has a matchingPriority; Entra needs one to find existing objects`)
  }
  return {
    ...mapping,
    name,
    enabled,
    flowTypes: textOf(mapping['flowTypes']) || 'Add, Update, Delete',
    sourceObjectName: textOf(mapping['sourceObjectName']),
    targetObjectName,
    scope: importScope(mapping['scope'], where, problems),
    attributeMappings,
  }
}

function reportDuplicatePriorities(rows: readonly AttributeMapping[], where: string, problems: string[]): void {
  const byPriority = Map.groupBy(
    rows.filter(({ matchingPriority }) => matchingPriority > 0),
    ({ matchingPriority }) => matchingPriority,
  )
  for (const [priority, same] of byPriority) {
    if (same.length > 1)
      problems.push(
        `${where}: ${same.map((row) => row.targetAttributeName).join(' and ')} share the matching precedence ${priority}; give each its own`,
      )
  }
}

function readRow(row: JsonObject, index: number, mapping: string, problems: string[]): AttributeMapping {
  const target = textOf(row['targetAttributeName'])
  const where = `${mapping} › row ${index + 1} (${target || 'no target'})`
  if (parseTargetPath(target) === undefined)
    problems.push(
      `${where}: ${JSON.stringify(target)} is not a target attribute, such as name.givenName or emails[type eq "work"].value`,
    )
  const flowType = FLOW_TYPES.find((known) => known === row['flowType']) ?? 'Always'
  if (typeof row['flowType'] === 'string' && flowType !== row['flowType']) {
    problems.push(`${where}: the flowType ${JSON.stringify(row['flowType'])} must be one of ${FLOW_TYPES.join(', ')}`)
  }
  return {
    ...row,
    targetAttributeName: target,
    source: readSource(row['source'], where, problems),
    defaultValue: defaultOf(row['defaultValue']),
    flowType,
    flowBehavior: row['flowBehavior'] === 'FlowAlways' ? 'FlowAlways' : 'FlowWhenChanged',
    matchingPriority: typeof row['matchingPriority'] === 'number' ? row['matchingPriority'] : 0,
    exportMissingReferences: row['exportMissingReferences'] === true,
  }
}

/** Returns a default as a string, as Graph writes it; a handwritten number or boolean is converted. */
function defaultOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function readSource(source: JsonValue | undefined, where: string, problems: string[]): MappingSource | null {
  if (!isJsonObject(source)) return null
  const type = SOURCE_TYPES.find((known) => known === source['type']) ?? 'Attribute'
  const name = textOf(source['name'])
  const expression = textOf(source['expression']) || expressionOf(type, name)
  try {
    compile(expression)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    problems.push(`${where}: ${error.show(expression).replaceAll('\n', '\n    ')}`)
  }
  return {
    ...source,
    expression,
    name,
    type,
    parameters: Array.isArray(source['parameters'])
      ? (source['parameters'] as unknown as MappingSource['parameters'])
      : [],
  }
}

/** Handwritten files may name an attribute or a constant and omit the expression. */
function expressionOf(type: MappingSource['type'], name: string): string {
  if (type === 'Attribute') return print({ kind: 'attribute', name, position: 0 })
  return type === 'Constant' ? print({ kind: 'string', value: name, position: 0 }) : ''
}

/** "This function can't be applied to attributes that have a matching precedence" (documentation of SelectUniqueValue). */
function rejectUniqueMatching(rows: readonly AttributeMapping[], where: string, problems: string[]): void {
  for (const { source, matchingPriority, targetAttributeName } of rows) {
    if (matchingPriority > 0 && source !== null && /^\s*SelectUniqueValue\s*\(/.test(source.expression))
      problems.push(
        `${where}: ${targetAttributeName} has a matching precedence and cannot take its value from SelectUniqueValue`,
      )
  }
}
