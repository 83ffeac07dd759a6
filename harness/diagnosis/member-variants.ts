import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parsePath, printPath } from './attribute-path.ts'
import { replaceMember } from './request-parts.ts'
import { code, type Halves, onOperations, type Variant } from './variant.ts'

const sayValue = (operation: JsonObject, changed: JsonObject): Halves => ({
  right: code(shapeOf(changed['value'])),
  wrong: code(shapeOf(operation['value'])),
})

const withValue = (
  operation: JsonObject,
  change: (value: JsonValue, attribute: string) => JsonValue | undefined,
): JsonObject | undefined => {
  const { path, value } = operation
  const at = typeof path === 'string' ? parsePath(path) : undefined
  if (at?.attribute === undefined || at.filter !== undefined || value === undefined) return undefined
  const changed = change(value, at.attribute)
  return changed === undefined ? undefined : replaceMember(operation, 'value', changed)
}

/** Variants of members, managers and other values that name a resource or are in a list. */
export const memberVariants: readonly Variant[] = [
  onOperations({
    name: 'remove by a value path for a remove by a list of values',
    change: (operation) => {
      const { path, value, op } = operation
      const at = typeof path === 'string' ? parsePath(path) : undefined
      if (at?.attribute === undefined || at.filter !== undefined || !/^remove$/i.test(String(op))) return undefined
      const ids = (Array.isArray(value) ? value : [value ?? null]).map(idOf)
      if (!ids.every((id) => id !== undefined)) return undefined
      return ids.map((id) => {
        const filter = { attribute: 'value', operator: 'eq', literal: JSON.stringify(id), value: id }
        return Object.fromEntries([
          ...Object.entries(operation).filter(([name]) => name !== 'path' && name !== 'value'),
          ['path', printPath({ ...at, filter })],
        ])
      })
    },
    say: (operation) => {
      const attribute = String(operation['path'])
      return {
        right: code(`${attribute}[value eq "…"]`),
        wrong: Array.isArray(operation['value'])
          ? `${code(attribute)} with a list of values`
          : `${code(attribute)} with a value`,
      }
    },
  }),
  onOperations({
    name: 'remove without a value path',
    change: (operation) => {
      const { path, op, value } = operation
      const at = typeof path === 'string' ? parsePath(path) : undefined
      if (at?.attribute?.toLowerCase() !== 'manager' || !/^remove$/i.test(String(op))) return undefined
      const { filter, ...plain } = at
      if (filter === undefined && value === undefined) return undefined
      return Object.fromEntries(
        Object.entries(operation)
          .filter(([name]) => name !== 'value')
          .map(([name, inner]) => [name, name === 'path' ? printPath(plain) : inner]),
      )
    },
    say: (operation, changed) => ({
      right: code(String(changed['path'])),
      wrong:
        operation['path'] === changed['path']
          ? `${code(String(operation['path']))} with a value`
          : code(String(operation['path'])),
    }),
  }),
  onOperations({
    name: 'remove by a list of values for a remove by a value path',
    change: (operation) => {
      const { path, op, value } = operation
      const at = typeof path === 'string' ? parsePath(path) : undefined
      if (at?.filter === undefined || at.sub !== undefined || value !== undefined || !/^remove$/i.test(String(op)))
        return undefined
      if (at.filter.attribute !== 'value') return undefined
      const { filter, ...plain } = at
      return { ...operation, path: printPath(plain), value: [{ value: filter.value }] }
    },
    say: (operation, changed) => ({
      right: `${code(String(changed['path']))} with a list of values`,
      wrong: code(String(operation['path'])),
    }),
  }),
  onOperations({
    name: 'member without $ref and display',
    change: (operation) =>
      withValue(operation, (value) => {
        const isReference = (one: JsonValue): one is JsonObject =>
          isJsonObject(one) && one['value'] !== undefined && ('$ref' in one || 'display' in one)
        const bare = (one: JsonValue): JsonValue =>
          isReference(one)
            ? Object.fromEntries(Object.entries(one).filter(([name]) => name !== '$ref' && name !== 'display'))
            : one
        const list = Array.isArray(value) ? value : [value]
        if (!list.some(isReference)) return undefined
        return Array.isArray(value) ? value.map(bare) : bare(value)
      }),
    say: sayValue,
  }),
  onOperations({
    name: 'object for a bare id',
    change: (operation) =>
      withValue(operation, (value, attribute) =>
        typeof value === 'string' && value !== '' && REFERENCE.test(attribute) ? { value } : undefined,
      ),
    say: sayValue,
  }),
  onOperations({
    name: 'one object for a list of one',
    change: (operation) =>
      withValue(operation, (value) =>
        Array.isArray(value) && value.length === 1 && isJsonObject(value[0]) ? value[0] : undefined,
      ),
    say: sayValue,
  }),
  onOperations({
    name: 'list for one object',
    change: (operation) =>
      withValue(operation, (value) => (isJsonObject(value) && 'value' in value ? [value] : undefined)),
    say: sayValue,
  }),
  onOperations({
    name: 'bare id for an object',
    change: (operation) =>
      withValue(operation, (value, attribute) => {
        const [one, ...others] = Array.isArray(value) ? value : [value]
        return REFERENCE.test(attribute) && others.length === 0 && isJsonObject(one ?? null)
          ? idOf(one ?? null)
          : undefined
      }),
    say: sayValue,
  }),
  onOperations({
    name: 'list of ids for a list of objects',
    change: (operation) =>
      withValue(operation, (value, attribute) => {
        if (!Array.isArray(value) || value.length === 0 || !REFERENCE.test(attribute)) return undefined
        const ids = value.map((one) => (isJsonObject(one) ? idOf(one) : undefined))
        return ids.every((id) => id !== undefined) ? ids : undefined
      }),
    say: sayValue,
  }),
  onOperations({
    name: 'one operation for each value of a list',
    change: (operation) => {
      const { value } = operation
      if (typeof operation['path'] !== 'string' || !Array.isArray(value) || value.length < 2) return undefined
      if (!/^(?:add|remove)$/i.test(String(operation['op']))) return undefined
      return value.map((one) => ({ ...operation, value: [one] }))
    },
    say: (operation) => ({
      right: 'one operation for each value',
      wrong: `${code(String(operation['path']))} with several values in one operation`,
    }),
  }),
]

const REFERENCE = /^(?:members|manager|groups)$/i

function idOf(value: JsonValue): string | undefined {
  const id = isJsonObject(value) ? value['value'] : value
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** Returns the form of a value, without ids and other scalars, which do not matter here. */
function shapeOf(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.slice(0, 1).map(shapeOf).join(', ')}${value.length > 1 ? ', …' : ''}]`
  if (!isJsonObject(value)) return typeof value === 'string' ? '"…"' : JSON.stringify(value ?? null)
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${shapeOf(inner)}`)
    .join(', ')}}`
}
