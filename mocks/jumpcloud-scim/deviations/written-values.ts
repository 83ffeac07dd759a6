import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import { deviating } from '../../scim-server/index.ts'
import { changingUpdates, changingWrites } from './api-calls.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { isUser, resources } = deviating

type Row = readonly [name: string, says: string, check: string, api: NonNullable<FrontDeviation['api']>]

/** Changes the values of properties that are written. */
const values = (names: RegExp, change: (value: string) => JsonValue | undefined) =>
  changingWrites((body) => {
    const changed = Object.entries(body).map(([name, value]): [string, JsonValue | undefined] =>
      names.test(name) && typeof value === 'string' ? [name, change(value)] : [name, value],
    )
    return Object.fromEntries(changed.filter(([, value]) => value !== undefined))
  })

const TEXTS = /^(?:firstname|lastname|displayname|jobTitle|department|costCenter|employeeType|company)$/
const CLEARABLE =
  /^(?:firstname|lastname|displayname|jobTitle|department|costCenter|employeeType|company|employeeIdentifier)$/

/** Writes another value instead of a cleared one. */
const clearing = (names: RegExp, value: JsonValue | undefined) =>
  changingUpdates((body: JsonObject) => {
    const changed = Object.entries(body).map(([name, before]): [string, JsonValue | undefined] =>
      names.test(name) && before === '' ? [name, value] : [name, before],
    )
    return Object.fromEntries(changed.filter(([, after]) => after !== undefined))
  })

const ROWS: readonly Row[] = [
  ['cleared-not-changed', 'a cleared value does not change', 'cleared', clearing(CLEARABLE, undefined)],
  ['cleared-becomes-null-word', 'a cleared value becomes "null"', 'cleared', clearing(TEXTS, 'null')],
  ['cleared-title-becomes-blank', 'a cleared title becomes a space', 'cleared', clearing(/^jobTitle$/, ' ')],
  ['cleared-department-becomes-dash', 'a cleared department becomes "-"', 'cleared', clearing(/^department$/, '-')],
  [
    'cleared-employee-id-not-changed',
    'a cleared employee ID does not change',
    'cleared',
    clearing(/^employeeIdentifier$/, undefined),
  ],
  [
    'names-capitalised',
    'given and family names are written with one capital and small letters',
    'letter-case',
    values(/^(?:first|last)name$/, (name) => name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase()),
  ],
  [
    'cost-center-in-capitals',
    'cost centers are written in capitals',
    'letter-case',
    values(/^costCenter$/, (code) => code.toUpperCase()),
  ],
  [
    'user-type-in-small-letters',
    'user types are written in small letters',
    'letter-case',
    values(/^employeeType$/, (type) => type.toLowerCase()),
  ],
  [
    'username-in-small-letters',
    'usernames are written in small letters',
    'username-case',
    values(/^username$/, (name) => name.toLowerCase()),
  ],
  [
    'email-in-capitals',
    'email addresses are written in capitals',
    'username-case',
    values(/^email$/, (address) => address.toUpperCase()),
  ],
  [
    'numbers-lose-zeros',
    'strings of digits are converted to numbers and back, and lose leading zeros',
    'looks-like-another-type',
    values(/^(?:department|costCenter|company)$/, (text) => (/^[\d.]+$/.test(text) ? String(Number(text)) : text)),
  ],
  [
    'family-name-null-emptied',
    'the family name "Null" is written as no value',
    'looks-like-another-type',
    values(/^lastname$/, (name) => (/^null$/i.test(name) ? '' : name)),
  ],
  [
    'user-type-false-becomes-no',
    'the user type "False" becomes "No"',
    'looks-like-another-type',
    values(/^employeeType$/, (type) => (/^false$/i.test(type) ? 'No' : type)),
  ],
  [
    'display-name-undefined-dropped',
    'the display name "undefined" is not written',
    'looks-like-another-type',
    values(/^displayname$/, (name) => (name === 'undefined' ? undefined : name)),
  ],
  [
    'departments-escaped',
    'departments are escaped for HTML',
    'characters',
    values(/^department$/, (name) => name.replaceAll('&', '&amp;')),
  ],
  [
    'organizations-in-latin-1',
    'organizations are written in Latin-1',
    'characters',
    values(/^company$/, (name) => name.replaceAll(/[^ -ÿ]/g, '?')),
  ],
  [
    'blanks-collapsed',
    'two spaces in a display name become one',
    'characters',
    values(/^displayname$/, (name) => name.replaceAll(/ +/g, ' ')),
  ],
  [
    'titles-unescaped',
    'percent-escapes in titles are decoded',
    'characters',
    values(/^jobTitle$/, (title) => title.replaceAll('%25', '%')),
  ],
  [
    'backslashes-lost',
    'backslashes in family names are lost',
    'characters',
    values(/^lastname$/, (name) => name.replaceAll('\\', '')),
  ],
]

