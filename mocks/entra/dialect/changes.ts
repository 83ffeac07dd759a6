import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { MappedAttribute } from '../mapping/mapped-attribute.ts'
import { readTarget } from '../mapping/target-path.ts'

/** One attribute that differs from the value that the server returned. */
export interface AttributeChange {
  readonly op: 'add' | 'replace'
  readonly target: string
  readonly value: JsonValue
  /** The value that the server returned; undefined if it returned none. */
  readonly before: JsonValue | undefined
}

/**
 * Compares mapped values with the server's own response: a missing value gives add, a different one replace, an equal
 * one no change. A server that does not return an attribute therefore receives the same add each time (observed,
 * snipe-it issue 19005).
 */
export function findChanges(
  attributes: readonly MappedAttribute[],
  echoed: JsonObject,
  isCaseExact: (target: string) => boolean = () => false,
): AttributeChange[] {
  return attributes.flatMap(({ target, value, isReference }): AttributeChange[] => {
    const before = readTarget(echoed, target)
    if (isAbsent(before)) return [{ op: 'add', target, value, before: undefined }]
    const shown = isReference ? referenceId(before) : before
    return isSame(value, shown, isCaseExact(target)) ? [] : [{ op: 'replace', target, value, before }]
  })
}

function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

function referenceId(value: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(value) ? value['value'] : value
}

function isSame(wanted: JsonValue, shown: JsonValue | undefined, caseExact: boolean): boolean {
  if (typeof wanted === 'object') return JSON.stringify(wanted) === JSON.stringify(shown)
  const [a, b] = [String(wanted), String(shown)]
  // Entra ignores letter case unless the attribute is caseExact, so it does not send a change of only the letter case.
  const ignoresCase = !caseExact || typeof wanted === 'boolean'
  return ignoresCase ? a.toLowerCase() === b.toLowerCase() : a === b
}
