import { type Check, defineCheck } from '../../harness/index.ts'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { definitionsOf, documents, type Located, nameOf } from './support/discovery.ts'
import { equalsIgnoringCase, USER_LISTS } from './support/values.ts'

/** The characteristics that RFC 7643 requires of an attribute. A missing member has the default of §2.2. */
interface Expectation {
  readonly row: string
  readonly schema: string
  readonly path: string
  readonly characteristics: Readonly<Record<string, string | boolean>>
}

const DEFAULTS: Readonly<Record<string, string | boolean>> = {
  type: 'string',
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
}

const user = (row: string, path: string, characteristics: Expectation['characteristics']): Expectation => ({
  row,
  schema: USER_SCHEMA,
  path,
  characteristics,
})
const group = (row: string, path: string, characteristics: Expectation['characteristics']): Expectation => ({
  row,
  schema: GROUP_SCHEMA,
  path,
  characteristics,
})
const enterprise = (path: string, characteristics: Expectation['characteristics']): Expectation => ({
  row: 'rfc7643-8.7.1-06',
  schema: ENTERPRISE_USER_SCHEMA,
  path,
  characteristics,
})
const list = { type: 'complex', multiValued: true } as const
const singleString = { type: 'string', multiValued: false } as const

/** Normative facts of RFC 7643 §3, §4 and §8.7.1 about the published schemas, by check. */
const EXPECTATIONS: Readonly<Record<string, readonly Expectation[]>> = {
  'user-name': [
    user('rfc7643-8.7.1-01', 'userName', {
      ...singleString,
      required: true,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'server',
    }),
  ],
  'user-lists': USER_LISTS.map((path) => user('rfc7643-8.7.1-02', path, list)),
  'user-email': [user('rfc7643-4.1.2-02', 'emails', list)],
  'user-full-name': [
    user('rfc7643-4.1.1-05', 'name', { type: 'complex', multiValued: false }),
    ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map((part) =>
      user('rfc7643-4.1.1-05', `name.${part}`, singleString),
    ),
  ],
  'user-password': [user('rfc7643-4.1.1-16', 'password', { mutability: 'writeOnly', returned: 'never' })],
  'user-groups': [
    user('rfc7643-8.7.1-03', 'groups', { mutability: 'readOnly' }),
    ...['value', '$ref', 'display', 'type'].map((part) =>
      user('rfc7643-8.7.1-03', `groups.${part}`, { mutability: 'readOnly' }),
    ),
  ],
  'group-members': [
    group('rfc7643-8.7.1-04', 'members', { ...list, mutability: 'readWrite' }),
    ...['value', '$ref', 'type'].map((part) =>
      group('rfc7643-8.7.1-04', `members.${part}`, { mutability: 'immutable' }),
    ),
  ],
  'group-name': [group('rfc7643-8.7.1-05', 'displayName', { required: true })],
  enterprise: [
    ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map((path) =>
      enterprise(path, singleString),
    ),
    enterprise('manager', { type: 'complex', multiValued: false }),
    enterprise('manager.value', { type: 'string' }),
    enterprise('manager.$ref', { type: 'reference' }),
    enterprise('manager.displayName', { type: 'string', mutability: 'readOnly' }),
  ],
}

const TITLES: Readonly<Record<string, string>> = {
  'user-name': 'userName is declared as a required string, unique on the server',
  'user-lists': 'The multi-valued attributes of a User are declared multi-valued',
  'user-email': 'emails is declared as multi-valued and complex',
  'user-full-name': 'name is declared complex, with strings as sub-attributes',
  'user-password': 'password is declared writeOnly and never returned',
  'user-groups': 'groups of a User is declared readOnly',
  'group-members': 'members of a Group is declared as a list with immutable elements',
  'group-name': 'displayName of a Group is declared required',
  enterprise: 'The attributes of the enterprise extension are declared as RFC 7643 defines them',
}

/** Checks each group of facts; an attribute that the target does not declare is not required. */
export const publishedSchemas: readonly Check[] = Object.entries(EXPECTATIONS).map(([name, expectations]) =>
  defineCheck({
    id: `scim.schema.published-${name}`,
    title: TITLES[name] ?? name,
    requirements: [...new Set(expectations.map(({ row }) => row))],
    readOnly: true,
    async run(context) {
      const { expect, requirement, inapplicable } = context
      const declared = definitionsOf(await documents(context, '/Schemas'))
      const found = expectations.flatMap((expectation) => {
        const located = find(declared, expectation)
        return located === undefined ? [] : [{ ...expectation, located }]
      })
      if (found.length === 0) inapplicable('/Schemas declares none of the attributes')
      for (const { row, located, characteristics } of found) {
        for (const [characteristic, wanted] of Object.entries(characteristics)) {
          const stated = located.definition[characteristic] ?? DEFAULTS[characteristic]
          // A missing member has its default, except if the server would then be judged by a statement that it did not
          // make (fair treatment A46).
          if (stated === undefined) continue
          const isSame = stated === wanted || equalsIgnoringCase(stated, wanted)
          await requirement(row, () =>
            expect(stated, `${characteristic} of ${nameOf(located)}`).to.fit(() => isSame, JSON.stringify(wanted)),
          )
        }
      }
    },
  }),
)

