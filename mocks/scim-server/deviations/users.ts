import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { filterOf, without } from './message-parts.ts'
import { both, isCreate, isQuery, isUser, type When } from './request-conditions.ts'
import { filters, refusing, resources } from './rewriters.ts'

/** Changes one attribute of returned Users that have it. */
const showing = (name: string, change: (value: JsonValue) => JsonValue): Around =>
  resources(isUser, (user) => {
    const value = user[name]
    return value === undefined ? user : { ...user, [name]: change(value) }
  })

/** Changes one sub-attribute of each element of a returned list. */
const showingPart = (list: string, part: string, change: (value: JsonValue) => JsonValue): Around =>
  showing(list, (value) =>
    Array.isArray(value)
      ? value.map((one) => {
          const held = isJsonObject(one) ? one[part] : undefined
          return isJsonObject(one) && held !== undefined ? { ...one, [part]: change(held) } : one
        })
      : value,
  )

/** A create of a User whose body satisfies a condition. */
const creating = (condition: (body: JsonObject, text: string) => boolean): When =>
  both(both(isUser, isCreate), ({ body }) => isJsonObject(body) && condition(body, JSON.stringify(body)))

const invalidValue = { scimType: 'invalidValue' } as const

/** Deviations in single attributes of Users (RFC 7643 §4.1). */
export const userDeviations: readonly Deviation[] = [
  {
    name: 'name-dropped',
    says: 'name of a User is not stored',
    caughtBy: ['scim.user.name'],
    around: resources(isUser, (user) => without(user, 'name')),
  },
  {
    name: 'formatted-name-of-another',
    says: 'name.formatted is the same for everyone',
    caughtBy: ['scim.user.name'],
    around: showing('name', (name) => (isJsonObject(name) ? { ...name, formatted: 'John Doe' } : name)),
  },
  {
    name: 'display-name-dropped',
    says: 'displayName of a User is not stored',
    caughtBy: ['scim.user.display-name'],
    around: resources(isUser, (user) => without(user, 'displayName')),
  },
  {
    name: 'profile-url-without-scheme',
    says: 'profileUrl loses its https://',
    caughtBy: ['scim.user.profile-url'],
    around: showing('profileUrl', (url) => String(url).replace(/^https?:\/\//, '')),
  },
  {
    name: 'preferred-language-single',
    says: 'preferredLanguage accepts only a single tag',
    caughtBy: ['scim.user.preferred-language'],
    around: refusing(
      creating(({ preferredLanguage }) => String(preferredLanguage).includes(',')),
      400,
      'preferredLanguage takes one language',
      invalidValue,
    ),
  },
  {
    name: 'locale-is-language-name',
    says: 'locale is returned as the name of a language',
    caughtBy: ['scim.user.locale'],
    around: showing('locale', () => 'English (United States)'),
  },
  {
    name: 'underscored-locale-crashes',
    says: 'a locale with an underscore returns 500',
    caughtBy: ['scim.user.locale'],
    around: refusing(
      creating(({ locale }) => String(locale).includes('_')),
      500,
      'unknown locale',
    ),
  },
  {
    name: 'timezone-is-description',
    says: 'timezone is returned as prose',
    caughtBy: ['scim.user.timezone'],
    around: showing('timezone', () => 'Pacific Time (US & Canada)'),
  },
  {
    name: 'password-filter-crashes',
    says: 'a filter by password returns 500',
    caughtBy: ['scim.user.password-filter'],
    around: refusing(
      (request) => isQuery(request) && (filterOf(request) ?? '').includes('password'),
      500,
      'no such column: password',
    ),
  },
  {
    name: 'password-filter-ignored',
    says: 'a condition on password is true for all users',
    caughtBy: ['scim.user.password-filter'],
    around: filters((filter) => filter.replace(/ and password eq "[^"]*"/, '')),
  },
  {
    name: 'tel-uri-refused',
    says: 'a phone number as a tel URI is rejected',
    caughtBy: ['scim.user.phone-number'],
    around: refusing(
      creating((_body, text) => text.includes('"tel:')),
      400,
      'phone numbers are digits',
      invalidValue,
    ),
  },
  {
    name: 'photo-inlined',
    says: 'the URL of a photo is returned as the image itself',
    caughtBy: ['scim.user.photo'],
    around: showingPart('photos', 'value', () => 'data:image/gif;base64,R0lGODlhAQABAAAAACw='),
  },
  {
    name: 'address-needs-country',
    says: 'an address without country is rejected, although no schema declares country required',
    caughtBy: ['scim.user.address-parts'],
    around: refusing(
      creating(
        ({ addresses }) => Array.isArray(addresses) && addresses.some((one) => isJsonObject(one) && !one['country']),
      ),
      400,
      'an address needs a country',
      invalidValue,
    ),
  },
  {
    name: 'country-spelled-out',
    says: 'the country of an address is returned as its full name',
    caughtBy: ['scim.user.country'],
    around: showingPart('addresses', 'country', () => 'United States'),
  },
  {
    name: 'address-of-one-line',
    says: 'an address with more than one line is rejected',
    caughtBy: ['scim.user.address-lines'],
    around: refusing(
      creating((_body, text) => /"formatted":"[^"]*\\n/.test(text)),
      400,
      'an address has one line',
      invalidValue,
    ),
  },
  {
    name: 'certificate-as-pem',
    says: 'a certificate is returned as PEM, with its first and last line',
    caughtBy: ['scim.certificate.bytes', 'scim.attribute.json-types'],
    around: showingPart(
      'x509Certificates',
      'value',
      (value) => `-----BEGIN CERTIFICATE-----\n${String(value)}\n-----END CERTIFICATE-----`,
    ),
  },
  {
    name: 'unpadded-base64-refused',
    says: 'base64 without padding is rejected',
    caughtBy: ['scim.certificate.unpadded'],
    around: refusing(
      creating(({ x509Certificates: list }) => {
        const [first] = Array.isArray(list) ? list : []
        return isJsonObject(first) && String(first['value']).length % 4 !== 0
      }),
      400,
      'illegal base64',
      invalidValue,
    ),
  },
  {
    name: 'two-certificates-in-a-value',
    says: 'a value with two certificates is stored',
    caughtBy: ['scim.certificate.one-each'],
    engine: ({ assertComplete }) => ({
      assertComplete: (resource, type) => assertComplete({ ...resource, x509Certificates: [] }, type),
    }),
  },
  {
    name: 'apostrophe-crashes',
    says: 'an apostrophe in displayName returns 500 with the error of the database',
    caughtBy: ['scim.hostile.value'],
    around: refusing(
      creating(({ displayName }) => String(displayName).includes("'")),
      500,
      'syntax error at or near "OR"',
    ),
  },
]
