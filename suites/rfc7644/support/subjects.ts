import type { CheckContext } from '../../../harness/index.ts'
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type ScimResource,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'

/** A resource that the check has made. */
export type Made = ScimResource & { readonly id: string }

/** Ends the check where the target does not declare the attributes, or declares nothing and so cannot be held to what is optional. */
export function requireDeclared(
  { target, inapplicable, skip }: CheckContext,
  urn: string,
  ...paths: readonly string[]
): void {
  if (target.schemas.size === 0) skip('/Schemas cannot be read, so no optional attribute can be demanded', 'no-schemas')
  for (const path of paths)
    if (target.attribute(urn, path) === undefined) inapplicable(`${path} is not declared in /Schemas`)
}

/** Ends the check where the target does not declare the attributes of a User, or not as writable. */
export function requireWritable(context: CheckContext, ...paths: readonly string[]): void {
  requireDeclared(context, USER_SCHEMA, ...paths)
  for (const path of paths)
    if (context.target.attribute(USER_SCHEMA, path)?.mutability === 'readOnly')
      context.inapplicable(`${path} is declared readOnly`)
}

/** Makes users whose names are one unique prefix with an ending each, in the form that the target takes. */
export async function family(
  context: CheckContext,
  endings: readonly string[],
  overridesOf: (index: number) => JsonObject = () => ({}),
): Promise<{ readonly prefix: string; readonly users: readonly Made[] }> {
  const { given } = context
  const prefix = given.unique()
  const isEmail = String((await given.userBody())['userName']).includes('@')
  const users = await Promise.all(
    endings.map((ending, index) =>
      given.user({ userName: `${prefix}${ending}${isEmail ? '@rehearsal.example' : ''}`, ...overridesOf(index) }),
    ),
  )
  return { prefix, users }
}

/** Makes a User with attributes that it must keep for the check to mean anything. Skips where the target refuses or narrows them, which is its right. */
export async function userWith(context: CheckContext, overrides: JsonObject): Promise<Made> {
  const { scim, given, target, skip } = context
  const names = Object.keys(overrides).join(', ')
  const response = await scim.post(target.endpoint('User'), await given.userBody(overrides))
  if (!response.isSuccess)
    skip(`a User with ${names} cannot be created: ${response.describe()}`, `create-user-with-${names}`)
  const user = await madeFrom(context, response.body, response.headers['location'])
  const shown = await read(context, user)
  for (const [name, value] of Object.entries(overrides)) {
    if (value !== undefined && !holds(shown[name], value))
      skip(`the target does not keep ${name} as it was sent`, `keeps-${name}`)
  }
  return shown
}

/** Makes a User with attributes; where the target refuses them, which is its right, with no more than a userName. Shows it as it is read. */
export async function userAsFarAsTaken(context: CheckContext, overrides: JsonObject): Promise<Made> {
  const { scim, given, target } = context
  const { userName, ...body } = await given.userBody(overrides)
  const response = await scim.post(target.endpoint('User'), { userName, ...body })
  const made = response.isSuccess
    ? await madeFrom(context, response.body, response.headers['location'])
    : await given.user({ userName })
  return read(context, made)
}

/** The resource of a create, or at its Location where the answer has no body. Skips where there is no id. */
export async function madeFrom(
  { scim, skip }: CheckContext,
  body: JsonValue | undefined,
  location: string | undefined,
): Promise<Made> {
  const shown = body === undefined && location !== undefined ? (await scim.get(location)).body : body
  const { id } = isJsonObject(shown) ? shown : {}
  if (typeof id !== 'string' || id === '') skip('a created resource has no id', 'no-id')
  return shown as Made
}

/** Tells whether what is shown has all that was sent: objects may have more, letter case may differ. */
export function holds(shown: JsonValue | undefined, sent: JsonValue): boolean {
  if (Array.isArray(sent)) return Array.isArray(shown) && sent.every((one) => shown.some((other) => holds(other, one)))
  if (isJsonObject(sent))
    return (
      isJsonObject(shown) &&
      Object.entries(sent).every(([name, value]) => value === undefined || holds(shown[name], value))
    )
  if (typeof sent === 'string') return typeof shown === 'string' && shown.toLowerCase() === sent.toLowerCase()
  return shown === sent
}

/** Reads a resource. Throws AssertionError where that is not answered with 200. */
export async function read(
  { scim, expect }: CheckContext,
  resource: ScimResource,
  query: Readonly<Record<string, string>> = {},
): Promise<Made> {
  const response = await scim.get(resource, { query })
  expect(response).to.have.status(200)
  return response.resource as Made
}

/** Reads a resource until the assertion holds or the run's settle time is over. */
export async function shows(
  context: CheckContext,
  resource: ScimResource,
  assertion: (shown: Made) => unknown,
): Promise<void> {
  await context.eventually(async () => void (await assertion(await read(context, resource))))
}

/** Types of an attribute's elements that the target takes: its canonical values, else those that RFC 7643 §4.1.2 names. */
export function typesOf(
  { target }: CheckContext,
  name: string,
  usual: readonly string[] = ['work', 'home', 'other'],
): readonly string[] {
  const declared = target.attribute(USER_SCHEMA, `${name}.type`)?.canonicalValues ?? []
  return declared.length === 0
    ? usual
    : [...usual.filter((type) => declared.includes(type)), ...declared.filter((type) => !usual.includes(type))]
}

/** The elements of a multi-valued complex attribute; empty where it has none. */
export function elementsOf(resource: JsonObject, name: string): JsonObject[] {
  const value = resource[name]
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** Tells whether a value is one: absent, null, an empty array and an object of such are the same state (RFC 7643 §2.5). */
export function isAssigned(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return isJsonObject(value) ? Object.values(value).some(isAssigned) : true
}

/** A member of a member, `meta.version`, as text; undefined where it is none. */
export function textAt(resource: JsonObject, outer: string, inner: string): string | undefined {
  const held = resource[outer]
  const value = isJsonObject(held) ? held[inner] : undefined
  return typeof value === 'string' ? value : undefined
}
