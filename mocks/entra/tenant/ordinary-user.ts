import type { SourceUser } from './source-user.ts'

/** Creates a user with typical data; `alias` is the unique nickname. */
export function ordinaryUser(alias: string, overrides: Partial<SourceUser> = {}): SourceUser {
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
  } as SourceUser
}
