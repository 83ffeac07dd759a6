import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { ENTERPRISE, rfcSpelling } from './attribute-names.ts'
import { type AttributePath, type EqualityFilter, printPath } from './attribute-path.ts'
import { bodyOf, operationsOf, replaceMember, withOperations } from './request-parts.ts'
import { elementOf, isAssignment, isCompound, leavesOf, listElements, nest, pathOf } from './reshape-operations.ts'
import { code, type Halves, onOperations, type Variant } from './variant.ts'

/** Changes only the path. */
const withPath = (
  operation: JsonObject,
  change: (at: AttributePath) => AttributePath | undefined,
): JsonObject | undefined => {
  const at = pathOf(operation)
  const changed = at === undefined ? undefined : change(at)
  if (at === undefined || changed === undefined || printPath(changed) === printPath(at)) return undefined
  return replaceMember(operation, 'path', printPath(changed))
}

const sayPath = (operation: JsonObject, changed: JsonObject): Halves => ({
  right: code(String(changed['path'])),
  wrong: code(String(operation['path'])),
})

const withFilter = (
  operation: JsonObject,
  change: (filter: EqualityFilter) => EqualityFilter,
): JsonObject | undefined =>
  withPath(operation, (at) => (at.filter === undefined ? undefined : { ...at, filter: change(at.filter) }))

const sayWithoutPath = (operation: JsonObject): Halves => ({
  right: 'a value object without `path`',
  wrong: code(`"path": ${JSON.stringify(operation['path'])}`),
})

