/** JSON as the façade writes it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object; members that this page does not know survive every edit. */
export interface JsonObject {
  readonly [name: string]: Json
}

/** A page of a collection. */
export interface Collection<Item> {
  readonly value: readonly Item[]
  readonly '@odata.count'?: number
  readonly '@odata.nextLink'?: string
}

/** An app role of a service principal. */
interface AppRole {
  readonly id: string
  readonly displayName: string
  readonly isEnabled: boolean
}

/** An enterprise application. */
export interface ServicePrincipal {
  readonly id: string
  readonly appId: string
  readonly displayName: string
  readonly createdDateTime: string
  readonly appRoles: readonly AppRole[]
}

/** A user with the properties that `$select` named; the others are absent. */
export interface User extends JsonObject {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
}

/** A group of the tenant. */
export interface Group {
  readonly id: string
  readonly displayName: string
}

/** An assignment of a user or group to an application. */
export interface Assignment {
  readonly id: string
  readonly appRoleId: string
  readonly createdDateTime: string
  readonly principalDisplayName: string | null
  readonly principalId: string
  readonly principalType: 'User' | 'Group'
}

/** A key of the credentials or settings, and its value. */
export interface KeyValue {
  readonly key: string
  readonly value: string
}

/** An error of a job or an expression. */
interface SynchronizationError {
  readonly code: string
  readonly message: string
}

/** The counts and the end of a cycle. */
export interface Execution {
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors'
  readonly countEscrowed: number
  readonly countExported: number
  readonly countImported: number
  readonly error: SynchronizationError | null
  readonly timeBegan: string
  readonly timeEnded: string | null
}

/** The reason why a job runs less often, and the time of its next attempt. */
interface Quarantine {
  readonly currentBegan: string
  readonly nextAttempt: string
  readonly reason: string
  readonly seriesCount: number
  readonly error: SynchronizationError | null
}

/** A provisioning job. */
export interface Job {
  readonly id: string
  readonly schedule: { readonly interval: string; readonly state: string }
  readonly status: {
    readonly code: string
    readonly lastExecution: Execution | null
    readonly quarantine: Quarantine | null
    readonly progress: readonly {
      readonly completedUnits: number
      readonly totalUnits: number
      readonly units: string
    }[]
    readonly synchronizedEntryCountByType: readonly { readonly key: string; readonly value: number }[]
  }
}

/** The result of `parseExpression`. */
export interface ParsedExpression {
  readonly error: SynchronizationError | null
  readonly evaluationResult: readonly string[]
  readonly evaluationSucceeded: boolean
  readonly parsedExpression: JsonObject | null
  readonly parsingSucceeded: boolean
}

/** A function of the expression language. */
export interface FunctionDefinition {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[]
}
