import type { CheckContext } from '../../../harness/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import { type CreatedResource, createdFrom, read } from '../../support/index.ts'

/** Creates users whose names have the same unique prefix, in the form that the target accepts. */
export async function family(
  context: CheckContext,
  endings: readonly string[],
  overridesOf: (index: number) => JsonObject = () => ({}),
): Promise<{ readonly prefix: string; readonly users: readonly CreatedResource[] }> {
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

/**
 * Creates a User with attributes that the target must store for the check to be meaningful. Skips the check if the
 * target rejects or restricts them, which a server may do.
 */
export async function userWith(context: CheckContext, overrides: JsonObject): Promise<CreatedResource> {
  const { scim, given, target, skip } = context
  const names = Object.keys(overrides).join(', ')
  const response = await scim.post(target.endpoint('User'), await given.userBody(overrides))
  if (!response.isSuccess)
    skip(`a User with ${names} cannot be created: ${response.describe()}`, `create-user-with-${names}`)
  const user = await createdFrom(context, response)
  const shown = await read(context, user)
  for (const [name, value] of Object.entries(overrides)) {
    if (value !== undefined && !holds(shown[name], value))
      skip(`the server does not store ${name} as sent`, `keeps-${name}`)
  }
  return shown
}

/**
 * Creates a User with attributes or, if the target rejects them, which a server may do, with only a userName. Returns
 * it as read.
 */
export async function userWithAcceptedAttributes(
  context: CheckContext,
  overrides: JsonObject,
): Promise<CreatedResource> {
  const { scim, given, target } = context
  const { userName, ...body } = await given.userBody(overrides)
  const response = await scim.post(target.endpoint('User'), { userName, ...body })
  const made = response.isSuccess ? await createdFrom(context, response) : await given.user({ userName })
  return read(context, made)
}

/**
 * Returns whether the returned value contains everything that was sent; objects may have more members, and letter case
 * may differ.
 */
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

/**
 * Returns values of `type` that the target accepts for an attribute: its canonical values, else those of RFC 7643
 * §4.1.2.
 */
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
