import type { ObjectMapping, SourceUser, SourceValue } from '../../mocks/entra/index.ts'
import { USER_SCHEMA } from '../../mocks/protocol/index.ts'
import type { TargetFacts } from '../facts/target-facts.ts'

/** The declarations of attributes of a target. */
type Declarations = Pick<TargetFacts, 'attribute'>

/** Returns the schema and the attribute, with its sub-attribute, that a target attribute of a mapping names. */
export function declarationOf(target: string): readonly [urn: string, path: string] {
  const plain = target.replace(/\[.*\]/, '')
  const match = /^(urn:.*):([^:]+)$/i.exec(plain)
  return match === null ? [USER_SCHEMA, plain] : [match[1] ?? '', match[2] ?? '']
}

/**
 * Returns a value for a target attribute that /Schemas allows: the wanted one, otherwise the declared one with that
 * number.
 */
export function allowedValue(target: Declarations, name: string, wanted: string, number = 0): string {
  const { canonicalValues = [] } = target.attribute(...declarationOf(name)) ?? {}
  if (canonicalValues.length === 0 || canonicalValues.includes(wanted)) return wanted
  return canonicalValues[number % canonicalValues.length] ?? wanted
}

/**
 * Returns the user with values that /Schemas allows for each attribute that a row maps unchanged: values outside
 * `canonicalValues` are the most frequent cause of failing tests, and would be the fault of the test (Microsoft's
 * onboarding page, 2026).
 */
export function withAllowedValues(
  target: Declarations,
  mapping: ObjectMapping,
  person: SourceUser,
  number = 0,
): SourceUser {
  const allowed: Record<string, SourceValue> = {}
  for (const { targetAttributeName, source } of mapping.attributeMappings) {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(source?.expression ?? '') ?? []
    const value = name === undefined ? undefined : person[name]
    if (name !== undefined && typeof value === 'string')
      allowed[name] = allowedValue(target, targetAttributeName, value, number)
  }
  return { ...person, ...allowed } as SourceUser
}
