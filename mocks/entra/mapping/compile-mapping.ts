import type { JsonValue } from '../../protocol/index.ts'
import { ROLE_TYPE } from '../expression/functions/roles.ts'
import {
  type CompiledExpression,
  compile,
  ExpressionError,
  type ExpressionValue,
  scopeOf,
} from '../expression/index.ts'
import type { EntraSwitches } from '../switches/index.ts'
import type { CompiledMapping, MappedAttribute, MappedObject, MappingFailure } from './mapped-attribute.ts'
import { compileScope, type ScopingPatterns } from './scoping-filter.ts'
import type { AttributeMapping, ObjectMapping } from './synchronization-schema.ts'
import { isSingleValued, parseTargetPath } from './target-path.ts'

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
  readonly isSingleValued: boolean
  /** The target of the constant type that accompanies a role of SingleAppRoleAssignment. */
  readonly roleTypeTarget: string | undefined
  readonly run: CompiledExpression['run']
}

/** The options of the compilation of an object mapping. */
export interface ObjectMappingOptions {
  /** Whether a scoping filter's pattern must match the whole value (the default) or a part of it. */
  readonly scopingPatterns?: ScopingPatterns
  /** The part of a list that is sent at a single-valued target attribute (default: `first`). */
  readonly listAtSingleValue?: EntraSwitches['listAtSingleValue']
}

/** Compiles every expression of an object mapping. Throws ExpressionError if one cannot be parsed. */
export function compileObjectMapping(mapping: ObjectMapping, options: ObjectMappingOptions = {}): CompiledMapping {
  const takesFirst = options.listAtSingleValue !== 'whole'
  const targets = new Set(mapping.attributeMappings.map(({ targetAttributeName }) => targetAttributeName))
  const rows = mapping.attributeMappings.map((row, index): Row => {
    const compiled = compileRow(row, index)
    const { roleTypeTarget } = compiled
    return {
      ...compiled,
      isSingleValued: takesFirst && compiled.isSingleValued,
      // A separate row for the type takes precedence.
      roleTypeTarget: roleTypeTarget !== undefined && targets.has(roleTypeTarget) ? undefined : roleTypeTarget,
    }
  })
  // This is decided once and not per object: an update omits rows for creation only.
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
  // A row of type None maps only its default.
  const run = source === null ? () => null : compile(source.expression).run
  const role = roleOf(target, source?.expression ?? '')
  return {
    index,
    target,
    expression: source?.expression ?? '',
    // The portal's empty box "Default value if null" is saved as "" by Graph's tools (microsoftgraph/msgraph-sdk-powershell issue 2643).
    defaultValue: defaultValue === '' ? null : defaultValue,
    flowType,
    isReference: REFERENCES.test(target),
    isBoolean: target.toLowerCase() === 'active',
    isSingleValued: isSingleValued(target),
    roleTypeTarget: role?.typeTarget,
    run: role?.isType === true ? (scope) => (run(scope) === null ? null : ROLE_TYPE) : run,
  }
}

/**
 * Returns the role that SingleAppRoleAssignment fills, whose element has a constant type (MicrosoftDocs/entra-docs
 * issue 391).
 */
function roleOf(
  target: string,
  expression: string,
): { readonly isType: boolean; readonly typeTarget: string } | undefined {
  const path = parseTargetPath(target)
  if (!/^\s*SingleAppRoleAssignment\s*\(/.test(expression) || path?.filter === undefined) return undefined
  if (path.attribute.toLowerCase() !== 'roles' || path.subAttribute === undefined) return undefined
  return {
    isType: path.subAttribute.toLowerCase() === 'type',
    typeTarget: `${target.slice(0, target.lastIndexOf('.'))}.type`,
  }
}

function mapRows(rows: readonly Row[], takesDefaults: boolean, scope: ReturnType<typeof scopeOf>): MappedObject {
  const attributes: MappedAttribute[] = []
  const failures: MappingFailure[] = []
  for (const row of rows) {
    const { index, target, flowType, isReference } = row
    try {
      const result = row.run(scope)
      const mapped = row.isSingleValued && Array.isArray(result) ? (result[0] ?? null) : result
      const value = mapped === null && takesDefaults ? row.defaultValue : mapped
      if (value === null) continue
      attributes.push({
        row: index,
        target,
        value: row.isBoolean ? asBoolean(value) : asJson(value),
        isReference,
        flowType,
      })
      // This applies only at creation: a server that does not store the type would otherwise receive it each time.
      if (takesDefaults && row.roleTypeTarget !== undefined && row.roleTypeTarget !== target)
        attributes.push({ row: index, target: row.roleTypeTarget, value: ROLE_TYPE, isReference, flowType })
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      failures.push({ row: index, target, code: error.code, message: error.show(row.expression) })
    }
  }
  return { attributes, failures }
}

/** Converts the strings that Switch yields for a boolean target; each dialect writes booleans in its own way. */
function asBoolean(value: ExpressionValue): JsonValue {
  if (value === 'True') return true
  if (value === 'False') return false
  if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  return asJson(value)
}

const asJson = (value: ExpressionValue): JsonValue => value as JsonValue
