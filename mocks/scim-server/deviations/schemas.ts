import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import { employmentSchema } from '../schema/discovery.ts'
import type { Around, Deviation } from './deviation.ts'
import { definitionShown, schemaList, schemasShown } from './documents.ts'
import { without } from './message-parts.ts'
import { on } from './request-conditions.ts'
import { bodies } from './rewriters.ts'

const OWN = employmentSchema.id

/** A schema with one wrong definition, and the checks that must detect it. */
interface WrongDefinition {
  readonly name: string
  readonly says: string
  readonly caughtBy: readonly string[]
  readonly schema: string
  readonly path: string
  readonly change: (definition: JsonObject) => JsonObject
}

const stated =
  (members: Readonly<Record<string, JsonValue>>): WrongDefinition['change'] =>
  (definition) => ({ ...definition, ...members })

/** Definitions that violate RFC 7643 §7 or §2, one per row. */
const DEFINITIONS: readonly WrongDefinition[] = [
  {
    name: 'definition-without-plurality',
    says: 'an attribute definition has no multiValued',
    caughtBy: ['scim.schema.attribute-members'],
    schema: USER_SCHEMA,
    path: 'title',
    change: (definition) => without(definition, 'multiValued'),
  },
  {
    name: 'definition-without-type',
    says: 'the definition of active has no type, so the type is string, and active is not a string',
    caughtBy: ['scim.attribute.json-types', 'scim.schema.attribute-members'],
    schema: USER_SCHEMA,
    path: 'active',
    change: (definition) => without(definition, 'type'),
  },
  {
    name: 'definition-name-with-blank',
    says: 'the name of an attribute contains a space',
    caughtBy: ['scim.schema.attribute-name'],
    schema: OWN,
    path: 'shoeSize',
    change: stated({ name: 'shoe size' }),
  },
  {
    name: 'definition-type-unknown',
    says: 'the type of an attribute is date, also in an extension',
    caughtBy: ['scim.schema.attribute-type', 'scim.schema.extension-type'],
    schema: OWN,
    path: 'hiredAt',
    change: stated({ type: 'date' }),
  },
  {
    name: 'definition-string-with-parts',
    says: 'an attribute of type string has sub-attributes',
    caughtBy: ['scim.schema.simple-attribute'],
    schema: USER_SCHEMA,
    path: 'title',
    change: stated({ subAttributes: [{ name: 'short', type: 'string', multiValued: false }] }),
  },
  {
    name: 'definition-part-complex',
    says: 'a sub-attribute is complex',
    caughtBy: ['scim.schema.sub-attribute'],
    schema: USER_SCHEMA,
    path: 'name.familyName',
    change: stated({ type: 'complex', subAttributes: [{ name: 'prefix', type: 'string', multiValued: false }] }),
  },
  {
    name: 'definition-complex-without-parts',
    says: 'a complex attribute lists no sub-attributes',
    caughtBy: ['scim.schema.complex-attribute'],
    schema: USER_SCHEMA,
    path: 'addresses',
    change: (definition) => without(definition, 'subAttributes'),
  },
  {
    name: 'definition-complex-unique',
    says: 'a complex attribute is declared unique',
    caughtBy: ['scim.schema.complex-characteristics'],
    schema: USER_SCHEMA,
    path: 'addresses',
    change: stated({ uniqueness: 'server', caseExact: true }),
  },
  {
    name: 'definition-flags-are-strings',
    says: 'required and caseExact of an attribute are strings',
    caughtBy: ['scim.schema.required', 'scim.schema.case-exact'],
    schema: USER_SCHEMA,
    path: 'title',
    change: stated({ required: 'false', caseExact: 'false' }),
  },
  {
    name: 'definition-keywords-unknown',
    says: 'mutability, returned and uniqueness of an attribute are unknown keywords',
    caughtBy: ['scim.schema.mutability', 'scim.schema.returned', 'scim.schema.uniqueness'],
    schema: USER_SCHEMA,
    path: 'title',
    change: stated({ mutability: 'editable', returned: 'sometimes', uniqueness: 'tenant' }),
  },
  {
    name: 'definition-canonical-values-are-objects',
    says: 'canonicalValues lists objects',
    caughtBy: ['scim.schema.canonical-values'],
    schema: USER_SCHEMA,
    path: 'emails.type',
    change: stated({ canonicalValues: [{ value: 'work' }] }),
  },
  {
    name: 'definition-reference-types-is-string',
    says: 'referenceTypes is a string',
    caughtBy: ['scim.schema.reference-types'],
    schema: USER_SCHEMA,
    path: 'profileUrl',
    change: stated({ referenceTypes: 'external' }),
  },
  {
    name: 'definition-description-is-object',
    says: 'the description of an attribute is an object with one member per language',
    caughtBy: ['scim.schema.attribute-description'],
    schema: USER_SCHEMA,
    path: 'title',
    change: stated({ description: { en: 'The title' } }),
  },
  {
    name: 'definition-reference-ignores-case',
    says: "a reference of the server's own schema is declared as not caseExact",
    caughtBy: ['scim.schema.references-case-exact'],
    schema: OWN,
    path: 'handbook',
    change: stated({ caseExact: false }),
  },
  {
    name: 'published-user-name-optional',
    says: 'userName is declared optional, and not unique',
    caughtBy: ['scim.schema.published-user-name'],
    schema: USER_SCHEMA,
    path: 'userName',
    change: stated({ required: false, uniqueness: 'none' }),
  },
  {
    name: 'published-emails-single',
    says: 'emails is declared single-valued',
    caughtBy: ['scim.schema.published-user-lists', 'scim.schema.published-user-email'],
    schema: USER_SCHEMA,
    path: 'emails',
    change: stated({ multiValued: false }),
  },
  {
    name: 'published-name-is-list',
    says: 'name is declared multi-valued',
    caughtBy: ['scim.schema.published-user-full-name'],
    schema: USER_SCHEMA,
    path: 'name',
    change: stated({ multiValued: true }),
  },
  {
    name: 'published-password-readable',
    says: 'password is declared readWrite, and returned by default',
    caughtBy: ['scim.schema.published-user-password'],
    schema: USER_SCHEMA,
    path: 'password',
    change: stated({ mutability: 'readWrite', returned: 'default' }),
  },
  {
    name: 'published-groups-writable',
    says: 'groups of a User is declared readWrite',
    caughtBy: ['scim.schema.published-user-groups'],
    schema: USER_SCHEMA,
    path: 'groups',
    change: stated({ mutability: 'readWrite' }),
  },
  {
    name: 'published-member-writable',
    says: 'value of a member is declared readWrite',
    caughtBy: ['scim.schema.published-group-members'],
    schema: GROUP_SCHEMA,
    path: 'members.value',
    change: stated({ mutability: 'readWrite' }),
  },
  {
    name: 'published-group-name-optional',
    says: 'displayName of a Group is declared optional',
    caughtBy: ['scim.schema.published-group-name'],
    schema: GROUP_SCHEMA,
    path: 'displayName',
    change: stated({ required: false }),
  },
  {
    name: 'published-manager-is-string',
    says: 'manager is declared as a string',
    caughtBy: ['scim.schema.published-enterprise'],
    schema: ENTERPRISE_USER_SCHEMA,
    path: 'manager',
    change: stated({ type: 'string' }),
  },
]