function find(declared: readonly Located[], { schema, path }: Expectation): Located | undefined {
  return declared.find(
    (located) => equalsIgnoringCase(located.schema['id'], schema) && equalsIgnoringCase(located.path, path),
  )
}

const COMMON: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  id: { mutability: 'readOnly', caseExact: true, returned: 'always' },
  externalId: { mutability: 'readWrite', caseExact: true },
  meta: { mutability: 'readOnly' },
}

/** Checks the common attributes if a schema lists them, which is optional (RFC 7643 §3.1). */
export const commonAttributes: Check = defineCheck({
  id: 'scim.schema.common-attributes',
  title: 'If a schema lists id, externalId and meta, they have the characteristics that RFC 7643 defines',
  requirements: ['rfc7643-3.1-29'],
  readOnly: true,
  async run(context) {
    const { expect, inapplicable } = context
    const listed = definitionsOf(await documents(context, '/Schemas')).filter(
      ({ schema, parent, path }) =>
        parent === undefined &&
        COMMON[path] !== undefined &&
        [USER_SCHEMA, GROUP_SCHEMA].some((urn) => equalsIgnoringCase(urn, schema['id'])),
    )
    if (listed.length === 0) inapplicable('no schema lists a common attribute')
    for (const located of listed)
      for (const [characteristic, wanted] of Object.entries(COMMON[located.path] ?? {}))
        if (located.definition[characteristic] !== undefined)
          expect(located.definition[characteristic], `${characteristic} of ${nameOf(located)}`).to.equal(wanted)
  },
})

/** Checks that attributes of type reference are declared case exact (RFC 7643 §2.3.7). */
export const referencesAreCaseExact: Check = defineCheck({
  id: 'scim.schema.references-case-exact',
  title: 'References are declared caseExact',
  requirements: ['rfc7643-2.3.7-07'],
  readOnly: true,
  async run(context) {
    const references = definitionsOf(await documents(context, '/Schemas')).filter(
      ({ definition }) => definition['type'] === 'reference' && definition['caseExact'] === false,
    )
    for (const located of references) {
      const remark = `${nameOf(located)} is a reference and is declared caseExact: false`
      // The schemas printed in RFC 7643 §8.7 have this value themselves (erratum 6001 is "held for document update"); a
      // server that serves them as printed is not reported.
      if (PRINTED.test(String(located.schema['id']))) context.note(remark)
      else context.warn(remark)
    }
  },
})

const PRINTED = /^urn:ietf:params:scim:schemas:(?:core|extension:enterprise):2\.0:/i
const NAMESPACE = /^urn:ietf:params:scim:(?:schemas:core|api):/i
const REGISTERED = [
  USER_SCHEMA,
  GROUP_SCHEMA,
  SCHEMA_SCHEMA,
  RESOURCE_TYPE_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  // Later drafts and RFCs have registered other types, so only names without a known word get a remark.
  'urn:ietf:params:scim:schemas:core:2.0:Device',
  'urn:ietf:params:scim:schemas:core:2.0:EndpointApp',
]

/** Checks that the target's own schemas are not in the namespaces of the IETF (RFC 7643 §10.3.1). */
export const reservedNamespaces: Check = defineCheck({
  id: 'scim.schema.reserved-namespace',
  title: 'Schemas of the server do not use the namespaces of the IETF',
  requirements: ['rfc7643-10.3.1-01'],
  readOnly: true,
  async run(context) {
    for (const { id } of await documents(context, '/Schemas'))
      if (NAMESPACE.test(String(id)) && !REGISTERED.some((urn) => equalsIgnoringCase(urn, id)))
        context.warn(`${String(id)} is in a namespace of the IETF, and no registration of it is known`)
  },
})

const DISCOVERY = [
  { row: 'rfc7643-5-02', urn: SERVICE_PROVIDER_CONFIG_SCHEMA, name: 'ServiceProviderConfig' },
  { row: 'rfc7643-6-02', urn: RESOURCE_TYPE_SCHEMA, name: 'ResourceType' },
  { row: 'rfc7643-7-03', urn: SCHEMA_SCHEMA, name: 'Schema' },
] as const

/**
 * Checks in /Schemas that the attributes of discovery resources are read-only; a harness writes only to resources that
 * it created.
 */
export const discoveryIsReadOnly: readonly Check[] = DISCOVERY.map(({ row, urn, name }) =>
  defineCheck({
    id: `scim.schema.${name.toLowerCase()}-read-only`,
    title: `The attributes of ${name} are declared readOnly`,
    requirements: [row],
    readOnly: true,
    async run(context) {
      const { expect, inapplicable } = context
      const schema: JsonObject | undefined = (await documents(context, '/Schemas')).find(({ id }) =>
        equalsIgnoringCase(id, urn),
      )
      if (!isJsonObject(schema)) inapplicable(`/Schemas does not list ${urn}`)
      const writable = definitionsOf(schema === undefined ? [] : [schema])
        .filter(({ parent, definition }) => parent === undefined && typeof definition['mutability'] === 'string')
        .filter(({ definition }) => !equalsIgnoringCase(definition['mutability'], 'readOnly'))
        .map(({ path }) => path)
      expect(writable, `attributes of ${name} that are not declared readOnly`).to.deep.equal([])
    },
  }),
)
