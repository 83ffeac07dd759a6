import { define, type FunctionDefinition, refuse } from '../function-definition.ts'
import { asList } from '../value.ts'

/** Functions over multi-valued attributes (Microsoft documentation, "Functions for customizing application data"). */
export const listFunctions: readonly FunctionDefinition[] = [
  define('Count(attribute)', 1, 1, (values) => asList(values.value(0)).length),
  define('Item(attribute, index)', 2, 2, (values) => {
    const index = values.number(1) ?? 0
    if (index < 1) refuse('Item counts from 1', values.position(1))
    return asList(values.value(0))[index - 1] ?? null
  }),
  define('Join(separator, source1, source2, …)', 2, 10_000, (values) => {
    const parts: string[] = []
    for (let index = 1; index < values.count; index += 1) parts.push(...asList(values.value(index)))
    const present = parts.filter((part) => part !== '')
    return present.length === 0 ? null : present.join(values.text(0) ?? '')
  }),
  define('RemoveDuplicates(attribute)', 1, 1, (values) => [...new Set(asList(values.value(0)))]),
  // The documented example loses the blank after the comma, so elements are trimmed.
  define('Split(source, delimiter)', 2, 2, (values) => {
    const text = values.text(0)
    const delimiter = values.text(1)
    if (text === null) return null
    return delimiter === null || delimiter === '' ? [text] : text.split(delimiter).map((part) => part.trim())
  }),
]
