import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, SCHEMA_SCHEMA } from '../../mocks/protocol/index.ts'
import { schemaPath } from '../support/index.ts'
import { definitionsOf, documents, type Located, nameOf } from './support/discovery.ts'
import { equalsIgnoringCase, isAbsoluteUri } from './support/values.ts'

const PATH = '/Schemas'
const isAbsent = (value: unknown): boolean => value === undefined || value === null

/** Names one schema, or several with their number. */
const listOf = (ids: readonly string[]): string =>
  ids.length === 1 ? `the schema ${ids[0]}` : `${ids.length} schemas (${ids.join(', ')})`

/** Checks the common members of each document in /Schemas (RFC 7643 §7). */
export const schemaMembers: Check = defineCheck({
  id: 'scim.schema.members',
  title: 'Each schema lists the Schema URN in schemas, and has its own URN as id and its attributes',
  requirements: ['rfc7643-7-01', 'rfc7643-7-04', 'rfc7643-7-05', 'rfc7643-7-06'],
  readOnly: true,
  async run(context) {
    const { expect, requirement, warn } = context
    const schemas = await documents(context, PATH)
    // The documents printed in RFC 7643 §8.7 have no `schemas`.
    const bare = schemas.filter((schema) => isAbsent(schema['schemas'])).map(({ id }) => String(id))
    if (bare.length > 0)
      warn(`${listOf(bare)} ${bare.length === 1 ? 'has' : 'have'} no \`schemas\`; it should list ${SCHEMA_SCHEMA}`)
    for (const schema of schemas) {
      const { id, name, description, attributes } = schema
      if (!isAbsent(schema['schemas']))
        await requirement('rfc7643-7-01', () =>
          expect(schema['schemas'], `schemas of ${String(id)}`)
            .to.be.an('array')
            .that.includes(SCHEMA_SCHEMA),
        )
      await requirement('rfc7643-7-04', () => expect(id, 'id').to.fit(isAbsoluteUri, 'a URI'))
      if (!isAbsent(name))
        await requirement(
          'rfc7643-7-05',
          () => expect(name, `name of ${String(id)}`).to.be.a('string').that.is.not.empty,
        )
      if (!isAbsent(description))
        await requirement('rfc7643-7-05', () => expect(description, `description of ${String(id)}`).to.be.a('string'))
      await requirement(
        'rfc7643-7-06',
        () => expect(attributes, `attributes of ${String(id)}`).to.be.an('array').that.is.not.empty,
      )
    }
    const nameless = schemas.filter(({ name }) => isAbsent(name)).map(({ id }) => String(id))
    if (nameless.length > 0) warn(`${listOf(nameless)} ${nameless.length === 1 ? 'has' : 'have'} no name`)
    const ids = schemas.map(({ id }) => id)
    await requirement('rfc7643-7-04', () =>
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        'duplicate ids',
      ).to.deep.equal([]),
    )
  },
})

/** Checks that a schema read by its URN equals its entry in the list (RFC 7643 §7). */
export const singleSchema: Check = defineCheck({
  id: 'scim.schema.read-singly',
  title: 'GET of one schema returns the same schema as the list',
  requirements: ['rfc7643-7-01', 'rfc7643-7-04'],
  readOnly: true,
  dependsOn: ['discovery.schema-by-uri'],
  async run(context) {
    const { scim, expect, requirement, inapplicable, warn } = context
    const [first] = await documents(context, PATH)
    if (typeof first?.['id'] !== 'string') inapplicable('/Schemas lists no schema')
    const id = String(first?.['id'])
    const response = await scim.get(schemaPath(id))
    if (response.status !== 200) inapplicable(`single schemas cannot be read: ${response.describe()}`)
    await requirement('rfc7643-7-04', () => expect(response.resource.id, 'id').to.equal(id))
    const { schemas } = response.resource
    if (isAbsent(schemas)) warn(`the schema ${id}, read on its own, has no schemas; it should list ${SCHEMA_SCHEMA}`)
    else await requirement('rfc7643-7-01', () => expect(schemas, 'schemas').to.include(SCHEMA_SCHEMA))
  },
})

type Judge = (located: Located, context: CheckContext) => void

interface DefinitionRule {
  readonly id: string
  readonly title: string
  readonly requirements: readonly string[]
  /** Throws AssertionError if a definition breaks the rule. */
  readonly judge: Judge
}

