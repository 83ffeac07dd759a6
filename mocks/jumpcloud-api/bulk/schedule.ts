import type { Call } from '../api/call.ts'
import type { Caller } from '../api/caller.ts'
import { logEvent, userResource } from '../insights/log.ts'
import { activatedSystemUser, type SystemUser } from '../records/system-user.ts'
import type { JumpCloudStore, ScheduledState } from '../store/jumpcloud-store.ts'
import { writeUser } from '../users/change-user.ts'
import type { JsonObject } from '../wire/json.ts'

/** A stored change of state, with its requester and the e-mail address. */
export interface StoredSchedule extends ScheduledState {
  caller: JsonObject
  address: string
  /** The e-mail address of an activation; absent if no e-mail is sent. */
  email?: string
}

/** The scheduled changes of state; those that are due are applied before the next request is answered. */
export class Schedule {
  readonly #store: JumpCloudStore
  #next: number

  constructor(store: JumpCloudStore) {
    this.#store = store
    this.#next = this.#earliest()
  }

  /** Updates the schedule after a change was added or withdrawn. */
  refresh(): void {
    this.#next = this.#earliest()
  }

  /** Applies the changes that are due at a time (milliseconds since 1970), each on behalf of its requester. */
  run(now: number, callOf: (caller: Caller, request: Call['request']) => Call): void {
    if (now < this.#next) return
    for (const { _id: organization } of this.#store.organizations.all()) {
      const due = this.#store.scheduledStates
        .all(organization)
        .filter(({ scheduledDate }) => Date.parse(scheduledDate) <= now)
      for (const change of due) this.#apply(organization, change as StoredSchedule, callOf)
    }
    this.#next = this.#earliest()
  }

  #apply(
    organization: string,
    change: StoredSchedule,
    callOf: (caller: Caller, request: Call['request']) => Call,
  ): void {
    const { caller, address, state, systemUserId, email } = change
    const request = { method: 'POST', url: '/api/v2/bulk/userstates', headers: {}, address }
    const call = callOf(caller as unknown as Caller, request)
    this.#store.database.atomically(() => {
      this.#store.scheduledStates.remove(organization, scheduleId(change))
      const user = this.#store.users.find(organization, systemUserId)
      if (user === undefined) return
      writeUser(call, user, inState(user, state, call))
      if (state === 'ACTIVATED' && email !== undefined) {
        const resource = { ...userResource(user), recipient_email: email === '' ? user.email : email }
        logEvent(call, { type: 'user_activation_email', resource })
      }
    })
  }

  #earliest(): number {
    const dates = this.#store.organizations
      .all()
      .flatMap(({ _id }) => this.#store.scheduledStates.all(_id))
      .map(({ scheduledDate }) => Date.parse(scheduledDate))
    return dates.reduce((least, date) => Math.min(least, date), Number.POSITIVE_INFINITY)
  }
}

/** Returns the key of a change: one job may change many users. */
export const scheduleId = ({ scheduledJobId, systemUserId }: ScheduledState): string => scheduledJobId + systemUserId

function inState(user: SystemUser, state: 'ACTIVATED' | 'SUSPENDED', call: Call): SystemUser {
  if (state === 'SUSPENDED') return { ...user, state, suspended: true }
  return user.state === 'ACTIVATED' ? user : activatedSystemUser(user, call)
}
