import type { JsonValue } from '../../protocol/index.ts'
import {
  type CompiledExpression,
  compile,
  ExpressionError,
  type ExpressionValue,
  scopeOf,
} from '../expression/index.ts'
import type { CompiledMapping, MappedAttribute, MappedObject, MappingFailure } from './mapped-attribute.ts'
import { compileScope, type ScopingPatterns } from './scoping-filter.ts'
import type { AttributeMapping, ObjectMapping } from './synchronization-schema.ts'

/** Target attributes whose value is another object of the source. */
const REFERENCES = /(?:^|:)(?:manager|members)$/i

interface Row {
  readonly index: number
  readonly target: string
  readonly expression: string
  readonly defaultValue: string | null
  readonly flowType: AttributeMapping['flowType']
  readonly isReference: boolean
  readonly isBoolean: boolean
  readonly run: CompiledExpression['run']
}

/** What an object mapping is compiled with. */
export interface ObjectMappingOptions {
  /** Whether a scoping filter's pattern must match the whole value (the default) or a part of it. */
  readonly scopingPatterns?: ScopingPatterns
}

/** Compiles every expression of an object mapping once. Throws ExpressionError where one does not parse. */
export function compileObjectMapping(mapping: ObjectMapping, options: ObjectMappingOptions = {}): CompiledMapping {
  const rows = mapping.attributeMappings.map(compileRow)
  // Decided once, not by object: an update leaves out what flows at creation only.
  const phases = { create: rows, update: rows.filter(({ flowType }) => flowType !== 'ObjectAddOnly') }
  const matching = mapping.attributeMappings
    .map(({ targetAttributeName, matchingPriority }, row) => ({
      row,
      target: targetAttributeName,
      priority: matchingPriority,
    }))
    .filter(({ priority }) => priority > 0)
    .sort((a, b) => a.priority - b.priority)
  return {
    mapping,
    matching,
    map: (source, phase, environment) => mapRows(phases[phase], phase === 'create', scopeOf(source, environment)),
    isInScope: compileScope(mapping.scope, options.scopingPatterns),
  }
}

function compileRow(
  { targetAttributeName: target, source, defaultValue, flowType }: AttributeMapping,
  index: number,
): Row {
  return {
    index,
    target,
    expression: source?.expression ?? '',
    defaultValue,
    flowType,
    isReference: REFERENCES.test(target),
    isBoolean: target.toLowerCase() === 'active',
    // A row of type None maps nothing but its default.
    run: source === null ? () => null : compile(source.expression).run,
  }
}

function mapRows(rows: readonly Row[], takesDefaults: boolean, scope: ReturnType<typeof scopeOf>): MappedObject {
  const attributes: MappedAttribute[] = []
  const failures: MappingFailure[] = []
  for (const row of rows) {
    const { index, target, flowType, isReference } = row
    try {
      const mapped = row.run(scope)
      const value = mapped === null && takesDefaults ? row.defaultValue : mapped
      if (value === null) continue
      attributes.push({
        row: index,
        target,
        value: row.isBoolean ? asBoolean(value) : asJson(value),
        isReference,
        flowType,
      })
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      failures.push({ row: index, target, code: error.code, message: error.show(row.expression) })
    }
  }
  return { attributes, failures }
}

/** A boolean target takes the texts that Switch yields; every dialect writes them in its own way. */
function asBoolean(value: ExpressionValue): JsonValue {
  if (value === 'True') return true
  if (value === 'False') return false
  if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  return asJson(value)
}

const asJson = (value: ExpressionValue): JsonValue => value as JsonValue
