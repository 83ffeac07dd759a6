/** A role assignment as the expression functions see it. */
export interface AppRoleAssignment {
  readonly id: string
  readonly value: string
  readonly displayName: string
}

/** The value of an Entra attribute. `null` and an absent attribute are one state. */
export type SourceValue = string | number | boolean | null | readonly string[] | readonly AppRoleAssignment[]

/** An Entra object as a mapping reads it, e.g. `{ userPrincipalName: 'jane@contoso.com', IsSoftDeleted: 'False' }`. */
export interface SourceObject {
  readonly [attribute: string]: SourceValue | undefined
}
