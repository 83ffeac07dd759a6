import type { AttributeMapping } from '../mapping/synchronization-schema.ts'
import type { SourceUser } from './source-user.ts'

/** The source attributes that an expression reads. */
export function sourcesOf({ source }: Pick<AttributeMapping, 'source'>): readonly string[] {
  return [...new Set([...(source?.expression ?? '').matchAll(/\[([^[\]]+)\]/g)].map(([, name = '']) => name))]
}

type Sample = (alias: string) => unknown

/** Two realistic values of each source attribute; one row per attribute. */
const SAMPLES: Readonly<Record<string, readonly [before: Sample, after: Sample]>> = {
  displayName: [() => 'Jane Doe', () => 'Jane Roe'],
  givenName: [() => 'Jane', () => 'Janet'],
  surname: [() => 'Doe', () => 'Roe'],
  jobTitle: [() => 'Engineer', () => 'Lead Engineer'],
  department: [() => 'Research', () => 'Sales'],
  employeeId: [(alias) => `${alias}-1`, (alias) => `${alias}-2`],
  preferredLanguage: [() => 'en-US', () => 'nb-NO'],
  physicalDeliveryOfficeName: [() => '18/2111', () => '20/3001'],
  streetAddress: [() => '1 Main Street', () => '2 High Street'],
  city: [() => 'Oslo', () => 'Bergen'],
  state: [() => 'OS', () => 'VL'],
  postalCode: [() => '0150', () => '5003'],
  country: [() => 'NO', () => 'SE'],
  telephoneNumber: [() => '+1 425-555-0100', () => '+1 425-555-0101'],
  mobile: [() => '+1 425-555-0102', () => '+1 425-555-0103'],
  facsimileTelephoneNumber: [() => '+1 425-555-0104', () => '+1 425-555-0105'],
  mail: [(alias) => `${alias}@contoso.example`, (alias) => `${alias}.new@contoso.example`],
  userPrincipalName: [(alias) => `${alias}@contoso.example`, (alias) => `${alias}.new@contoso.example`],
  mailNickname: [(alias) => alias, (alias) => `${alias}.new`],
  objectId: [(alias) => alias, (alias) => `${alias}2`],
  IsSoftDeleted: [() => 'False', () => 'False'],
  appRoleAssignments: [
    () => [{ id: '06b07648-ecfe-589f-9d2f-6325724a46ee', value: 'Admin', displayName: 'Admin' }],
    () => [{ id: 'f7c2b2c8-1e5a-5c46-8f34-1f5f3a3c0b11', value: 'User', displayName: 'User' }],
  ],
}

/**
 * Returns values of the named source attributes, before or after a change; attributes that no table contains get a
 * generated string.
 */
export function sampleSources(names: readonly string[], alias: string, phase: 'before' | 'after'): Partial<SourceUser> {
  return Object.fromEntries(
    names.map((name) => {
      const [before, after] = SAMPLES[name] ?? [(token) => `${name} ${token}`, (token) => `new ${name} ${token}`]
      return [name, (phase === 'before' ? before : after)(alias)]
    }),
  ) as Partial<SourceUser>
}
