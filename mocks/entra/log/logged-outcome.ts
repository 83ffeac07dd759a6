import type { JsonValue } from '../../protocol/index.ts'
import type { EntraSwitches } from '../switches/index.ts'
import type { ObjectKind } from '../tenant/index.ts'

/** The content of an entry (Graph, `provisioningObjectSummary`). */
export interface LoggedOutcome {
  readonly kind: ObjectKind
  readonly sourceId: string
  readonly targetId: string | undefined
  readonly displayName: string
  /** The object's attributes in the tenant; absent after it was purged. */
  readonly source?: Readonly<Record<string, unknown>>
  /** The facts that decided about the scope; absent if nothing was evaluated. */
  readonly scoping?: ScopingFacts
  readonly action: 'create' | 'update' | 'delete' | 'stageddelete' | 'disable' | 'other'
  readonly status: 'success' | 'failure' | 'skipped' | 'warning'
  readonly errorCode?: string
  readonly reason?: string
  readonly modified: readonly ModifiedProperty[]
  readonly durationMs: number
}

/** The facts that decide whether an object is in scope. */
export interface ScopingFacts {
  readonly isActive: boolean
  readonly isAssigned: boolean
  readonly isInScope: boolean
}

/** One property before and after the change. */
export interface ModifiedProperty {
  readonly displayName: string
  readonly oldValue: JsonValue | undefined
  readonly newValue: JsonValue | undefined
}

/** The job and the cycle of an entry, and its time. */
export interface LogContext {
  readonly id: string
  readonly changeId: string
  readonly jobId: string
  readonly cycleId: string
  readonly tenantId: string
  readonly applicationId: string
  readonly servicePrincipalId: string
  /** Display name of the application and of its service principal. */
  readonly application: string
  readonly at: Date
  /** The step that is listed first. */
  readonly matching: EntraSwitches['matching']
}

/** The portal's name of the source directory of every outbound job. */
export const SOURCE_SYSTEM = 'Azure Active Directory'
