import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import {
  type AttributeDefinition,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import {
  eventuallyReturns,
  isAssigned,
  isDerivedFromName,
  member,
  read,
  requireDeclared,
  requireWritable,
  valueAt,
} from '../support/index.ts'
import { type Declared, userAttributes, valueIn } from './support/discovery.ts'
import { bodyWith, fullUser } from './support/full-user.ts'
import { DERIVED_FROM_NAME, make, post } from './support/users.ts'
import { DATE_TIME, equalsIgnoringCase, isUriReference } from './support/values.ts'

/** Checks that the server reads attribute names in a body without regard to letter case (RFC 7643 §2.1). */
export const namesIgnoreCase: Check = defineCheck({
  id: 'scim.attribute.names-ignore-case',
  title: 'Attribute names in a body are accepted in any letter case',
  requirements: ['rfc7643-2.1-01'],
  async run(context) {
    const { scim, given, expect, target } = context
    const body = await given.userBody()
    const miscased: Readonly<Record<string, string>> = { userName: 'UserName', displayName: 'DISPLAYNAME' }
    const sent = Object.fromEntries(Object.entries(body).map(([name, value]) => [miscased[name] ?? name, value]))
    const response = await scim.post(target.endpoint('User'), sent)
    expect(response).to.be.success()
    if (response.body === undefined) return
    await eventuallyReturns(context, response.resource, (shown) => {
      for (const name of Object.keys(miscased).filter((one) => body[one] !== undefined))
        expect(member(shown, name), `${name} (sent as ${miscased[name]})`).to.fit(
          (value) => equalsIgnoringCase(value, body[name]),
          JSON.stringify(body[name]),
        )
    })
  },
})

/** Checks that the order of members in a JSON object has no meaning (RFC 7643 §2.3.8). */
export const orderIsFree: Check = defineCheck({
  id: 'scim.attribute.order-is-free',
  title: 'The order of members in a body makes no difference',
  requirements: ['rfc7643-2.3.8-01'],
  async run(context) {
    const { scim, given, expect, target } = context
    const body = await given.userBody()
    const response = await scim.post(target.endpoint('User'), Object.fromEntries(Object.entries(body).reverse()))
    expect(response).to.be.success()
    if (response.body === undefined) return
    await eventuallyReturns(context, response.resource, (shown) =>
      expect(member(shown, 'userName'), 'userName').to.fit(
        (value) => equalsIgnoringCase(value, body['userName']),
        JSON.stringify(body['userName']),
      ),
    )
  },
})

const NAMED = ['displayName', 'name.familyName'] as const

/** Builds overrides that set the first of these attributes that the target declares to a string. */
function textual(context: CheckContext, text: string): { path: string; overrides: JsonObject } {
  const { target, skip, inapplicable } = context
  if (target.schemas.size === 0)
    skip('/Schemas cannot be read, so no optional attribute can be required', 'discovery.schemas')
  const path = NAMED.find(
    (candidate) => target.attribute(USER_SCHEMA, candidate) !== undefined && !target.isComputed(candidate),
  )
  if (path === undefined) inapplicable(`/Schemas declares none of ${NAMED.join(', ')}`)
  const overrides =
    path === 'displayName' ? { displayName: text } : { name: { givenName: 'Rehearsal', familyName: text } }
  return { path: String(path), overrides }
}

/** Checks that strings in any script are stored unchanged (RFC 7643 §2.3.1). */
export const unicode: Check = defineCheck({
  id: 'scim.attribute.unicode',
  title: 'Letters of any script are stored unchanged',
  requirements: ['rfc7643-2.3.1-02'],
  async run(context) {
    const { expect, warn, inapplicable } = context
    const text = 'Zoë Ångström 山田太郎'
    const { path, overrides } = textual(context, text)
    const { user } = await make(context, overrides)
    if (path === 'displayName' && isDerivedFromName(await read(context, user))) inapplicable(DERIVED_FROM_NAME)
    await eventuallyReturns(context, user, (shown) =>
      expect(String(valueAt(shown, path)).normalize('NFC'), path).to.equal(text.normalize('NFC')),
    )
    const emoji = await post(context, textual(context, 'Rehearsal 🎭').overrides)
    if (!emoji.isSuccess) warn(`a string with an emoji is rejected: ${emoji.describe()}`)
    else if (emoji.body !== undefined && valueAt(await read(context, emoji.resource), path) !== 'Rehearsal 🎭')
      warn(`the server does not store an emoji in ${path}`)
  },
})

interface TypeRule {
  readonly row: string
  readonly says: string
  readonly fits: (value: JsonValue, base: string) => boolean
}

const TYPE_RULES: Readonly<Record<string, TypeRule>> = {
  string: { row: 'rfc7643-2.3-01', says: 'a string', fits: (value) => typeof value === 'string' },
  boolean: { row: 'rfc7643-2.3.2-01', says: 'true or false', fits: (value) => typeof value === 'boolean' },
  decimal: { row: 'rfc7643-2.3.3-01', says: 'a number', fits: (value) => typeof value === 'number' },
  integer: { row: 'rfc7643-2.3.4-01', says: 'an integer', fits: (value) => Number.isInteger(value) },
  dateTime: {
    row: 'rfc7643-2.3.5-01',
    says: 'an xsd:dateTime',
    fits: (value) => typeof value === 'string' && DATE_TIME.test(value),
  },
  binary: {
    row: 'rfc7643-2.3.6-01',
    says: 'base64',
    fits: (value) => typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value.replaceAll(/\s/g, '')),
  },
  reference: { row: 'rfc7643-2.3.7-01', says: 'a URI', fits: (value, base) => isUriReference(value, base) },
  complex: { row: 'rfc7643-2.3-01', says: 'an object', fits: isJsonObject },
}

