import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { OPTIONAL, rfcSpelling } from './attribute-names.ts'
import { isEmpty } from './effect.ts'
import { mapScalars, replaceMember } from './request-parts.ts'
import { code, type Halves, onBody, type Variant } from './variant.ts'

const methods = ['POST', 'PUT']

/** Changes scalars whose member name matches. */
const withScalars = (
  body: JsonObject,
  change: (scalar: string | number | boolean | null, name: string) => JsonValue,
): JsonObject | undefined => {
  const changed = mapScalars(withoutSchemas(body), '', change)
  if (!isJsonObject(changed) || JSON.stringify(changed) === JSON.stringify(withoutSchemas(body))) return undefined
  return Object.fromEntries(
    Object.keys(body).map((name) => [name, name === 'schemas' ? body['schemas'] : changed[name]]),
  )
}

/** Describes the first changed scalar: "`"active": true`". */
const sayScalar = (body: JsonObject, changed: JsonObject): Halves => {
  const difference = firstChange(body, changed, '')
  return {
    right: code(`${JSON.stringify(difference.name)}: ${JSON.stringify(difference.other)}`),
    wrong: code(`${JSON.stringify(difference.name)}: ${JSON.stringify(difference.one)}`),
  }
}

const sayWithout =
  (name: string): (() => Halves) =>
  () => ({ right: `without ${code(name)} it`, wrong: `with ${code(name)} it` })

const withSchemas = (body: JsonObject, change: (urns: JsonValue[]) => JsonValue[]): JsonObject | undefined => {
  const { schemas } = body
  if (!Array.isArray(schemas)) return undefined
  const changed = change(schemas)
  const isSame = changed.length === 0 || JSON.stringify(changed) === JSON.stringify(schemas)
  return isSame ? undefined : replaceMember(body, 'schemas', changed)
}

/** Removes members at any depth of objects and lists, if `isGone` says so. */
const prune = (value: JsonValue, isGone: (name: string, value: JsonValue) => boolean): JsonValue => {
  if (Array.isArray(value)) return value.map((element) => prune(element, isGone))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => inner !== undefined && !isGone(name, inner))
      .map(([name, inner]) => [name, prune(inner ?? null, isGone)]),
  )
}

const withPruned = (body: JsonObject, isGone: (name: string, value: JsonValue) => boolean): JsonObject | undefined => {
  const pruned = prune(body, isGone)
  return isJsonObject(pruned) && JSON.stringify(pruned) !== JSON.stringify(body) ? pruned : undefined
}

/** Changes the manager in the enterprise extension. */
const withManager = (
  body: JsonObject,
  change: (manager: JsonValue) => JsonValue | undefined,
): JsonObject | undefined => {
  const extension = body[ENTERPRISE_USER_SCHEMA]
  const manager = isJsonObject(extension) ? extension['manager'] : undefined
  const changed = manager === undefined ? undefined : change(manager)
  return !isJsonObject(extension) || changed === undefined
    ? undefined
    : { ...body, [ENTERPRISE_USER_SCHEMA]: { ...extension, manager: changed } }
}

