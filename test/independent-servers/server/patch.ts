import { compileFilter, resolvePath } from './filter.ts'
import { type Attribute, fitTo, isObject, type Json, named, onePrimary, Wrong } from './schema.ts'

const PATH = /^(?<head>[^[\]]+)(?:\[(?<filter>.*)\])?(?:\.(?<sub>[\w$]+))?$/s

/** Returns a resource after the operations of a PatchOp message; the given one does not change. Throws Wrong. */
export function patched(resource: Json, message: unknown, attributes: readonly Attribute[]): Json {
  const { schemas, Operations: operations } = isObject(message) ? message : {}
  if (!Array.isArray(schemas) || !schemas.includes('urn:ietf:params:scim:api:messages:2.0:PatchOp'))
    throw new Wrong(400, 'the message is not a PatchOp', 'invalidSyntax')
  if (!Array.isArray(operations) || operations.length === 0) throw new Wrong(400, 'no Operations', 'invalidSyntax')
  const copy = structuredClone(resource)
  for (const operation of operations) apply(copy, operation, attributes)
  return copy
}

function apply(resource: Json, operation: unknown, attributes: readonly Attribute[]): void {
  const { op, path, value } = isObject(operation) ? operation : {}
  const kind = String(op).toLowerCase()
  if (!/^(?:add|replace|remove)$/.test(kind)) throw new Wrong(400, `unknown op ${String(op)}`, 'invalidSyntax')
  if (kind !== 'remove' && value === undefined) throw new Wrong(400, `${kind} has no value`, 'invalidValue')
  if (path !== undefined) {
    if (typeof path !== 'string') throw new Wrong(400, 'path must be a string', 'invalidPath')
    change(resource, kind, path, value, attributes)
    return
  }
  if (kind === 'remove') throw new Wrong(400, 'remove has no path', 'noTarget')
  if (!isObject(value)) throw new Wrong(400, 'a value without a path must be an object', 'invalidValue')
  for (const [name, part] of Object.entries(value)) {
    const extension = name.includes(':') ? named(attributes, name) : undefined
    if (name === 'schemas') continue
    if (extension === undefined || !isObject(part)) change(resource, kind, name, part, attributes)
    else for (const [inner, one] of Object.entries(part)) change(resource, kind, `${name}:${inner}`, one, attributes)
  }
}

function change(resource: Json, kind: string, path: string, value: unknown, attributes: readonly Attribute[]): void {
  const { head, filter, sub } = PATH.exec(path)?.groups ?? {}
  if (head === undefined) throw new Wrong(400, `unreadable path ${path}`, 'invalidPath')
  const { chain } = resolvePath(filter === undefined ? path : head, attributes)
  const last = chain.at(-1)
  if (last === undefined || chain.some(({ mutability }) => mutability === 'readOnly'))
    throw new Wrong(400, `${path} is read-only`, 'mutability')
  if (kind === 'remove' && chain.length === 1 && last.required)
    throw new Wrong(400, `${path} is required`, 'mutability')
  if (filter !== undefined) {
    changeElements(resource, kind, last, filter, sub, value)
    return
  }
  const holders = chain.slice(0, -1).reduce<Json[]>(
    (parents, attribute) =>
      parents.flatMap((parent) => {
        if (parent[attribute.name] === undefined && kind !== 'remove' && !attribute.multiValued)
          parent[attribute.name] = {}
        const inner = parent[attribute.name]
        return (Array.isArray(inner) ? inner : [inner]).filter(isObject)
      }),
    [resource],
  )
  for (const holder of holders) put(holder, kind, last, value)
  for (const { name } of chain.slice(0, -1))
    if (isObject(resource[name]) && Object.keys(resource[name]).length === 0) delete resource[name]
}

function put(holder: Json, kind: string, attribute: Attribute, value: unknown): void {
  const { name } = attribute
  const old = holder[name]
  if (kind === 'remove') {
    const gone = idsIn(value)
    // Entra removes members by listing them.
    const left = gone.length > 0 && Array.isArray(old) ? old.filter((item) => !gone.includes(idOf(item))) : []
    if (left.length > 0) holder[name] = left
    else delete holder[name]
    return
  }
  const fitted = fitTo(attribute, value)
  if (kind === 'add' && Array.isArray(old) && Array.isArray(fitted)) {
    const known = new Set(old.map(keyOf))
    holder[name] = onePrimary([...old, ...fitted.filter((item) => !known.has(keyOf(item)))])
  } else if (isObject(old) && isObject(fitted)) holder[name] = { ...old, ...fitted }
  else if (fitted === undefined) delete holder[name]
  else holder[name] = fitted
}

const idOf = (item: unknown): unknown => (isObject(item) ? item['value'] : item)
const idsIn = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat().map(idOf))
const keyOf = (item: unknown): string => {
  const { display: _, $ref: __, ...rest } = isObject(item) ? item : { value: item }
  return JSON.stringify(rest)
}

function changeElements(
  resource: Json,
  kind: string,
  attribute: Attribute,
  filter: string,
  sub: string | undefined,
  value: unknown,
): void {
  const test = compileFilter(filter, attribute.subAttributes ?? [])
  const isFixed = attribute.name === 'members'
  if (isFixed && kind !== 'remove' && sub !== undefined) throw new Wrong(400, 'members are immutable', 'mutability')
  const old = resource[attribute.name]
  const elements = Array.isArray(old) ? old.filter(isObject) : []
  const hits = elements.filter(test)
  const part = sub === undefined ? undefined : named(attribute.subAttributes, sub)
  if (sub !== undefined && part === undefined) throw new Wrong(400, `unknown attribute ${sub}`, 'invalidPath')
  if (kind === 'remove') {
    if (part !== undefined) for (const hit of hits) delete hit[part.name]
    else resource[attribute.name] = elements.filter((element) => !hits.includes(element))
    if ((resource[attribute.name] as unknown[] | undefined)?.length === 0) delete resource[attribute.name]
    return
  }
  if (hits.length === 0) {
    const [, name = '', wanted = ''] = /^\s*([\w$]+)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*$/i.exec(filter) ?? []
    const key = named(attribute.subAttributes, name)
    if (key === undefined || (kind === 'replace' && (part === undefined || key.name !== 'type')))
      throw new Wrong(400, `nothing matches ${filter}`, 'noTarget')
    const made: Json = { [key.name]: JSON.parse(wanted) }
    elements.push(made)
    hits.push(made)
  }
  for (const hit of hits) {
    if (part !== undefined) {
      const fitted = fitTo(part, value)
      if (fitted === undefined) delete hit[part.name]
      else hit[part.name] = fitted
    } else Object.assign(hit, fitTo({ ...attribute, multiValued: false }, value))
  }
  const changed = hits.at(-1)
  // The element that was changed last remains primary.
  const rest = elements.map((element) =>
    element !== changed && changed?.['primary'] === true && element['primary'] === true
      ? { ...element, primary: false }
      : element,
  )
  resource[attribute.name] = rest
}