const keyword =
  (name: string, words: readonly string[]): Judge =>
  (located, { expect, warn }) => {
    const value = located.definition[name]
    if (isAbsent(value)) return
    const isMiscased =
      typeof value === 'string' && !words.includes(value) && words.some((word) => equalsIgnoringCase(word, value))
    if (isMiscased)
      warn(`${name} of ${nameOf(located)} is ${JSON.stringify(value)}; the keyword has another letter case`)
    else expect(value, `${name} of ${nameOf(located)}`).to.be.oneOf([...words])
  }

const flag =
  (name: string): Judge =>
  (located, { expect }) => {
    const value = located.definition[name]
    if (!isAbsent(value)) expect(value, `${name} of ${nameOf(located)}`).to.be.a('boolean')
  }

const TYPES = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'complex', 'binary']
const isExtension = ({ schema }: Located): boolean => !/^urn:ietf:params:scim:schemas:core:/i.test(String(schema['id']))
const isOfSchemas = ({ schema }: Located): boolean => equalsIgnoringCase(schema['id'], SCHEMA_SCHEMA)

/** Rules for every definition of an attribute, one per row. */
const RULES: readonly DefinitionRule[] = [
  {
    id: 'attribute-members',
    title: 'Each attribute definition has name, type and multiValued',
    requirements: ['rfc7643-7-07'],
    judge: (located, { expect }) => {
      const { name, type, multiValued } = located.definition
      expect(name, `name of ${nameOf(located)}`).to.be.a('string').that.is.not.empty
      expect(type, `type of ${nameOf(located)}`).to.be.a('string')
      expect(multiValued, `multiValued of ${nameOf(located)}`).to.be.a('boolean')
    },
  },
  {
    id: 'attribute-name',
    title: 'Attribute names follow the grammar of RFC 7643',
    requirements: ['rfc7643-2.1-03'],
    judge: ({ definition, ...rest }, { expect }) =>
      void expect(definition['name'], `name of ${nameOf({ definition, ...rest })}`).to.match(
        /^(?:[A-Za-z][-$_0-9A-Za-z]*|\$ref)$/,
      ),
  },
  {
    id: 'attribute-type',
    title: 'The type of an attribute is one of the eight SCIM types',
    requirements: ['rfc7643-7-08'],
    judge: keyword('type', TYPES),
  },
  {
    id: 'extension-type',
    title: 'Extensions do not add data types',
    requirements: ['rfc7643-2.3-02', 'rfc7643-3.3-05'],
    judge: (located, context) => {
      if (isExtension(located)) keyword('type', TYPES)(located, context)
    },
  },
  {
    id: 'simple-attribute',
    title: 'An attribute that is not complex has no sub-attributes',
    requirements: ['rfc7643-1.2-01'],
    judge: (located, { expect }) => {
      const { type, subAttributes } = located.definition
      if (typeof type !== 'string' || equalsIgnoringCase(type, 'complex') || isAbsent(subAttributes)) return
      expect(subAttributes, `subAttributes of ${nameOf(located)} (type ${type})`).to.be.an('array').that.is.empty
    },
  },
  {
    id: 'sub-attribute',
    title: 'A sub-attribute is not complex',
    requirements: ['rfc7643-2.3.8-02'],
    judge: (located, { expect }) => {
      if (located.parent === undefined || isOfSchemas(located)) return
      const { type, subAttributes } = located.definition
      expect(type, `type of ${nameOf(located)}`).to.not.equal('complex')
      if (!isAbsent(subAttributes)) expect(subAttributes, `subAttributes of ${nameOf(located)}`).to.deep.equal([])
    },
  },
  {
    id: 'complex-attribute',
    title: 'A complex attribute lists its sub-attributes',
    requirements: ['rfc7643-7-09'],
    judge: (located, { expect }) => {
      if (located.definition['type'] === 'complex' && !isOfSchemas(located))
        expect(located.definition['subAttributes'], `subAttributes of ${nameOf(located)}`).to.be.an('array').that.is.not
          .empty
    },
  },
  {
    id: 'complex-characteristics',
    title: 'A complex attribute declares no uniqueness and no caseExact',
    requirements: ['rfc7643-2.3.8-03'],
    judge: (located, { warn }) => {
      const { type, uniqueness = 'none', caseExact = false } = located.definition
      if (type === 'complex' && ((uniqueness !== null && uniqueness !== 'none') || caseExact === true))
        warn(`${nameOf(located)} is complex and declares uniqueness or caseExact, which have no meaning there`)
    },
  },
  { id: 'required', title: 'required is a boolean', requirements: ['rfc7643-7-10'], judge: flag('required') },
  { id: 'case-exact', title: 'caseExact is a boolean', requirements: ['rfc7643-7-11'], judge: flag('caseExact') },
  {
    id: 'mutability',
    title: 'mutability is one of the four keywords',
    requirements: ['rfc7643-7-12', 'rfc7643-1.1-01'],
    judge: keyword('mutability', ['readOnly', 'readWrite', 'immutable', 'writeOnly']),
  },
  {
    id: 'returned',
    title: 'returned is one of the four keywords',
    requirements: ['rfc7643-7-13', 'rfc7643-1.1-01'],
    judge: keyword('returned', ['always', 'never', 'default', 'request']),
  },
  {
    id: 'uniqueness',
    title: 'uniqueness is one of the three keywords',
    requirements: ['rfc7643-7-14', 'rfc7643-1.1-01'],
    judge: keyword('uniqueness', ['none', 'server', 'global']),
  },
  {
    id: 'canonical-values',
    title: 'canonicalValues is an array of strings',
    requirements: ['rfc7643-7-15'],
    judge: (located, { expect }) => {
      const { canonicalValues } = located.definition
      if (isAbsent(canonicalValues)) return
      expect(canonicalValues, `canonicalValues of ${nameOf(located)}`).to.be.an('array')
      for (const value of canonicalValues as unknown[])
        expect(value, `a canonical value of ${nameOf(located)}`).to.be.a('string')
    },
  },
  {
    id: 'reference-types',
    title: 'referenceTypes is an array of names',
    requirements: ['rfc7643-7-16'],
    judge: (located, { expect, target, warn }) => {
      const { referenceTypes, type } = located.definition
      if (isAbsent(referenceTypes)) return
      expect(referenceTypes, `referenceTypes of ${nameOf(located)}`).to.be.an('array')
      const names = new Set(['external', 'uri', ...target.resourceTypes.map(({ name }) => name)])
      for (const value of referenceTypes as unknown[]) {
        expect(value, `a reference type of ${nameOf(located)}`).to.be.a('string')
        if (names.size > 2 && !names.has(String(value)) && !PUBLISHED.has(String(value)))
          warn(`${String(value)}, a reference type of ${nameOf(located)}, is not a resource type of this server`)
      }
      if (type !== 'reference' && (referenceTypes as unknown[]).length > 0)
        warn(
          `${nameOf(located)} has referenceTypes, but its type is ${type === undefined ? 'string' : String(type)}, not reference`,
        )
    },
  },
  {
    id: 'attribute-description',
    title: 'The description of an attribute, if present, is a string',
    requirements: ['rfc7643-7-31'],
    judge: (located, { expect }) => {
      const { description } = located.definition
      if (!isAbsent(description)) expect(description, `description of ${nameOf(located)}`).to.be.a('string')
    },
  },
]

