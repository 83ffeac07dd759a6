/** A JSON object, as the server stores and returns it. */
export type Json = { [name: string]: unknown }

/** One attribute of the server's own table. */
export interface Attribute extends Json {
  readonly name: string
  readonly type: 'string' | 'boolean' | 'reference' | 'dateTime' | 'complex'
  readonly multiValued: boolean
  readonly mutability: string
  readonly returned: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly subAttributes?: readonly Attribute[]
}

/** Returns whether a value is an object and not a list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const one = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  multiValued: false,
  description: name,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...(more.type === 'reference' ? { referenceTypes: ['external'], caseExact: true } : {}),
  ...more,
})
const parts = (name: string, names: string, more: Partial<Attribute> = {}): Attribute =>
  one(name, { type: 'complex', subAttributes: names.split(' ').map((part) => one(part)), ...more })
const list = (name: string, ...more: readonly Attribute[]): Attribute =>
  one(name, {
    type: 'complex',
    multiValued: true,
    subAttributes: [one('value'), one('display'), one('type'), one('primary', { type: 'boolean' }), ...more],
  })
const readOnly = { mutability: 'readOnly' } as const

/** URNs of the schemas. */
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** The attributes that every resource has. */
export const COMMON: readonly Attribute[] = [
  one('id', { ...readOnly, caseExact: true, returned: 'always' }),
  one('externalId', { caseExact: true }),
  one('meta', {
    ...readOnly,
    type: 'complex',
    subAttributes: [
      one('resourceType', { ...readOnly, caseExact: true }),
      one('created', { ...readOnly, type: 'dateTime' }),
      one('lastModified', { ...readOnly, type: 'dateTime' }),
      one('location', { ...readOnly, caseExact: true }),
    ],
  }),
]

/** Attributes by the URN of their schema. */
export const SCHEMAS: Readonly<Record<string, readonly Attribute[]>> = {
  [USER]: [
    one('userName', { required: true, uniqueness: 'server' }),
    parts('name', 'formatted familyName givenName middleName honorificPrefix honorificSuffix'),
    ...'displayName nickName title userType preferredLanguage locale timezone'.split(' ').map((name) => one(name)),
    one('active', { type: 'boolean' }),
    one('password', { mutability: 'writeOnly', returned: 'never' }),
    list('emails'),
    list('phoneNumbers'),
    list('roles'),
    one('addresses', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        ...'formatted streetAddress locality region postalCode country type'.split(' ').map((name) => one(name)),
        one('primary', { type: 'boolean' }),
      ],
    }),
    one('groups', {
      ...readOnly,
      type: 'complex',
      multiValued: true,
      subAttributes: [
        ...['value', 'display', 'type'].map((name) => one(name, readOnly)),
        one('$ref', { ...readOnly, type: 'reference', ...{ referenceTypes: ['Group'] } }),
      ],
    }),
  ],
  [GROUP]: [
    one('displayName', { required: true }),
    one('members', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        ...['value', 'type'].map((name) => one(name, { mutability: 'immutable' })),
        one('display', readOnly),
        one('$ref', { mutability: 'immutable', type: 'reference', ...{ referenceTypes: ['User', 'Group'] } }),
      ],
    }),
  ],
  [ENTERPRISE]: [
    ...'employeeNumber costCenter organization division department'.split(' ').map((name) => one(name)),
    one('manager', {
      type: 'complex',
      subAttributes: [
        one('value'),
        one('$ref', { type: 'reference', ...{ referenceTypes: ['User'] } }),
        one('displayName', readOnly),
      ],
    }),
  ],
}

/** An error response. */
export class Wrong extends Error {
  readonly status: number
  readonly scimType: string | undefined
  constructor(status: number, detail: string, scimType?: string) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

/** Finds the attribute of a name in any letter case. */
export const named = (attributes: readonly Attribute[] | undefined, name: string): Attribute | undefined =>
  attributes?.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase())

/** Returns the attributes at the root of a User or Group; an extension is one complex attribute. */
export const attributesOf = (kind: 'User' | 'Group'): readonly Attribute[] =>
  kind === 'Group'
    ? [...COMMON, ...(SCHEMAS[GROUP] ?? [])]
    : [
        ...COMMON,
        ...(SCHEMAS[USER] ?? []),
        one(ENTERPRISE, { type: 'complex', subAttributes: SCHEMAS[ENTERPRISE] ?? [] }),
      ]

/** Converts a value to the type of the attribute; undefined for no value. Throws Wrong for a value of another type. */
export function fitTo(attribute: Attribute, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined
  if (attribute.multiValued) {
    const items = (Array.isArray(value) ? value : [value]).map((item) => fitOne(attribute, item))
    return items.length === 0 ? undefined : onePrimary(unique(items.filter((item) => item !== undefined)))
  }
  return fitOne(attribute, value)
}

function fitOne(attribute: Attribute, value: unknown): unknown {
  const bad = (): Wrong => new Wrong(400, `${attribute.name} must be of type ${attribute.type}`, 'invalidValue')
  if (attribute.type === 'complex') {
    const whole = typeof value === 'string' ? { value } : value
    if (!isObject(whole)) throw bad()
    const fitted: Json = {}
    for (const [name, part] of Object.entries(whole)) {
      const inner = named(attribute.subAttributes, name)
      const kept = inner === undefined || isComputed(inner) ? undefined : fitTo(inner, part)
      if (inner !== undefined && kept !== undefined) fitted[inner.name] = kept
    }
    return Object.keys(fitted).length === 0 ? undefined : fitted
  }
  if (attribute.type === 'boolean') {
    if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true'
    if (typeof value !== 'boolean') throw bad()
    return value
  }
  if (typeof value !== 'string') throw bad()
  return value
}

const isComputed = ({ mutability }: Attribute): boolean => mutability === 'readOnly'
const unique = (items: readonly unknown[]): unknown[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
]

/** Of several primary values, the last one remains primary. */
export function onePrimary(items: readonly unknown[]): unknown[] {
  const last = items.findLastIndex((item) => isObject(item) && item['primary'] === true)
  return items.map((item, index) =>
    isObject(item) && item['primary'] === true && index !== last ? { ...item, primary: false } : item,
  )
}