const DISCOVERY = [
  { name: 'service-provider-config', urn: SERVICE_PROVIDER_CONFIG_SCHEMA, check: 'serviceproviderconfig' },
  { name: 'resource-type', urn: RESOURCE_TYPE_SCHEMA, check: 'resourcetype' },
  { name: 'schema', urn: SCHEMA_SCHEMA, check: 'schema' },
] as const

const attributesOf = (schema: JsonObject): JsonValue[] => {
  const listed = schema['attributes']
  return Array.isArray(listed) ? listed : []
}

const writable = (urn: string): Around =>
  schemasShown((schema) =>
    schema['id'] === urn
      ? {
          ...schema,
          attributes: attributesOf(schema).map((one) =>
            isJsonObject(one) ? { ...one, mutability: 'readWrite' } : one,
          ),
        }
      : schema,
  )

const adding = (urn: string, definition: JsonObject): Around =>
  schemasShown((schema) =>
    schema['id'] === urn ? { ...schema, attributes: [...attributesOf(schema), definition] } : schema,
  )

/** Deviations in schemas (RFC 7643 §7). */
export const schemaDeviations: readonly Deviation[] = [
  ...DEFINITIONS.map(
    ({ name, says, caughtBy, schema, path, change }): Deviation => ({
      name,
      says,
      caughtBy,
      around: definitionShown(schema, path, change),
    }),
  ),
  ...DISCOVERY.map(
    ({ name, urn, check }): Deviation => ({
      name: `published-${name}-writable`,
      says: `the attributes of the discovery resource ${urn.split(':').at(-1)} are declared readWrite`,
      caughtBy: [`scim.schema.${check}-read-only`],
      around: writable(urn),
    }),
  ),
  {
    name: 'published-id-writable',
    says: 'the schema of User lists id, as readWrite',
    caughtBy: ['scim.schema.common-attributes'],
    around: adding(USER_SCHEMA, { name: 'id', type: 'string', multiValued: false, mutability: 'readWrite' }),
  },
  {
    name: 'extension-redefines-title',
    says: 'an extension defines title, which User already has',
    caughtBy: ['scim.schema.extension-redefines'],
    around: adding(OWN, { name: 'title', type: 'string', multiValued: false }),
  },
  {
    name: 'schemas-misshapen',
    says: 'schemas do not list the Schema URN, and their name is a number',
    caughtBy: ['scim.schema.members', 'scim.schema.read-singly'],
    around: schemasShown((schema) => ({ ...schema, schemas: [], name: 7 })),
  },
  {
    name: 'schema-twice',
    says: 'a schema is listed twice, without its attributes',
    caughtBy: ['scim.schema.members'],
    around: schemaList((schemas) => [
      ...schemas,
      ...schemas.slice(0, 1).map((one) => (isJsonObject(one) ? { ...one, attributes: [] } : one)),
    ]),
  },
  {
    name: 'single-schema-with-another-id',
    says: 'a schema that is read on its own has its name as id',
    caughtBy: ['scim.schema.read-singly', 'scim.discovery.schema-by-uri'],
    around: bodies(on('GET', /^\/Schemas\/./), (schema) => ({ ...schema, id: schema['name'] ?? null })),
  },
  {
    name: 'schema-in-reserved-namespace',
    says: 'a schema of the server itself is in a namespace of the IETF',
    caughtBy: ['scim.schema.reserved-namespace'],
    around: schemaList((schemas) => [
      ...schemas,
      {
        schemas: [SCHEMA_SCHEMA],
        id: 'urn:ietf:params:scim:schemas:core:2.0:Badge',
        name: 'Badge',
        attributes: [{ name: 'number', type: 'string', multiValued: false }],
        meta: { resourceType: 'Schema' },
      },
    ]),
  },
]