/** Resource types to which the published schemas refer; a target may serve those schemas without having the type. */
const PUBLISHED = new Set(['User', 'Group'])

/** Checks each rule for all definitions of attributes in /Schemas. */
export const definitionChecks: readonly Check[] = RULES.map(({ id, title, requirements, judge }) =>
  defineCheck({
    id: `scim.schema.${id}`,
    title,
    requirements,
    readOnly: true,
    async run(context) {
      for (const located of definitionsOf(await documents(context, PATH))) judge(located, context)
    },
  }),
)

/** Checks that extensions of User do not redefine attributes of the core schema (RFC 7643 §3.3). */
export const extensionsRedefine: Check = defineCheck({
  id: 'scim.schema.extension-redefines',
  title: 'Extensions of User do not redefine attributes of RFC 7643',
  requirements: ['rfc7643-3.3-04'],
  readOnly: true,
  async run(context) {
    const { expect, inapplicable } = context
    const types = await documents(context, '/ResourceTypes')
    const schemas = new Map((await documents(context, PATH)).map((schema) => [schema['id'], schema]))
    const namesOf = (schema: JsonObject | undefined): string[] =>
      definitionsOf(schema === undefined ? [] : [schema])
        .filter(({ parent }) => parent === undefined)
        .map(({ path }) => path)
    const pairs = types.flatMap(({ schema, schemaExtensions }) =>
      (Array.isArray(schemaExtensions) ? schemaExtensions.filter(isJsonObject) : []).map((extension) => ({
        base: schemas.get(schema),
        extension: schemas.get(extension['schema']),
      })),
    )
    if (pairs.length === 0) inapplicable('no resource type has an extension')
    for (const { base, extension } of pairs) {
      const taken = new Set([...namesOf(base), 'id', 'externalId', 'meta', 'schemas'].map((name) => name.toLowerCase()))
      const again = namesOf(extension).filter((name) => taken.has(name.toLowerCase()))
      expect(again, `attributes that ${String(extension?.['id'])} redefines`).to.deep.equal([])
    }
  },
})
