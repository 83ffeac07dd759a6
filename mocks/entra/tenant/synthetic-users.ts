import { createRequire } from 'node:module'
import type { Faker, Randomizer } from '@faker-js/faker'
import type { SourceObject } from '../expression/source-object.ts'
import type { SourceUser } from './source-user.ts'

/** The options of a synthetic tenant. The same options give the same users. */
export interface SyntheticUsersOptions {
  readonly seed: number
  readonly count: number
  /** The prefix of every nickname and e-mail address, so that two runs do not conflict on one target. */
  readonly prefix?: string
  /** Domain of the user principal names (`contoso.example`). */
  readonly domain?: string
  /** The share of guests, whose user principal names contain `#EXT#` (default: 0). */
  readonly guests?: number
}

/** Locales of a European and American tenant, with their weight. */
const LOCALES = [
  { value: 'en_US', weight: 40 },
  { value: 'de', weight: 12 },
  { value: 'en_GB', weight: 10 },
  { value: 'fr', weight: 8 },
  { value: 'es', weight: 6 },
  { value: 'sv', weight: 4 },
  { value: 'pl', weight: 4 },
  { value: 'cs_CZ', weight: 3 },
  { value: 'tr', weight: 3 },
  { value: 'ar', weight: 2 },
  { value: 'he', weight: 2 },
  { value: 'ja', weight: 2 },
  { value: 'zh_CN', weight: 2 },
  { value: 'vi', weight: 2 },
] as const

const LANGUAGES = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'sv-SE', 'pl-PL', 'ja-JP'] as const

const DEPARTMENTS = [
  'Engineering',
  'Sales',
  'Finance',
  'Human Resources',
  'Research & Development',
  'Legal',
  'Support',
  'Marketing',
] as const

/** Generates users one by one, so that a million need no memory. */
export function* syntheticUsers(options: SyntheticUsersOptions): Generator<SourceUser> {
  const personAt = syntheticUserAt(options)
  for (let index = 0; index < options.count; index += 1) yield personAt(index)
}

/** Generates the user of an index, always the same one, so that none needs to be stored. */
export function syntheticUserAt(options: Omit<SyntheticUsersOptions, 'count'>): (index: number) => SourceUser {
  const { seed, prefix = '', domain = 'contoso.example', guests = 0 } = options
  const chance = quickChance()
  const english = localFaker('en', chance)
  const fakers = new Map(LOCALES.map(({ value }) => [value, localFaker(value, chance)]))
  return (index) => {
    chance.seed([seed, index])
    const local = fakers.get(english.helpers.weightedArrayElement(LOCALES)) ?? english
    const alias = `${prefix}${nickname(english)}${index}`
    return userOf(english, local, { alias, domain, objectId: syntheticObjectId(seed, index), index, guests })
  }
}

const load = createRequire(import.meta.url)

function localFaker(name: (typeof LOCALES)[number]['value'] | 'en', randomizer: Randomizer): Faker {
  // Faker takes long to load, and most commands generate no users.
  const locales = load('./locales.ts') as typeof import('./locales.ts')
  return new locales.Faker({ locale: [locales[name], locales.en, locales.base], randomizer })
}

/**
 * Creates a random generator (mulberry32) that is seeded for each user; seeding Faker's own Mersenne Twister takes
 * longer than generating a user.
 */
function quickChance(): Randomizer {
  let state = 0
  return {
    seed: (seeds) => {
      state = 0x9e3779b9
      for (const each of [seeds].flat()) state = Math.imul(state ^ (each >>> 0), 0x85ebca6b) ^ (state >>> 13)
    },
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}

/** Creates a nickname as administrators derive it from a name: plain ASCII. */
function nickname(english: Faker): string {
  return `${english.person.firstName()}.${english.person.lastName()}`.toLowerCase().replaceAll(/[^a-z.]/g, '')
}

/** Creates an object id that contains its index, so that a user can be found without a list. */
export function syntheticObjectId(seed: number, index: number): string {
  const hex = (number: number, width: number): string => number.toString(16).padStart(width, '0')
  return `${hex(seed >>> 0, 8)}-5c1a-4000-8000-${hex(index, 12)}`
}

/** Returns the index in a synthetic object id; undefined if the id is not of this seed. */
export function syntheticIndex(seed: number, objectId: string): number | undefined {
  const [, of = '', index = ''] = /^([0-9a-f]{8})-5c1a-4000-8000-([0-9a-f]{12})$/.exec(objectId) ?? []
  return of === (seed >>> 0).toString(16).padStart(8, '0') ? Number.parseInt(index, 16) : undefined
}

interface Identity {
  readonly alias: string
  readonly domain: string
  readonly objectId: string
  readonly index: number
  readonly guests: number
}

function userOf(english: Faker, local: Faker, { alias, domain, objectId, index, guests }: Identity): SourceUser {
  const givenName = local.person.firstName()
  const surname = local.person.lastName()
  const isGuest = english.datatype.boolean(guests)
  return {
    objectId,
    userPrincipalName: isGuest ? `${alias}_partner.example#EXT#@${domain}` : `${alias}@${domain}`,
    mailNickname: alias,
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    // Cloud-only users have no mailbox.
    mail: english.datatype.boolean(0.9) ? `${alias}@${isGuest ? 'partner.example' : domain}` : null,
    jobTitle: english.datatype.boolean(0.95) ? english.person.jobTitle() : null,
    department: english.helpers.arrayElement(DEPARTMENTS),
    employeeId: english.datatype.boolean(0.8) ? `${alias.slice(0, 40)}-${100_000 + index}` : null,
    ...office(english, local),
    telephoneNumber: english.phone.number({ style: 'international' }),
    mobile: english.datatype.boolean(0.5) ? english.phone.number({ style: 'international' }) : null,
    facsimileTelephoneNumber: english.datatype.boolean(0.02) ? english.phone.number({ style: 'international' }) : null,
    preferredLanguage: english.datatype.boolean(0.3) ? english.helpers.arrayElement(LANGUAGES) : null,
    userType: isGuest ? 'Guest' : 'Member',
    IsSoftDeleted: 'False',
  }
}

/** Returns the office of a user; a fifth have none. */
function office(english: Faker, local: Faker): SourceObject {
  const hasOffice = english.datatype.boolean(0.8)
  return {
    physicalDeliveryOfficeName: hasOffice
      ? `${english.number.int({ min: 1, max: 40 })}/${english.number.int({ min: 1000, max: 4999 })}`
      : null,
    streetAddress: hasOffice ? local.location.streetAddress() : null,
    postalCode: hasOffice ? local.location.zipCode() : null,
    state: hasOffice && english.datatype.boolean(0.7) ? local.location.state() : null,
    city: local.location.city(),
    country: english.location.country(),
  }
}
