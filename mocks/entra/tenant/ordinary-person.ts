import type { Person } from './person.ts'

/** Creates a person with typical data; `alias` is the unique nickname. */
export function ordinaryPerson(alias: string, overrides: Partial<Person> = {}): Person {
  return {
    objectId: alias,
    userPrincipalName: `${alias}@contoso.example`,
    mailNickname: alias,
    displayName: 'Jane Doe',
    givenName: 'Jane',
    surname: 'Doe',
    mail: `${alias}@contoso.example`,
    jobTitle: 'Engineer',
    department: 'Research',
    employeeId: `${alias}-1`,
    IsSoftDeleted: 'False',
    ...overrides,
  } as Person
}
