import { type NewUserContext, newSystemUser } from '../records/system-user.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import type { StoredUser } from '../store/system-users.ts'
import type { JsonObject } from '../wire/json.ts'
import { jsonTemplate } from './json-template.ts'
import { DEPARTMENTS, FIRST_NAMES, LAST_NAMES } from './names.ts'

/** The number of users per transaction: larger transactions fill the journal, smaller ones take longer. */
const AT_ONCE = 50_000

/** Fills the first organization up to a number of generated users, always the same ones. */
export function seedUsers(store: JumpCloudStore, count: number, now: Date, newId: () => string): void {
  const [organization] = store.organizations.all()
  if (organization === undefined) return
  const { _id, settings } = organization
  const first = store.users.count(_id)
  const jsonOf = userTemplate({
    now: now.toISOString(),
    settings,
    organization: _id,
    creationSource: 'jumpcloud:bulk',
    defaultState: 'ACTIVATED',
  })
  store.users.load(count - first, () => {
    for (let start = first; start < count; start += AT_ONCE)
      store.database.atomically(() => store.users.insertAll(_id, generated(start, Math.min(count, start + AT_ONCE))))
  })

  function* generated(start: number, end: number): Generator<StoredUser> {
    for (let index = start; index < end; index += 1) {
      const user = userAt(index)
      const id = newId()
      const { username, email, employeeIdentifier } = user
      yield { id, username, email, employeeIdentifier, text: jsonOf(user, id, store.organizations.nextUid(_id)) }
    }
  }
}

/** The values by which the generated users differ. */
interface GeneratedUser extends JsonObject {
  username: string
  email: string
  firstname: string
  lastname: string
  displayname: string
  department: string
  employeeIdentifier: string
}

/**
 * Returns a function that writes the JSON of a generated user. The API creates one user, and the values of the others
 * are written into its JSON, because creating each of a million users takes longer than storing it.
 */
function userTemplate(
  context: Omit<NewUserContext, 'newId' | 'uid'>,
): (user: GeneratedUser, id: string, uid: number) => string {
  const placeholder = (name: string): string => `\u0000${name}\u0000`
  const [id, uid] = [placeholder('id'), placeholder('uid')]
  const names = Object.keys(userAt(0))
  const values = Object.fromEntries(names.map((name) => [name, placeholder(name)]))
  // The number is replaced afterwards, because the API does not write a string as a number.
  const user = newSystemUser(values, { ...context, newId: () => id, uid: 0 })
  const write = jsonTemplate({ ...user, unix_uid: uid, unix_guid: uid }, placeholder)
  return (values, userId, number) => write({ ...values, id: userId, uid: number })
}

/** Returns the body that creates the n-th user. */
export function userAt(index: number): GeneratedUser {
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

const folded = new Map<string, string>()
/** Returns the letters of a name without accents, in lower case; the names are few. */
function ascii(name: string): string {
  const known = folded.get(name)
  if (known !== undefined) return known
  const plain = name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase()
  folded.set(name, plain)
  return plain
}
