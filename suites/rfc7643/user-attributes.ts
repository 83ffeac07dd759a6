import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  aSharedUser,
  elementsOf,
  eventuallyReturns,
  isAssigned,
  member,
  read,
  requireWritable,
  resourceFrom,
  valueAt,
} from '../support/index.ts'
import { isUnsupported, make, post } from './support/users.ts'

/** Checks that the parts of name and name.formatted are consistent (RFC 7643 §4.1.1). */
export const nameShapes: Check = defineCheck({
  id: 'scim.user.name',
  title: 'name is returned as a whole, in parts, or both; both then agree',
  requirements: ['rfc7643-4.1.1-06', 'rfc7643-4.1.1-07'],
  async run(context) {
    const { given, expect, requirement } = context
    requireWritable(context, 'name.formatted', 'name.givenName', 'name.familyName')
    const familyName = `Jensen${given.unique()}`
    const name = { formatted: `Ms. Barbara J ${familyName}, III`, givenName: 'Barbara', familyName }
    const { user } = await make(context, { name })
    const shown = member(await read(context, user), 'name')
    const [whole, ...parts] = ['formatted', 'familyName', 'givenName'].map((part) => member(shown, part))
    await requirement('rfc7643-4.1.1-06', () =>
      expect(shown, 'name').to.fit(
        () => [whole, ...parts].some(isAssigned),
        'an object with formatted, familyName or givenName',
      ),
    )
    if (isAssigned(whole) && isAssigned(parts[0]))
      await requirement('rfc7643-4.1.1-07', () =>
        expect(String(whole).toLowerCase(), 'name.formatted').to.include(String(parts[0]).toLowerCase()),
      )
  },
})

/** Checks that displayName is stored (RFC 7643 §4.1.1). */
export const displayName: Check = defineCheck({
  id: 'scim.user.display-name',
  title: 'A User with a displayName is returned with one',
  requirements: ['rfc7643-4.1.1-08'],
  async run(context) {
    requireWritable(context, 'displayName')
    const { user } = await make(context, { displayName: `Babs ${context.given.unique()}` })
    await eventuallyReturns(
      context,
      user,
      (shown) => context.expect(member(shown, 'displayName'), 'displayName').to.be.a('string').that.is.not.empty,
    )
  },
})

/**
 * Writes an attribute of a User and returns the stored value; undefined, with a remark, if the server rejects it,
 * because servers may restrict values.
 */
async function storedValue(context: CheckContext, name: string, value: JsonValue): Promise<JsonValue | undefined> {
  const response = await post(context, { [name]: value })
  if (!response.isSuccess) {
    context.expect(response).to.be.refused()
    context.warn(`${name} ${JSON.stringify(value)} is rejected: ${response.describe()}`)
    return undefined
  }
  const user = await resourceFrom(context, response)
  return user === undefined ? undefined : member(await read(context, user), name)
}

/** Checks that profileUrl is stored as a reference (RFC 7643 §4.1.1). */
export const profileUrl: Check = defineCheck({
  id: 'scim.user.profile-url',
  title: 'profileUrl is a reference, and its URL is returned unchanged',
  requirements: ['rfc7643-4.1.1-09'],
  async run(context) {
    const { given, expect, target, warn } = context
    requireWritable(context, 'profileUrl')
    const type = target.attribute(USER_SCHEMA, 'profileUrl')?.type
    if (type !== undefined && type !== 'reference') warn(`profileUrl is declared as ${type}, not as a reference`)
    const url = `https://rehearsal.example/people/${given.unique()}`
    const shown = await storedValue(context, 'profileUrl', url)
    if (isAssigned(shown)) expect(normalised(shown), 'profileUrl').to.equal(normalised(url))
  },
})

/**
 * Returns a URL in canonical form, as far as RFC 3986 §6.2 allows a server to change it; undefined if the value is not
 * a URL.
 */
function normalised(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value).href.replace(/\/$/, '') : undefined
}

/** Checks that preferredLanguage accepts a value in the format of Accept-Language (RFC 7643 §4.1.1). */
export const preferredLanguage: Check = defineCheck({
  id: 'scim.user.preferred-language',
  title: 'preferredLanguage accepts the values of Accept-Language',
  requirements: ['rfc7643-4.1.1-10'],
  async run(context) {
    requireWritable(context, 'preferredLanguage')
    const shown = await storedValue(context, 'preferredLanguage', 'fr-CA, fr;q=0.8, en;q=0.5')
    if (isAssigned(shown)) context.expect(shown, 'preferredLanguage').to.match(LANGUAGES)
  },
})

const LANGUAGES =
  /^[a-z0-9]+(?:[-_][a-z0-9]+)*(?:\s*;\s*q=[\d.]+)?(?:\s*,\s*[a-z0-9]+(?:[-_][a-z0-9]+)*(?:\s*;\s*q=[\d.]+)?)*$/i
const TAG = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/i

/** Checks that locale accepts a language tag (RFC 7643 §4.1.1). */
export const locale: Check = defineCheck({
  id: 'scim.user.locale',
  title: 'locale is a language tag; a value with an underscore is accepted or rejected',
  requirements: ['rfc7643-4.1.1-11', 'rfc7643-4.1.1-12'],
  async run(context) {
    const { expect, requirement, note } = context
    requireWritable(context, 'locale')
    const shown = await storedValue(context, 'locale', 'en-US')
    if (isAssigned(shown)) await requirement('rfc7643-4.1.1-11', () => expect(shown, 'locale').to.match(TAG))
    const underscored = await post(context, { locale: 'en_US' })
    await requirement('rfc7643-4.1.1-12', () => {
      if (!underscored.isSuccess) expect(underscored).to.be.refused()
    })
    note(`en_US as locale: ${underscored.describe()}`)
  },
})

