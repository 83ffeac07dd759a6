import { type CheckContext, defineStory, type Story, sampleValue } from '../../../harness/index.ts'
import {
  type AttributeDefinition,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { type CreatedResource, resourceFrom } from '../../support/index.ts'
import { CERTIFICATE } from './certificate.ts'
import { type Declared, userAttributes } from './discovery.ts'

/** A User created with a value for every attribute that the target declares as writable and accepts. */
export interface FullUser {
  readonly user: CreatedResource
  /** The body that was sent, with extensions below their URNs. */
  readonly sent: JsonObject
  /** The attributes that were sent. */
  readonly attributes: readonly Declared[]
}

/** Values for attributes whose meaning restricts the value, by name in lower case. */
const VALUES_BY_NAME: Readonly<Record<string, (token: string) => JsonValue>> = {
  locale: () => 'en-US',
  preferredlanguage: () => 'en-US',
  timezone: () => 'America/Los_Angeles',
  profileurl: (token) => `https://rehearsal.example/${token}`,
  photos: (token) => [{ value: `https://rehearsal.example/${token}.jpg`, type: 'photo' }],
  phonenumbers: () => [{ value: 'tel:+1-201-555-0123', type: 'work' }],
  emails: (token) => [{ value: `${token}@rehearsal.example`, type: 'work', primary: true }],
  addresses: () => [{ streetAddress: '100 Universal City Plaza', locality: 'Hollywood', country: 'US', type: 'work' }],
  x509certificates: () => [{ value: CERTIFICATE }],
  password: (token) => `Pw-${token}-9!`,
}

/** Returns a value that a target should accept for an attribute, from its known meaning or else from its definition. */
function valueFor(definition: AttributeDefinition, token: string): JsonValue {
  const meant = VALUES_BY_NAME[definition.name.toLowerCase()]?.(token)
  if (meant !== undefined) return cut(meant, definition)
  const sample = sampleValue(definition, token)
  const isPlainObject = isJsonObject(sample) && definition.type === 'complex'
  if (!isPlainObject) return sample
  const parts = (definition.subAttributes ?? []).filter(
    ({ type, mutability }) => type === 'string' && mutability !== 'readOnly' && mutability !== 'writeOnly',
  )
  return { ...Object.fromEntries(parts.map((part) => [part.name, sampleValue(part, token)])), ...sample }
}

/** Removes the sub-attributes of a complex value that the definition does not declare. */
function cut(value: JsonValue, { subAttributes }: AttributeDefinition): JsonValue {
  if (subAttributes === undefined) return value
  const declared = new Set(subAttributes.map(({ name }) => name.toLowerCase()))
  const cutOne = (one: JsonValue): JsonValue =>
    isJsonObject(one)
      ? Object.fromEntries(Object.entries(one).filter(([name]) => declared.has(name.toLowerCase())))
      : one
  return Array.isArray(value) ? value.map(cutOne) : cutOne(value)
}

/**
 * Returns true if a client can set the attribute without other data: it is neither read-only nor a reference to another
 * resource.
 */
function isFree({ definition }: Declared): boolean {
  const { name, mutability, subAttributes = [] } = definition
  const refersToOthers = [definition, ...subAttributes].some(
    ({ type, referenceTypes = [] }) =>
      type === 'reference' && referenceTypes.some((one) => one !== 'external' && one !== 'uri'),
  )
  return mutability !== 'readOnly' && !refersToOthers && name.toLowerCase() !== 'username'
}

/** Adds attributes to a body, those of extensions below their URNs. */
export function bodyWith(base: JsonObject, values: readonly (readonly [Declared, JsonValue])[]): JsonObject {
  const body: JsonObject = { ...base }
  const schemas = new Set(Array.isArray(base['schemas']) ? base['schemas'].map(String) : [USER_SCHEMA])
  for (const [{ extension, definition }, value] of values) {
    if (extension === undefined) body[definition.name] = value
    else {
      schemas.add(extension)
      const container = body[extension]
      body[extension] = { ...(isJsonObject(container) ? container : {}), [definition.name]: value }
    }
  }
  return { ...body, schemas: [...schemas] }
}

/** Creates one User with all attributes per run. Checks that share it must not change it. */
export const fullUser: Story<FullUser> = defineStory({
  id: 'discovery.schemas',
  gather: async (context) => {
    const { given, scim, target } = context
    const wanted = userAttributes(context).filter(isFree)
    const attempt = async (attributes: readonly Declared[]): Promise<FullUser | undefined> => {
      const token = given.unique()
      const sent = bodyWith(
        await given.userBody(),
        attributes.map((one) => [one, valueFor(one.definition, token)] as const),
      )
      const response = await scim.post(target.endpoint('User'), sent)
      const user = response.isSuccess ? await resourceFrom(context, response) : undefined
      return user === undefined ? undefined : { user, sent, attributes }
    }
    const whole =
      (await attempt(wanted)) ??
      (await attempt(await acceptable(wanted, async (part) => (await attempt(part)) !== undefined)))
    return whole ?? (await plainOne(context))
  },
})

/** Finds by bisection which values a target accepts, because a server may restrict values. */
async function acceptable(
  attributes: readonly Declared[],
  accepts: (part: readonly Declared[]) => Promise<boolean>,
): Promise<readonly Declared[]> {
  if (attributes.length < 2) return []
  const middle = Math.ceil(attributes.length / 2)
  const halves = [attributes.slice(0, middle), attributes.slice(middle)]
  const kept: Declared[] = []
  for (const half of halves) kept.push(...((await accepts(half)) ? half : await acceptable(half, accepts)))
  return kept
}

async function plainOne({ given }: CheckContext): Promise<FullUser> {
  return { user: await given.user(), sent: {}, attributes: [] }
}
