import { define, type FunctionDefinition, rejectArgument } from '../function-definition.ts'
import { asList } from '../value.ts'

/** Functions over multi-valued attributes (Microsoft documentation, "Functions for customizing application data"). */
export const listFunctions: readonly FunctionDefinition[] = [
  define('Count(attribute)', 1, 1, (values) => asList(values.value(0)).length),
  define('Item(attribute, index)', 2, 2, (values) => {
    const index = values.number(1) ?? 0
    if (index < 1) rejectArgument('Item counts from 1', values.position(1))
    return asList(values.value(0))[index - 1] ?? null
  }),
  define('Join(separator, source1, source2, …)', 2, 10_000, (values) => {
    const separator = values.text(0) ?? ''
    const parts: string[] = []
    for (let index = 1; index < values.count; index += 1) {
      const value = values.value(index)
      parts.push(...(value === null ? [''] : asList(value)))
    }
    const kept = values.scope.reading.joinSkipsEmpty ? parts.filter((part) => part !== '') : parts
    return parts.every((part) => part === '') ? null : kept.join(separator)
  }),
  define('RemoveDuplicates(attribute)', 1, 1, (values) => [...new Set(asList(values.value(0)))]),
  // The documented example omits the blank after the comma, so elements are trimmed.
  define('Split(source, delimiter)', 2, 2, (values) => {
    const text = values.text(0)
    const delimiter = values.text(1)
    if (text === null) return null
    if (delimiter === null || delimiter === '') return [text]
    const parts = text.split(delimiter)
    return values.scope.reading.splitTrims ? parts.map((part) => part.trim()) : parts
  }),
]
