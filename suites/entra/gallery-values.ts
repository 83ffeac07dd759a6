import { type CheckContext, sampleValue, withAllowedValues } from '../../harness/index.ts'
import { readTarget, type SourceUser } from '../../mocks/entra/index.ts'
import { type AttributeDefinition, GROUP_SCHEMA, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { type ProvisionedUser, provisioned, sourceUserFor } from './source-users.ts'
import { isSameForEntra, type Operation } from './wire.ts'

const TYPES: ReadonlySet<string> = new Set(['string', 'integer', 'dateTime', 'boolean'])
/** Attributes that Microsoft's test leaves out or sets in a special way. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'id',
  'schemas',
  'meta',
  'active',
  'roles',
  'groups',
  'members',
  'password',
  'externalid',
])
/** Values of attributes that require a format, one per line. */
const FORMED: Readonly<Record<string, string>> = {
  locale: 'en-US',
  preferredlanguage: 'en-US',
  timezone: 'Europe/Oslo',
}

/** Returns operations that change each single-valued attribute of a resource type, including sub-attributes. */
export async function eligibleOperations(context: CheckContext, type: 'User' | 'Group'): Promise<Operation[]> {
  const { target, given } = context
  const token = given.unique()
  const schema = target.schemas.get(type === 'User' ? USER_SCHEMA : GROUP_SCHEMA)
  const name = type === 'User' ? 'userName' : 'displayName'
  const unique: JsonValue = type === 'User' ? await given.userName() : `Team ${token}`
  if (schema === undefined) return [{ op: 'replace', path: name, value: unique }]
  return schema.attributes.flatMap((attribute): Operation[] => {
    if (attribute.multiValued || LEFT_OUT.has(attribute.name.toLowerCase())) return []
    if (attribute.type !== 'complex')
      return isEligible(attribute)
        ? [{ op: 'replace', path: attribute.name, value: attribute.name === name ? unique : textOf(attribute, token) }]
        : []
    return (attribute.subAttributes ?? [])
      .filter(isEligible)
      .map((sub) => ({ op: 'replace', path: `${attribute.name}.${sub.name}`, value: textOf(sub, token) }))
  })
}

function isEligible({
  type = 'string',
  mutability = 'readWrite',
  multiValued,
  returned,
}: AttributeDefinition): boolean {
  return TYPES.has(type) && mutability === 'readWrite' && multiValued !== true && returned !== 'never'
}

function textOf(attribute: AttributeDefinition, token: string): JsonValue {
  const formed = hasCanonicalValues(attribute) ? undefined : FORMED[attribute.name.toLowerCase()]
  return formed ?? sampleValue(attribute, token)
}

const hasCanonicalValues = ({ canonicalValues = [] }: AttributeDefinition): boolean => canonicalValues.length > 0

/** Creates an ordinary user with values that /Schemas allows. */
export async function galleryUser(context: CheckContext): Promise<SourceUser> {
  return withAllowedValues(context.target, context.entra.mapping.mapping, await sourceUserFor(context))
}

/** Provisions an ordinary user with values that /Schemas allows. */
export async function provisionedGalleryUser(context: CheckContext): Promise<ProvisionedUser> {
  return provisioned(context, await galleryUser(context))
}

/** Asserts that each operation took effect. */
export async function expectShown(
  context: CheckContext,
  endpoint: '/Users' | '/Groups',
  id: string,
  operations: readonly Operation[],
): Promise<void> {
  const { body } = await context.entra.client.read(endpoint, id)
  const differing = operations.flatMap(({ path = '', value }) => {
    const shown = readTarget((body ?? {}) as never, path)
    return isSameForEntra(value, shown)
      ? []
      : [`${path} is ${JSON.stringify(shown)} instead of ${JSON.stringify(value)}`]
  })
  context.expect(differing, 'attributes that did not change').to.deep.equal([])
}

/** Returns whether an attribute is an optional string that accepts any value. */
export function isPlainString(target: CheckContext['target'], name: string): boolean {
  const attribute = target.attribute(USER_SCHEMA, name)
  if (attribute === undefined || attribute.required === true || hasCanonicalValues(attribute)) return false
  return attribute.type === 'string' && isEligible(attribute)
}
