import { isJsonObject, type JsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { MULTI_VALUED } from './attribute-names.ts'
import { parsePath, printPath } from './attribute-path.ts'
import { isEmpty } from './effect.ts'
import { mapScalars, operationsOf, replaceMember } from './request-parts.ts'
import { code, type Halves, onBody, onOperations, type Variant } from './variant.ts'

type Scalar = string | number | boolean | null

const sayOp = (operation: JsonObject, changed: JsonObject): Halves => ({
  right: code(String(changed['op'])),
  wrong: code(String(operation['op'])),
})

const withOp = (operation: JsonObject, spell: (op: string) => string): JsonObject | undefined => {
  const { op } = operation
  if (typeof op !== 'string') return undefined
  const spelled = spell(op)
  return spelled === op ? undefined : replaceMember(operation, 'op', spelled)
}

const capitalize = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`

/** Changes scalars in the value of an operation. */
const withScalars = (
  operation: JsonObject,
  change: (scalar: Scalar, name: string) => JsonValue,
): JsonObject | undefined => {
  const { path, value } = operation
  if (value === undefined) return undefined
  const at = typeof path === 'string' ? parsePath(path) : undefined
  const changed = mapScalars(value, at?.sub ?? at?.attribute ?? '', change)
  return JSON.stringify(changed) === JSON.stringify(value) ? undefined : replaceMember(operation, 'value', changed)
}

const sayScalar = (operation: JsonObject, changed: JsonObject): Halves => {
  const [wrong, right] = firstDifference(operation['value'], changed['value'])
  return { right: code(JSON.stringify(right)), wrong: code(JSON.stringify(wrong)) }
}

/** Returns whether add and replace mean the same: not for an empty value, nor for a whole list. */
const isSingular = ({ path, value }: JsonObject): boolean => {
  if (isEmpty(value)) return false
  const isList = (name: string): boolean => {
    const at = parsePath(name)
    return at?.filter === undefined && at?.sub === undefined && MULTI_VALUED.has(at?.attribute?.toLowerCase() ?? '')
  }
  if (typeof path === 'string' && path !== '') return !isList(path)
  return isJsonObject(value) && !Object.keys(value).some(isList)
}

/** Variants of an operation other than its path: its verb and the JSON types of its value. */
export const operationVariants: readonly Variant[] = [
  onOperations({
    name: 'op in lower case',
    early: true,
    change: (operation) => withOp(operation, (op) => op.toLowerCase()),
    say: sayOp,
  }),
  onOperations({
    name: 'boolean for a string',
    early: true,
    change: (operation) =>
      withScalars(operation, (scalar) =>
        typeof scalar === 'string' && /^(?:true|false)$/i.test(scalar) ? scalar.toLowerCase() === 'true' : scalar,
      ),
    say: sayScalar,
  }),
  onBody({
    name: 'PatchOp in schemas',
    isWhole: true,
    early: true,
    methods: ['PATCH'],
    change: (body) => {
      const { schemas } = body
      const isThere = Array.isArray(schemas) && schemas.includes(PATCH_OP_MESSAGE)
      return isThere || operationsOf(body) === undefined
        ? undefined
        : Object.fromEntries([
            ['schemas', [PATCH_OP_MESSAGE]],
            ...Object.entries(body).filter(([name]) => name !== 'schemas'),
          ])
    },
    say: (body) => ({
      right: `${code('schemas')} with the PatchOp URN`,
      wrong: body['schemas'] === undefined ? 'a PATCH without it' : code(JSON.stringify(body['schemas'])),
    }),
  }),
  onOperations({
    name: 'add for replace',
    change: (operation) =>
      isSingular(operation) ? withOp(operation, (op) => op.replace(/^replace$/i, matchCase('add', op))) : undefined,
    say: sayOp,
  }),
  onOperations({
    name: 'replace for add',
    change: (operation) =>
      isSingular(operation) ? withOp(operation, (op) => op.replace(/^add$/i, matchCase('replace', op))) : undefined,
    say: sayOp,
  }),
  onOperations({
    name: 'remove for a replace with an empty value',
    change: (operation) =>
      /^replace$/i.test(String(operation['op'])) && typeof operation['path'] === 'string' && isEmpty(operation['value'])
        ? Object.fromEntries(
            Object.entries(operation)
              .filter(([name]) => name !== 'value')
              .map(([name, value]) => [name, name === 'op' ? matchCase('remove', String(operation['op'])) : value]),
          )
        : undefined,
    say: (operation, changed) => ({
      right: code(String(changed['op'])),
      wrong: code(`${String(operation['op'])} ${JSON.stringify(operation['value'] ?? null)}`),
    }),
  }),
]

/** Variants of points in which the sent request has the usual form, and only a few servers require another one. */
export const seldomVariants: readonly Variant[] = [
  onOperations({
    name: 'string for a number',
    change: (operation) => withScalars(operation, (scalar) => (typeof scalar === 'number' ? String(scalar) : scalar)),
    say: sayScalar,
  }),
  onOperations({
    name: 'number for a string',
    change: (operation) =>
      withScalars(operation, (scalar, name) =>
        typeof scalar === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(scalar) && !/^(?:value|\$ref)$/i.test(leaf(name))
          ? Number(scalar)
          : scalar,
      ),
    say: sayScalar,
  }),
  onOperations({
    name: 'op with a capital letter',
    change: (operation) => withOp(operation, (op) => (op === op.toLowerCase() ? capitalize(op) : op)),
    say: sayOp,
  }),
  onOperations({
    name: 'string for a boolean',
    change: (operation) =>
      withScalars(operation, (scalar) => (typeof scalar === 'boolean' ? capitalize(String(scalar)) : scalar)),
    say: sayScalar,
  }),
  onOperations({
    name: 'string for a boolean in lower case',
    change: (operation) =>
      withScalars(operation, (scalar) =>
        typeof scalar === 'string' && /^(?:True|False)$/.test(scalar) ? scalar.toLowerCase() : scalar,
      ),
    say: sayScalar,
  }),
]

/** Returns the last name of a key such as `urn:…:User:active` or `name.givenName`, in lower case. */
function leaf(name: string): string {
  const at = parsePath(name)
  return (at?.sub ?? at?.attribute ?? (at === undefined ? name : printPath(at))).toLowerCase()
}

function matchCase(word: string, like: string): string {
  return /^[A-Z]/.test(like) ? capitalize(word) : word
}

/** Returns the first pair of scalars in which two values of the same form differ. */
function firstDifference(one: JsonValue | undefined, other: JsonValue | undefined): [JsonValue, JsonValue] {
  if (Array.isArray(one) && Array.isArray(other)) {
    const index = one.findIndex((value, at) => JSON.stringify(value) !== JSON.stringify(other[at]))
    if (index >= 0) return firstDifference(one[index], other[index])
  }
  if (isJsonObject(one) && isJsonObject(other)) {
    const key = Object.keys(one).find((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    if (key !== undefined) return firstDifference(one[key], other[key])
  }
  return [one ?? null, other ?? null]
}