/** Other checks that detect the same deviation. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'cost-center-in-capitals': ['jumpcloud.property.costCenter'],
  'user-type-in-small-letters': ['jumpcloud.property.employeeType'],
}

/** Deviations that change values before they are written to JumpCloud. */
export const writtenValueDeviations: readonly FrontDeviation[] = ROWS.map(([name, says, check, api]) => ({
  name,
  says,
  caughtBy: [`jumpcloud.value.${check}`, ...(ALSO[name] ?? [])],
  api,
}))

type Meta = { readonly created?: JsonValue; readonly lastModified?: JsonValue }

let ticks = 0

/** Deviations in the times of a user. */
export const timeDeviations: readonly FrontDeviation[] = [
  {
    name: 'created-follows-changes',
    says: 'meta.created is the time of the last change',
    caughtBy: ['jumpcloud.times.created-steady'],
    around: resources(isUser, (user) => ({
      ...user,
      meta: { ...user.meta, created: Object(user.meta)['lastModified'] },
    })),
  },
  {
    name: 'created-in-lists-is-now',
    says: 'meta.created in lists is the time of the response',
    caughtBy: ['jumpcloud.times.created-steady'],
    around: resources(isUser, (user, { method, path }) =>
      method === 'GET' && /^\/Users\/?$/.test(path)
        ? { ...user, meta: { ...user.meta, created: new Date(Date.now() + 60_000).toISOString() } }
        : user,
    ),
  },
  {
    name: 'last-modified-is-now',
    says: 'meta.lastModified is the time of the response',
    caughtBy: ['jumpcloud.times.last-modified'],
    around: resources(isUser, (user) => {
      ticks += 1
      return { ...user, meta: { ...user.meta, lastModified: new Date(Date.now() + ticks).toISOString() } }
    }),
  },
  {
    name: 'last-modified-before-created',
    says: 'meta.lastModified is an hour before the change',
    caughtBy: ['jumpcloud.times.last-modified'],
    around: resources(isUser, (user) => {
      const { lastModified } = Object(user.meta) as Meta
      const earlier = new Date(Date.parse(String(lastModified)) - 3_600_000)
      return { ...user, meta: { ...user.meta, lastModified: earlier.toISOString() } }
    }),
  },
  {
    name: 'last-modified-in-lists-is-created',
    says: 'meta.lastModified in lists is the creation time',
    caughtBy: ['jumpcloud.times.last-modified'],
    around: resources(isUser, (user, { method, path }) =>
      method === 'GET' && /^\/Users\/?$/.test(path)
        ? { ...user, meta: { ...user.meta, lastModified: Object(user.meta)['created'] } }
        : user,
    ),
  },
  {
    name: 'last-modified-missing',
    says: 'no user has meta.lastModified',
    caughtBy: ['jumpcloud.property.times'],
    around: resources(isUser, (user) => {
      const { lastModified: _, ...meta } = Object(user.meta) as JsonObject
      return { ...user, meta }
    }),
  },
]