/** Checks the JSON type of every value in a User against the type that /Schemas declares (RFC 7643 §2.3). */
export const jsonTypes: Check = defineCheck({
  id: 'scim.attribute.json-types',
  title: 'Each value has the JSON type that /Schemas declares',
  requirements: [
    'rfc7643-2.3-01',
    'rfc7643-2.3.2-01',
    'rfc7643-2.3.3-01',
    'rfc7643-2.3.4-01',
    'rfc7643-2.3.5-01',
    'rfc7643-2.3.5-02',
    'rfc7643-2.3.6-01',
    'rfc7643-2.3.7-01',
    'rfc7643-2.4-01',
    'rfc7643-2.4-02',
    'rfc7643-2.2-01',
  ],
  async run(context) {
    const { scim, once, requirement, expect, skip, target } = context
    if (target.schemas.size === 0) skip('/Schemas cannot be read', 'discovery.schemas')
    const { user } = await once(fullUser)
    const response = await scim.get(user)
    if (response.status !== 200) skip(`the User cannot be read: ${response.describe()}`, 'read.user')
    for (const declared of userAttributes(context)) {
      const holder =
        declared.extension === undefined ? response.resource : member(response.resource, declared.extension)
      await judgeValue(declared.path, declared.definition, member(holder, declared.definition.name))
    }

    async function judgeValue(
      path: string,
      definition: AttributeDefinition,
      value: JsonValue | undefined,
    ): Promise<void> {
      if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return
      const rule = TYPE_RULES[definition.type ?? 'string']
      if (rule === undefined) return
      const isComplex = definition.type === 'complex'
      if (definition.multiValued === true) {
        await requirement('rfc7643-2.4-01', () => expect(value, path).to.be.an('array'))
        for (const element of Array.isArray(value) ? value : []) {
          await requirement('rfc7643-2.4-02', () =>
            expect(element, `an element of ${path}`).to.fit(
              () => isJsonObject(element) === isComplex,
              isComplex ? 'an object' : 'a simple value',
            ),
          )
          if (isComplex === isJsonObject(element)) await judgeSingle(path, definition, element, rule)
        }
      } else await judgeSingle(path, definition, value, rule)
    }

    async function judgeSingle(
      path: string,
      definition: AttributeDefinition,
      value: JsonValue,
      rule: TypeRule,
    ): Promise<void> {
      const fits = (one: unknown): boolean => rule.fits(one as JsonValue, target.baseUrl)
      // A missing type means the default type.
      await requirement(definition.type === undefined ? 'rfc7643-2.2-01' : rule.row, () =>
        expect(value, `${path}, of type ${definition.type ?? 'string, by default'}`).to.fit(fits, rule.says),
      )
      if (definition.type === 'dateTime')
        await requirement('rfc7643-2.3.5-02', () => expect(value, path).to.be.a('string').that.includes('T'))
      if (definition.type === 'integer') await wholeInText(definition.name, response)
      for (const part of definition.type === 'complex' ? (definition.subAttributes ?? []) : [])
        await judgeValue(`${path}.${part.name}`, part, member(value, part.name))
    }

    async function wholeInText(name: string, { text }: ScimResponse): Promise<void> {
      const token = new RegExp(`"${name}"\\s*:\\s*([-+0-9.eE]+)`).exec(text)?.[1]
      if (token !== undefined)
        await requirement('rfc7643-2.3.4-01', () =>
          expect(token, `${name} in the JSON of the response`).to.match(/^-?(?:0|[1-9]\d*)$/),
        )
    }
  },
})

