import { type ImportedUsers, importUsers } from './import-users.ts'
import { ordinaryUser } from './ordinary-user.ts'
import { type SourceUser, sourceUserWith } from './source-user.ts'
import { type SyntheticUsersOptions, syntheticUsers } from './synthetic-users.ts'
import { unusualUsers } from './unusual-users.ts'
import type { UserSource } from './user-source.ts'

// Former names of the package's exports. They are accepted, so that callers need not change.

/** @deprecated Use `SourceUser`. */
export type Person = SourceUser

/** @deprecated Use `UserSource`. */
export type PeopleSource = UserSource

/** @deprecated Use `SyntheticUsersOptions`. */
export type SyntheticPeopleOptions = SyntheticUsersOptions

/** @deprecated Use `ImportedUsers`, whose member is `users`. */
export type ImportedPeople = Omit<ImportedUsers, 'users'> & { readonly people: readonly SourceUser[] }

/** @deprecated Use `UnusualUser`, whose member is `user`. */
export interface AwkwardPerson {
  readonly case: string
  readonly person: SourceUser
}

/** @deprecated Use `ordinaryUser`. */
export const ordinaryPerson: typeof ordinaryUser = ordinaryUser

/** @deprecated Use `sourceUserWith`. */
export const personWith: typeof sourceUserWith = sourceUserWith

/** @deprecated Use `syntheticUsers`. */
export const syntheticPeople: typeof syntheticUsers = syntheticUsers

/** @deprecated Use `importUsers`, whose result has `users`. */
export function importPeople(text: string): ImportedPeople {
  const { users, ...rest } = importUsers(text)
  return { ...rest, people: users }
}

/** @deprecated Use `unusualUsers`, whose elements have `user`. */
export function awkwardPeople(...parameters: Parameters<typeof unusualUsers>): AwkwardPerson[] {
  return unusualUsers(...parameters).map(({ case: name, user }) => ({ case: name, person: user }))
}
