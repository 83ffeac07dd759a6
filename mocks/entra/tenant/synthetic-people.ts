import { allFakers, Faker } from '@faker-js/faker'
import type { Person } from './person.ts'

/** How a synthetic tenant is made. The same options give the same people. */
export interface SyntheticPeopleOptions {
  readonly seed: number
  readonly count: number
  /** Begins every nickname and e-mail, so that two runs do not meet on one target. */
  readonly prefix?: string
  /** Domain of the user principal names (`contoso.example`). */
  readonly domain?: string
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

/** Makes people one by one, so that a million of them need no million in memory. */
export function* syntheticPeople(options: SyntheticPeopleOptions): Generator<Person> {
  const { seed, count, prefix = '', domain = 'contoso.example' } = options
  const english = localFaker('en', seed)
  const fakers = new Map(LOCALES.map(({ value }, index) => [value, localFaker(value, seed + index + 1)]))
  for (let index = 0; index < count; index += 1) {
    const local = fakers.get(english.helpers.weightedArrayElement(LOCALES)) ?? english
    yield person(english, local, `${prefix}${nickname(english)}${index}`, domain, index)
  }
}

function localFaker(name: keyof typeof allFakers, seed: number): Faker {
  const locale = [name, 'en', 'base'].map((each) => allFakers[each as typeof name].rawDefinitions)
  return new Faker({ locale, seed })
}

/** Nicknames are what administrators make of names: plain ASCII. */
function nickname(english: Faker): string {
  return `${english.person.firstName()}.${english.person.lastName()}`.toLowerCase().replaceAll(/[^a-z.]/g, '')
}

function person(english: Faker, local: Faker, alias: string, domain: string, index: number): Person {
  const givenName = local.person.firstName()
  const surname = local.person.lastName()
  return {
    objectId: english.string.uuid(),
    userPrincipalName: `${alias}@${domain}`,
    mailNickname: alias,
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    // Cloud-only users have no mailbox.
    mail: english.datatype.boolean(0.9) ? `${alias}@${domain}` : null,
    jobTitle: english.datatype.boolean(0.95) ? english.person.jobTitle() : null,
    department: english.helpers.arrayElement(DEPARTMENTS),
    employeeId: english.datatype.boolean(0.8) ? `${alias.slice(0, 40)}-${100_000 + index}` : null,
    city: local.location.city(),
    country: english.location.country(),
    telephoneNumber: english.phone.number({ style: 'international' }),
    IsSoftDeleted: 'False',
  }
}
