/** No option is nested nearly as deep. */
const MAX_DEPTH = 64

/**
 * Copies the value that a configuration exports, so that nothing in it runs again. Throws an error that says why it
 * cannot be copied.
 */
export function plainConfig(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) throw new Error('the configuration contains itself')
  if (above.length > MAX_DEPTH) throw new Error('the configuration is nested too deep')
  const inside = [...above, value]
  if (Array.isArray(value)) return value.map((item) => plainConfig(item, inside))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainConfig(item, inside)]))
}
