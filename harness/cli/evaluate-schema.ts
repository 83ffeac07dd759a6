import {
  compileObjectMapping,
  type EvaluationEnvironment,
  type ObjectMapping,
  type SourceObject,
  type SynchronizationSchema,
  showValue,
  typeOfValue,
} from '../../mocks/entra/index.ts'
import { InputError } from './evaluate-streams.ts'

/** The kind of object mapping to evaluate. */
export type ObjectKind = 'user' | 'group'

/** One row of a mapping with its result. */
interface EvaluatedRow {
  readonly row: number
  readonly target: string
  readonly expression: string
  readonly outcome:
    | { readonly value: Parameters<typeof showValue>[0] }
    | { readonly error: { readonly code: string; readonly message: string } }
}

/**
 * Evaluates every row of the schema's user or group mapping for one object, as when it is created. Throws InputError
 * if there is no such mapping.
 */
export function answerSchema(
  schema: SynchronizationSchema,
  kind: ObjectKind,
  object: SourceObject,
  environment: EvaluationEnvironment,
  json: boolean,
): { output: string; isFaulty: boolean } {
  const mapping = mappingOf(schema, kind)
  const compiled = compileObjectMapping(mapping)
  const { attributes, failures } = compiled.map(object, 'create', environment)
  const rows = mapping.attributeMappings.map(({ targetAttributeName, source }, row): EvaluatedRow => {
    const failure = failures.find((candidate) => candidate.row === row)
    const value = attributes.find((candidate) => candidate.row === row)?.value ?? null
    return {
      row,
      target: targetAttributeName,
      expression: source?.expression ?? '',
      outcome:
        failure === undefined
          ? { value: value as Parameters<typeof showValue>[0] }
          : { error: { code: failure.code, message: failure.message } },
    }
  })
  const isInScope = compiled.isInScope(object)
  const isFaulty = failures.length > 0
  return { output: json ? schemaJson(rows, mapping, isInScope) : schemaText(rows, isInScope), isFaulty }
}

function mappingOf(schema: SynchronizationSchema, kind: ObjectKind): ObjectMapping {
  const mappings = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)
  const pattern = kind === 'user' ? /user/i : /group/i
  const found = mappings.find(({ targetObjectName }) => pattern.test(targetObjectName.split(':').at(-1) ?? ''))
  if (found !== undefined) return found
  throw new InputError(
    `the schema has no mapping of ${kind}; it maps ${mappings.map(({ targetObjectName }) => targetObjectName).join(', ')}`,
  )
}

function schemaJson(rows: readonly EvaluatedRow[], { name, enabled }: ObjectMapping, isInScope: boolean): string {
  const results = rows.map(({ outcome, ...row }) =>
    'value' in outcome
      ? { ...row, type: typeOfValue(outcome.value), value: outcome.value }
      : { ...row, error: outcome.error },
  )
  return `${JSON.stringify({ objectMapping: name, enabled, inScope: isInScope, rows: results })}\n`
}

function schemaText(rows: readonly EvaluatedRow[], isInScope: boolean): string {
  const width = Math.max(0, ...rows.map(({ target }) => target.length))
  const lines = rows.map(({ target, expression, outcome }) =>
    'value' in outcome
      ? `${target.padEnd(width)}  ${showValue(outcome.value)}\n`
      : `${target.padEnd(width)}  ! ${outcome.error.code} in ${expression}\n    ${outcome.error.message.replaceAll('\n', '\n    ')}\n`,
  )
  return `${lines.join('')}${isInScope ? '' : 'The scoping filter excludes this object: it would not be provisioned.\n'}`
}