/** Variants of an operation's path, and the forms of a value without a path. */
export const pathVariants: readonly Variant[] = [
  onOperations({
    name: 'one operation with a path for each attribute',
    change: (operation) => {
      const { value } = operation
      if (!isWithoutPath(operation) || !isAssignment(operation) || !isJsonObject(value)) return undefined
      const leaves = leavesOf(value, undefined)
      if (leaves.length === 0) return undefined
      return leaves.map(([path, inner]) => ({ op: operation['op'] ?? '', path, value: inner }))
    },
    say: (operation, changed) => ({
      right:
        isJsonObject(operation['value']) && Object.keys(operation['value']).length > 1
          ? 'one operation with a `path` for each attribute'
          : code(`"path": ${JSON.stringify(changed['path'])}`),
      wrong: 'a value object without `path`',
    }),
  }),
  onOperations({
    name: 'nested objects for dotted keys',
    change: (operation) => {
      const { value } = operation
      if (!isWithoutPath(operation) || !isJsonObject(value)) return undefined
      const nested = nest(value)
      return JSON.stringify(nested) === JSON.stringify(value) ? undefined : replaceMember(operation, 'value', nested)
    },
    say: (operation) => {
      const value = isJsonObject(operation['value']) ? operation['value'] : {}
      const key = Object.keys(value).find((name) => isCompound(name)) ?? ''
      return { right: code(`{${shape(nest({ [key]: '…' }))}}`), wrong: code(`{${JSON.stringify(key)}: "…"}`) }
    },
  }),
  onOperations({
    name: 'extension object without a path for a URN path',
    change: (operation) => {
      const at = pathOf(operation)
      if (at?.urn === undefined || at.filter !== undefined || !isAssignment(operation)) return undefined
      return withoutPath(operation, nest({ [printPath(at)]: operation['value'] }))
    },
    say: (operation) => ({
      right: code(`{"${pathOf(operation)?.urn ?? ''}": {…}} without path`),
      wrong: code(String(operation['path'])),
    }),
  }),
  onOperations({
    name: 'URN before an enterprise attribute',
    change: (operation) =>
      withPath(operation, (at) =>
        at.urn === undefined && ENTERPRISE.has(at.attribute?.toLowerCase() ?? '')
          ? { ...at, urn: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' }
          : undefined,
      ),
    say: sayPath,
  }),
  onOperations({
    name: 'path without its URN',
    change: (operation) =>
      withPath(operation, ({ urn, ...rest }) => (urn === undefined || rest.attribute === undefined ? undefined : rest)),
    say: sayPath,
  }),
  {
    name: 'list of values for a value path',
    methods: ['PATCH'],
    change: (request) => {
      const operations = operationsOf(bodyOf(request)) ?? []
      const listed = listElements(operations)
      return listed === undefined ? undefined : withOperations(request, listed)
    },
    halves: (request) => {
      const operation = (operationsOf(bodyOf(request)) ?? []).find((one) => elementOf(one) !== undefined) ?? {}
      const at = pathOf(operation) ?? {}
      return { right: `${code(at.attribute ?? '')} with a list of values`, wrong: code(String(operation['path'])) }
    },
  },
  onOperations({
    name: 'value path without its sub-attribute',
    change: (operation) => {
      const at = pathOf(operation)
      const { value } = operation
      if (at?.filter === undefined || at.sub === undefined || value === undefined || !isAssignment(operation))
        return undefined
      const { sub, ...element } = at
      return { ...operation, path: printPath(element), value: { [sub]: value } }
    },
    say: (operation, changed) => ({
      right: `${code(String(changed['path']))} with an object`,
      wrong: code(String(operation['path'])),
    }),
  }),
  onOperations({
    name: 'eq in lower case in a value path',
    change: (operation) => withFilter(operation, (filter) => ({ ...filter, operator: 'eq' })),
    say: sayPath,
  }),
  onOperations({
    name: 'boolean for a string in a value path',
    change: (operation) =>
      withFilter(operation, (filter) => ({
        ...filter,
        literal: /^["'](?:true|false)["']$/i.test(filter.literal)
          ? filter.literal.slice(1, -1).toLowerCase()
          : filter.literal,
      })),
    say: sayPath,
  }),
  onOperations({
    name: 'quotes in a value path',
    change: (operation) =>
      withFilter(operation, (filter) => ({
        ...filter,
        literal: /^(?:"|true$|false$|null$|-?\d+$)/.test(filter.literal)
          ? filter.literal
          : JSON.stringify(filter.value),
      })),
    say: sayPath,
  }),
  onOperations({
    name: 'object for a dotted path',
    change: (operation) => {
      const at = pathOf(operation)
      const { value } = operation
      if (at?.sub === undefined || at.filter !== undefined || value === undefined || !isAssignment(operation))
        return undefined
      const { sub, ...attribute } = at
      return { ...operation, path: printPath(attribute), value: { [sub]: value } }
    },
    say: (operation, changed) => ({
      right: `${code(String(changed['path']))} with an object`,
      wrong: code(String(operation['path'])),
    }),
  }),
  onOperations({
    name: 'dotted path for an object',
    change: (operation) => {
      const at = pathOf(operation)
      const { value } = operation
      if (at?.attribute === undefined || at.sub !== undefined || !isJsonObject(value) || !isAssignment(operation))
        return undefined
      const leaves = Object.entries(value).filter(([, inner]) => inner !== undefined)
      if (leaves.length === 0 || leaves.some(([name]) => !/^[\w$-]+$/.test(name))) return undefined
      return leaves.map(([sub, inner]) => ({ ...operation, path: printPath({ ...at, sub }), value: inner }))
    },
    say: (operation, changed) => ({
      right: code(String(changed['path'])),
      wrong: `${code(String(operation['path']))} with an object`,
    }),
  }),
  onOperations({
    name: 'value object without a path',
    change: (operation) => {
      const at = pathOf(operation)
      if (at?.attribute === undefined || at.urn !== undefined || at.filter !== undefined || !isAssignment(operation))
        return undefined
      return withoutPath(operation, nest({ [printPath(at)]: operation['value'] }))
    },
    say: sayWithoutPath,
  }),
  onOperations({
    name: 'attribute names in the letter case of the RFC',
    change: (operation) =>
      withPath(operation, (at) => ({
        ...at,
        ...(at.attribute === undefined ? {} : { attribute: rfcSpelling(at.attribute) }),
        ...(at.sub === undefined ? {} : { sub: rfcSpelling(at.sub) }),
        ...(at.filter === undefined ? {} : { filter: { ...at.filter, attribute: rfcSpelling(at.filter.attribute) } }),
      })),
    say: sayPath,
  }),
  onOperations({
    name: 'attribute names in lower case',
    change: (operation) =>
      withPath(operation, (at) => ({
        ...at,
        ...(at.attribute === undefined ? {} : { attribute: at.attribute.toLowerCase() }),
      })),
    say: sayPath,
  }),
  onOperations({
    name: 'value path without quotes',
    change: (operation) =>
      withFilter(operation, (filter) => ({
        ...filter,
        literal: /^"[^"\\\s\]]+"$/.test(filter.literal) ? filter.literal.slice(1, -1) : filter.literal,
      })),
    say: sayPath,
  }),
]

function isWithoutPath({ path }: JsonObject): boolean {
  return path === undefined || path === null || path === ''
}

function withoutPath(operation: JsonObject, value: JsonObject): JsonObject {
  return Object.fromEntries([
    ...Object.entries(operation).filter(([name]) => name !== 'path' && name !== 'value'),
    ['value', value],
  ])
}

/** Formats an object without its outer braces, with a blank after each colon. */
function shape(value: JsonObject): string {
  return JSON.stringify(value).slice(1, -1).replaceAll('":', '": ')
}
