import type { JsonValue } from '../../protocol/index.ts'
import { compile, ExpressionError, type ExpressionValue } from '../expression/index.ts'
import type {
  CompiledMapping,
  EvaluationEnvironment,
  MappedAttribute,
  MappedObject,
  MappingFailure,
} from './mapped-attribute.ts'
import { compileScope } from './scoping-filter.ts'
import type { SourceObject } from './source-object.ts'
import type { AttributeMapping, ObjectMapping } from './synchronization-schema.ts'

/** Target attributes whose value is another object of the source. */
const REFERENCES = /(?:^|:)(?:manager|members)$/i

interface Row {
  readonly index: number
  readonly mapping: AttributeMapping
  readonly isReference: boolean
  readonly evaluate: (source: SourceObject, environment: EvaluationEnvironment) => ExpressionValue
}

/** Compiles every expression of an object mapping once. Throws ExpressionError where one does not parse. */
export function compileObjectMapping(mapping: ObjectMapping): CompiledMapping {
  const rows = mapping.attributeMappings.map(compileRow)
  const matching = rows
    .filter(({ mapping: { matchingPriority } }) => matchingPriority > 0)
    .map(({ index, mapping: row }) => ({ row: index, target: row.targetAttributeName, priority: row.matchingPriority }))
    .sort((a, b) => a.priority - b.priority)
  return {
    mapping,
    matching,
    map: (source, phase, environment) => mapRows(rows, source, phase, environment),
    isInScope: compileScope(mapping.scope),
  }
}

function compileRow(mapping: AttributeMapping, index: number): Row {
  const isReference = REFERENCES.test(mapping.targetAttributeName)
  if (mapping.source === null) return { index, mapping, isReference, evaluate: () => null }
  const compiled = compile(mapping.source.expression)
  return { index, mapping, isReference, evaluate: (source, environment) => compiled.evaluate(source, environment) }
}

function mapRows(
  rows: readonly Row[],
  source: SourceObject,
  phase: 'create' | 'update',
  environment: EvaluationEnvironment,
): MappedObject {
  const attributes: MappedAttribute[] = []
  const failures: MappingFailure[] = []
  for (const row of rows) {
    const { index, mapping, isReference } = row
    const { targetAttributeName: target, flowType } = mapping
    if (phase === 'update' && flowType === 'ObjectAddOnly') continue
    try {
      const value = row.evaluate(source, environment) ?? (phase === 'create' ? mapping.defaultValue : null)
      if (value !== null) attributes.push({ row: index, target, value: asJson(target, value), isReference, flowType })
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      failures.push({ row: index, target, code: error.code, message: error.show(mapping.source?.expression ?? '') })
    }
  }
  return { attributes, failures }
}

/** A boolean target takes the texts that Switch yields; every dialect writes them in its own way. */
function asJson(target: string, value: ExpressionValue): JsonValue {
  if (target.toLowerCase() === 'active' && typeof value === 'string' && /^(?:true|false)$/i.test(value))
    return value.toLowerCase() === 'true'
  return value as JsonValue
}