/** Variants of the body of a POST or PUT. */
export const createVariants: readonly Variant[] = [
  onBody({
    name: 'boolean for a string',
    early: true,
    methods,
    change: (body) =>
      withScalars(body, (scalar) =>
        typeof scalar === 'string' && /^(?:true|false)$/i.test(scalar) ? scalar.toLowerCase() === 'true' : scalar,
      ),
    say: sayScalar,
  }),
  onBody({
    name: 'only the core schema in schemas',
    isWhole: true,
    early: true,
    methods,
    change: (body) => withSchemas(body, (urns) => urns.filter((urn) => urn === USER_SCHEMA || urn === GROUP_SCHEMA)),
    say: (body) => {
      const extra = (Array.isArray(body['schemas']) ? body['schemas'] : []).filter(
        (urn) => urn !== USER_SCHEMA && urn !== GROUP_SCHEMA,
      )
      const named = code(extra.map(String).join('`, `'))
      return { right: `\`schemas\` without ${named}`, wrong: '`schemas` with it' }
    },
  }),
  onBody({
    name: 'enterprise schema in schemas',
    early: true,
    methods,
    change: (body) =>
      body[ENTERPRISE_USER_SCHEMA] === undefined
        ? undefined
        : withSchemas(body, (urns) =>
            urns.includes(ENTERPRISE_USER_SCHEMA) ? urns : [...urns, ENTERPRISE_USER_SCHEMA],
          ),
    say: () => ({ right: `\`schemas\` with ${code(ENTERPRISE_USER_SCHEMA)}`, wrong: '`schemas` without it' }),
  }),
  onBody({
    name: 'every extension in schemas',
    methods,
    change: (body) =>
      withSchemas(body, (urns) => [
        ...urns,
        ...Object.keys(body).filter((name) => /^urn:/i.test(name) && !urns.includes(name)),
      ]),
    say: () => ({ right: '`schemas` with every extension of the body', wrong: '`schemas` without them' }),
  }),
  onBody({
    name: 'without null values',
    early: true,
    methods,
    change: (body) => withPruned(body, (_name, value) => value === null),
    say: () => ({ right: 'without `null` values it', wrong: 'with `null` values it' }),
  }),
  onBody({
    name: 'without empty lists, objects and strings',
    early: true,
    methods,
    change: (body) => withPruned(body, (_name, value) => value !== null && isEmpty(value)),
    say: (body) => {
      const name = Object.keys(body).find((key) => body[key] !== null && isEmpty(body[key])) ?? 'an empty value'
      const text = body[name] === undefined ? name : code(`${JSON.stringify(name)}: ${JSON.stringify(body[name])}`)
      return { right: `without ${text} it`, wrong: `with ${text} it` }
    },
  }),
  ...OPTIONAL.map((name) =>
    onBody({
      name: `without ${name}`,
      drops: name,
      methods,
      change: (body) => (body[name] === undefined ? undefined : replaceMember(body, name, undefined)),
      say: sayWithout(name),
    }),
  ),
  onBody({
    name: 'without extensions',
    drops: 'urn:',
    methods,
    change: (body) => {
      const core = Object.entries(body).filter(([name]) => !/^urn:/i.test(name))
      return core.length === Object.keys(body).length ? undefined : Object.fromEntries(core)
    },
    say: (body) => sayWithout(Object.keys(body).find((name) => /^urn:/i.test(name)) ?? 'extensions')(),
  }),
  onBody({
    name: 'without primary',
    methods,
    change: (body) => withPruned(body, (name) => name === 'primary'),
    say: sayWithout('primary'),
  }),
  onBody({
    name: 'without type',
    methods,
    change: (body) => withPruned(body, (name) => name === 'type'),
    say: sayWithout('type'),
  }),
  onBody({
    name: 'without display',
    methods,
    change: (body) => withPruned(body, (name) => name === 'display'),
    say: sayWithout('display'),
  }),
  onBody({
    name: 'object for a bare manager id',
    methods,
    change: (body) => withManager(body, (manager) => (typeof manager === 'string' ? { value: manager } : undefined)),
    say: () => ({ right: code('"manager": {"value": "…"}'), wrong: code('"manager": "…"') }),
  }),
  onBody({
    name: 'bare manager id for an object',
    methods,
    change: (body) => withManager(body, (manager) => (isJsonObject(manager) ? manager['value'] : undefined)),
    say: () => ({ right: code('"manager": "…"'), wrong: code('"manager": {"value": "…"}') }),
  }),
  onBody({
    name: 'without manager',
    methods,
    change: (body) =>
      withManager(body, () => null) === undefined ? undefined : withPruned(body, (name) => name === 'manager'),
    say: sayWithout('manager'),
  }),
  onBody({
    name: 'userName as an e-mail address',
    isWhole: true,
    methods,
    change: (body) => {
      const { userName } = body
      return typeof userName === 'string' && /^[\w.+-]+$/.test(userName)
        ? { ...body, userName: `${userName}@rehearsal.example` }
        : undefined
    },
    say: () => ({ right: 'a `userName` in the form of an e-mail address', wrong: 'a plain `userName`' }),
  }),
  onBody({
    name: 'userName that is not an e-mail address',
    isWhole: true,
    methods,
    change: (body) => {
      const { userName } = body
      const [local, domain] = typeof userName === 'string' ? userName.split('@') : []
      return local !== undefined && local !== '' && domain !== undefined ? { ...body, userName: local } : undefined
    },
    say: () => ({ right: 'a plain `userName`', wrong: 'a `userName` in the form of an e-mail address' }),
  }),
  onBody({
    name: 'attribute names in the letter case of the RFC',
    methods,
    change: (body) => {
      const spelled = Object.fromEntries(Object.entries(body).map(([name, value]) => [rfcSpelling(name), value]))
      return JSON.stringify(spelled) === JSON.stringify(body) ? undefined : spelled
    },
    say: (body) => {
      const wrong = Object.keys(body).find((name) => rfcSpelling(name) !== name) ?? ''
      return { right: code(rfcSpelling(wrong)), wrong: code(wrong) }
    },
  }),
  onBody({
    name: 'string for a number',
    methods,
    change: (body) => withScalars(body, (scalar) => (typeof scalar === 'number' ? String(scalar) : scalar)),
    say: sayScalar,
  }),
  onBody({
    name: 'string for a boolean',
    methods,
    change: (body) =>
      withScalars(body, (scalar) => (typeof scalar === 'boolean' ? (scalar ? 'True' : 'False') : scalar)),
    say: sayScalar,
  }),
]

function withoutSchemas(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'schemas'))
}

function firstChange(
  one: JsonValue,
  other: JsonValue | undefined,
  name: string,
): { readonly name: string; readonly one: JsonValue; readonly other: JsonValue } {
  const isChanged = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
    JSON.stringify(left) !== JSON.stringify(right)
  if (Array.isArray(one) && Array.isArray(other)) {
    const at = one.findIndex((value, index) => isChanged(value, other[index]))
    if (at >= 0) return firstChange(one[at] ?? null, other[at], name)
  }
  if (isJsonObject(one) && isJsonObject(other)) {
    const key = Object.keys(one).find((inner) => isChanged(one[inner], other[inner]))
    if (key !== undefined) return firstChange(one[key] ?? null, other[key], key)
  }
  return { name, one, other: other ?? null }
}
