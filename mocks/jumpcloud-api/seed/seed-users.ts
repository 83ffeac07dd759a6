import { newSystemUser } from '../records/system-user.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import type { JsonObject } from '../wire/json.ts'
import { DEPARTMENTS, FIRST_NAMES, LAST_NAMES } from './names.ts'

/** The number of users per transaction: larger transactions fill the journal, smaller ones take longer. */
const AT_ONCE = 50_000

/** Fills the first organization up to a number of generated users, always the same ones. */
export function seedUsers(store: JumpCloudStore, count: number, now: Date, newId: () => string): void {
  const [organization] = store.organizations.all()
  if (organization === undefined) return
  const { _id, settings } = organization
  const moment = { now: now.toISOString(), newId, settings }
  for (let start = store.users.count(_id); start < count; start += AT_ONCE) {
    store.database.atomically(() => {
      for (let index = start; index < Math.min(count, start + AT_ONCE); index += 1)
        store.users.insert(
          newSystemUser(personAt(index), {
            ...moment,
            organization: _id,
            creationSource: 'jumpcloud:bulk',
            defaultState: 'ACTIVATED',
            uid: store.organizations.nextUid(_id),
          }),
        )
    })
  }
}

/** Returns the body that creates the n-th user. */
export function personAt(index: number): JsonObject {
  const firstname = at(FIRST_NAMES, index)
  const lastname = at(LAST_NAMES, Math.floor(index / FIRST_NAMES.length))
  const username = `${ascii(firstname)}.${ascii(lastname)}.${index}`
  return {
    username,
    email: `${username}@rehearsal.example`,
    firstname,
    lastname,
    displayname: `${firstname} ${lastname}`,
    department: at(DEPARTMENTS, index),
    employeeIdentifier: `E${index}`,
  }
}

const at = (list: readonly string[], index: number): string => list[index % list.length] ?? ''
const ascii = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase()