/** Finds a writable simple attribute of Users by its type. */
function writable(context: CheckContext, type: AttributeDefinition['type']): Declared {
  const { target, skip, inapplicable } = context
  if (target.schemas.size === 0) skip('/Schemas cannot be read', 'discovery.schemas')
  const found = userAttributes(context).find(
    ({ definition }) =>
      definition.type === type &&
      definition.multiValued !== true &&
      (definition.mutability ?? 'readWrite') === 'readWrite' &&
      (definition.returned ?? 'default') === 'default',
  )
  return found ?? inapplicable(`no writable attribute of type ${type} is declared for User`)
}

/** Checks that a dateTime is returned with a time of day, also if a client sends only a date (RFC 7643 §2.3.5). */
export const bareDate: Check = defineCheck({
  id: 'scim.attribute.bare-date',
  title: 'A dateTime attribute is not returned as a date without a time',
  requirements: ['rfc7643-2.3.5-02'],
  async run(context) {
    const { scim, given, expect, target } = context
    const attribute = writable(context, 'dateTime')
    const response = await scim.post(
      target.endpoint('User'),
      bodyWith(await given.userBody(), [[attribute, '2026-01-01']]),
    )
    if (!response.isSuccess || response.body === undefined) return
    const value = valueIn(await read(context, response.resource), attribute)
    if (isAssigned(value)) expect(value, attribute.path).to.be.a('string').that.includes('T')
  },
})

/** Checks that a binary value that is not base64 is not stored (RFC 7643 §2.3.6). */
export const noBase64: Check = defineCheck({
  id: 'scim.attribute.no-base64',
  title: 'A string that is not base64 is not stored as a certificate',
  requirements: ['rfc7643-2.3.6-01'],
  async run(context) {
    requireWritable(context, 'x509Certificates.value')
    const response = await post(context, { x509Certificates: [{ value: '***' }] })
    if (!response.isSuccess || response.body === undefined) return
    const shown = JSON.stringify(member(await read(context, response.resource), 'x509Certificates') ?? null)
    if (shown.includes('***')) context.warn(`x509Certificates is returned as sent, and is not base64: ${shown}`)
  },
})

/** Checks a `type` that is not among the canonical values, which a server may accept or reject (RFC 7643 §2.4). */
export const otherCanonicalValues: Check = defineCheck({
  id: 'scim.attribute.other-types',
  title: 'A type that is not one of the canonical values is accepted, or rejected with 400',
  requirements: ['rfc7643-2.3.1-01', 'rfc7643-4.1.2-17', 'rfc7643-4.1.2-04'],
  async run(context) {
    const { given, expect, requirement, target, note, inapplicable, skip } = context
    if (target.schemas.size === 0) skip('/Schemas cannot be read', 'discovery.schemas')
    const rows = [
      ['rfc7643-2.3.1-01', 'emails', `${given.unique()}@rehearsal.example`],
      ['rfc7643-4.1.2-17', 'phoneNumbers', 'tel:+1-201-555-0123'],
      ['rfc7643-4.1.2-04', 'ims', 'rehearsal'],
    ] as const
    const declared = rows.filter(([, name]) => target.attribute(USER_SCHEMA, `${name}.type`) !== undefined)
    if (declared.length === 0) inapplicable('/Schemas declares no type for emails, phoneNumbers and ims')
    for (const [row, name, value] of declared) {
      const response = await post(context, { [name]: [{ value, type: 'zz-satellite' }] })
      note(`${name} with a type that is not canonical: ${response.describe()}`)
      await requirement(row, () => {
        if (!response.isSuccess) expect(response).to.have.status(400)
      })
    }
  },
})

/** Checks that the canonical `type` values that the target declares for e-mails are accepted (RFC 7643 §2.4). */
export const canonicalValues: Check = defineCheck({
  id: 'scim.attribute.canonical-values',
  title: 'The canonical types of e-mails are accepted',
  requirements: ['rfc7643-2.4-12'],
  async run(context) {
    const { given, expect, target, inapplicable } = context
    requireDeclared(context, USER_SCHEMA, 'emails.type')
    const types = target.attribute(USER_SCHEMA, 'emails.type')?.canonicalValues ?? []
    if (types.length === 0) inapplicable('emails.type has no canonical values')
    for (const type of types.slice(0, 3)) {
      const emails = [{ value: `${given.unique()}@rehearsal.example`, type }]
      expect(await post(context, { emails })).to.be.success()
    }
  },
})
