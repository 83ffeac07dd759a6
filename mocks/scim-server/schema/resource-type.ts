import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from '../../protocol/index.ts'

/** An attribute with all its characteristics, after the defaults of RFC 7643 §2.2. */
export interface Attribute {
  readonly name: string
  readonly type: AttributeDefinition['type']
  readonly multiValued: boolean
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: NonNullable<AttributeDefinition['mutability']>
  readonly returned: NonNullable<AttributeDefinition['returned']>
  readonly uniqueness: NonNullable<AttributeDefinition['uniqueness']>
  readonly canonicalValues: readonly string[]
  readonly subAttributes: ReadonlyMap<string, Attribute>
  /** URN of the extension that defines it; absent for the base schema and the common attributes. */
  readonly extension?: string
}

/** A schema extension of a resource type. */
export interface Extension {
  readonly urn: string
  readonly required: boolean
  readonly attributes: ReadonlyMap<string, Attribute>
}

/** A resource type ready for use: attributes and extensions by lower-case name. */
export interface ResourceType {
  readonly name: string
  /** The endpoint with its slash: `/Users`. */
  readonly endpoint: string
  readonly schema: string
  readonly description: string
  /** The base schema's and the common attributes. */
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly extensions: ReadonlyMap<string, Extension>
}

const COMMON: readonly AttributeDefinition[] = [
  { name: 'schemas', type: 'reference', multiValued: true, caseExact: false, required: true, returned: 'always' },
  { name: 'id', type: 'string', multiValued: false, caseExact: true, mutability: 'readOnly', returned: 'always' },
  { name: 'externalId', type: 'string', multiValued: false, caseExact: true },
  {
    name: 'meta',
    type: 'complex',
    multiValued: false,
    mutability: 'readOnly',
    subAttributes: [
      { name: 'resourceType', type: 'string', multiValued: false, caseExact: true, mutability: 'readOnly' },
      { name: 'created', type: 'dateTime', multiValued: false, mutability: 'readOnly' },
      { name: 'lastModified', type: 'dateTime', multiValued: false, mutability: 'readOnly' },
      { name: 'location', type: 'reference', multiValued: false, caseExact: true, mutability: 'readOnly' },
      { name: 'version', type: 'string', multiValued: false, caseExact: true, mutability: 'readOnly' },
    ],
  },
]

/** Applies the defaults of an attribute definition; `extension` is the URN of the schema if that is an extension. */
function attributeOf(definition: AttributeDefinition, extension?: string): Attribute {
  return {
    name: definition.name,
    type: definition.type,
    multiValued: definition.multiValued,
    required: definition.required ?? false,
    caseExact: definition.caseExact ?? definition.type === 'reference',
    mutability: definition.mutability ?? 'readWrite',
    returned: definition.returned ?? 'default',
    uniqueness: definition.uniqueness ?? 'none',
    canonicalValues: definition.canonicalValues ?? [],
    subAttributes: attributesByName(definition.subAttributes ?? [], extension),
    ...(extension === undefined ? {} : { extension }),
  }
}

function attributesByName(definitions: readonly AttributeDefinition[], extension?: string): Map<string, Attribute> {
  return new Map(definitions.map((definition) => [definition.name.toLowerCase(), attributeOf(definition, extension)]))
}

/** Combines a resource type with its schemas. Throws Error if one of them is missing. */
export function resolveResourceType(
  definition: ResourceTypeDefinition,
  schemas: readonly SchemaDefinition[],
): ResourceType {
  const schemaOf = (urn: string): SchemaDefinition => {
    const schema = schemas.find(({ id }) => id === urn)
    if (schema === undefined)
      throw new Error(`resource type ${definition.name} needs the schema ${urn}, which is missing`)
    return schema
  }
  const extensions = (definition.schemaExtensions ?? []).map(({ schema, required }): [string, Extension] => [
    schema.toLowerCase(),
    { urn: schema, required, attributes: attributesByName(schemaOf(schema).attributes, schema) },
  ])
  return {
    name: definition.name,
    endpoint: definition.endpoint,
    schema: definition.schema,
    description: definition.description ?? definition.name,
    attributes: new Map([...attributesByName(COMMON), ...attributesByName(schemaOf(definition.schema).attributes)]),
    extensions: new Map(extensions),
  }
}