/** Checks that timezone stores a name of the IANA database (RFC 7643 §4.1.1). */
export const timezone: Check = defineCheck({
  id: 'scim.user.timezone',
  title: 'timezone is returned as a name of the IANA database',
  requirements: ['rfc7643-4.1.1-13'],
  async run(context) {
    requireWritable(context, 'timezone')
    const shown = await storedValue(context, 'timezone', 'America/Los_Angeles')
    if (isAssigned(shown)) context.expect(shown, 'timezone').to.fit(isZone, 'a name such as America/Los_Angeles')
  },
})

function isZone(name: unknown): boolean {
  try {
    return typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** Checks that a filter cannot be used to find out a password (RFC 7643 §4.1.1 and §7). */
export const passwordFilter: Check = defineCheck({
  id: 'scim.user.password-filter',
  title: 'A filter by password is answered or rejected, and reveals no password',
  requirements: ['rfc7643-4.1.1-18', 'rfc7643-7-26'],
  dependsOn: ['filter'],
  async run(context) {
    const { scim, given, expect, note, target } = context
    requireWritable(context, 'password')
    const user = await aSharedUser(context)
    const filter = `userName eq ${JSON.stringify(user['userName'])} and password eq "Pw-${given.unique()}-9!"`
    const response = await scim.query(target.endpoint('User'), filter)
    note(`a filter by password: ${response.describe()}`)
    if (isUnsupported(response)) return
    expect(response).to.be.scimList()
    expect(
      response.resources.map(({ id }) => id),
      'Users that a filter with a wrong password finds',
    ).to.not.include(user.id)
  },
})

/**
 * Creates a User with one element of a multi-valued attribute and returns the stored element; undefined if it is
 * rejected or not stored, which a server may do.
 */
async function storedElement(
  context: CheckContext,
  name: string,
  element: Readonly<Record<string, JsonValue>>,
): Promise<JsonValue | undefined> {
  const shown = await storedValue(context, name, [element])
  return Array.isArray(shown) ? shown[0] : undefined
}

/** Checks that a phone number in the form of a tel URI is accepted (RFC 7643 §4.1.2). */
export const phoneNumbers: Check = defineCheck({
  id: 'scim.user.phone-number',
  title: 'A phone number as a tel URI is accepted',
  requirements: ['rfc7643-4.1.2-03'],
  async run(context) {
    requireWritable(context, 'phoneNumbers.value')
    const response = await post(context, { phoneNumbers: [{ value: 'tel:+1-201-555-0123', type: 'work' }] })
    context.expect(response).to.be.success()
  },
})

/** Checks that the URL of a photo is stored (RFC 7643 §4.1.2). */
export const photos: Check = defineCheck({
  id: 'scim.user.photo',
  title: 'A photo is returned with the URL that was sent',
  requirements: ['rfc7643-4.1.2-05'],
  async run(context) {
    requireWritable(context, 'photos.value')
    const value = `https://rehearsal.example/${context.given.unique()}.jpg`
    const shown = member(await storedElement(context, 'photos', { value, type: 'photo' }), 'value')
    if (isAssigned(shown)) context.expect(shown, 'value of the photo').to.fit(isWebUrl, 'an http URL')
  },
})

const isWebUrl = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value)

/** Checks that all parts of an address are optional unless declared required (RFC 7643 §4.1.2). */
export const addressParts: Check = defineCheck({
  id: 'scim.user.address-parts',
  title: 'An address needs only the parts that are declared required',
  requirements: ['rfc7643-4.1.2-06'],
  async run(context) {
    const { expect, target, inapplicable } = context
    requireWritable(context, 'addresses.locality')
    const required = (target.attribute(USER_SCHEMA, 'addresses')?.subAttributes ?? []).filter((one) => one.required)
    if (required.length > 0) inapplicable(`addresses.${required[0]?.name} is declared required`)
    expect(await post(context, { addresses: [{ locality: 'Hollywood' }] })).to.be.success()
  },
})

/** Checks that the country of an address is stored as an ISO 3166-1 alpha-2 code (RFC 7643 §4.1.2). */
export const country: Check = defineCheck({
  id: 'scim.user.country',
  title: 'The country of an address is returned as a two-letter code',
  requirements: ['rfc7643-4.1.2-07'],
  async run(context) {
    const { expect, note } = context
    requireWritable(context, 'addresses.country')
    const shown = member(await storedElement(context, 'addresses', { country: 'US', type: 'work' }), 'country')
    if (isAssigned(shown)) expect(shown, 'country').to.equal('US')
    // The MUST applies to the client that sets the value, and Entra's own samples contain full country names.
    const three = await post(context, { addresses: [{ country: 'USA', type: 'work' }] })
    note(`the country "USA": ${three.describe()}`)
    if (!three.isSuccess) expect(three).to.be.refused()
  },
})

/** Checks that an address with several lines is accepted (RFC 7643 §4.1.2). */
export const addressLines: Check = defineCheck({
  id: 'scim.user.address-lines',
  title: 'An address can have more than one line',
  requirements: ['rfc7643-4.1.2-19'],
  async run(context) {
    const { expect, note } = context
    requireWritable(context, 'addresses.formatted')
    const formatted = '100 Universal City Plaza\nHollywood, CA 91608'
    const response = await post(context, { addresses: [{ formatted, type: 'work' }] })
    expect(response).to.be.success()
    note(`an address with two lines is returned as ${JSON.stringify(await formattedOf(context, response))}`)
  },
})

async function formattedOf(context: CheckContext, response: ScimResponse): Promise<JsonValue> {
  const user = await resourceFrom(context, response)
  const [address] = user === undefined ? [] : elementsOf(await read(context, user), 'addresses')
  return valueAt(address, 'formatted') ?? null
}
