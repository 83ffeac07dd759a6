import { AsyncLocalStorage } from 'node:async_hooks'
import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { deviating } from '../../scim-server/index.ts'
import { afterWrites, changingCreations, changingUpdates, changingWrites, sendBeside } from './api-calls.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { isRead, isQuery, isUser, both } = deviating

type Api = NonNullable<FrontDeviation['api']>
type Row = readonly [name: string, says: string, caughtBy: readonly string[], api: Api]

const effect = (name: string): string => `jumpcloud.side-effect.${name}`
const isDisable = (body: JsonObject): boolean => body['suspended'] === true
const isEnable = (body: JsonObject): boolean => body['suspended'] === false
const has = (body: JsonObject, name: string): boolean => Object.hasOwn(body, name)

/** Additional changes of a write that it should not make; one per line or two. */
const ROWS: readonly Row[] = [
  [
    'sudo-at-creation',
    'new users get sudo',
    [effect('rights')],
    changingCreations((body) => ({ ...body, sudo: true })),
  ],
  [
    'sudo-follows-title',
    'a change of the title grants or removes sudo',
    [effect('rights')],
    changingUpdates((body) =>
      has(body, 'jobTitle') ? { ...body, sudo: /lead/i.test(String(body['jobTitle'])) } : body,
    ),
  ],
  [
    'sudo-removed-on-disable',
    'a disable removes sudo permanently',
    [effect('rights')],
    changingUpdates((body) => (isDisable(body) ? { ...body, sudo: false } : body)),
  ],
  [
    'ldap-at-creation',
    'new users can bind to LDAP',
    [effect('rights')],
    changingCreations((body) => ({ ...body, ldap_binding_user: true })),
  ],
  [
    'ssh-keys-forbidden',
    'a change of the department disables SSH keys',
    [effect('rights')],
    changingUpdates((body) => (has(body, 'department') ? { ...body, allow_public_key: false } : body)),
  ],
  [
    'unix-uid-set',
    'a change of the display name sets a Unix id',
    [effect('rights')],
    changingUpdates((body) => (has(body, 'displayname') ? { ...body, unix_uid: 60_000 } : body)),
  ],
  [
    'ssh-key-planted',
    'each creation also adds an SSH key',
    [effect('rights')],
    afterWrites(async ({ _id }, send, { method }) => {
      if (method === 'POST')
        await send('POST', `/api/systemusers/${_id}/sshkeys`, { name: 'bridge', public_key: 'ssh-ed25519 AAAA bridge' })
    }),
  ],
  [
    'account-locked-on-disable',
    'a disable also locks the account, and an enable does not unlock it',
    [effect('sign-in'), 'jumpcloud.radius.suspended-kept-out'],
    changingUpdates((body) => (isDisable(body) ? { ...body, account_locked: true } : body)),
  ],
  [
    'unlocked-on-enable',
    'an enable also unlocks an account that an administrator locked',
    [effect('sign-in')],
    changingUpdates((body) => (isEnable(body) ? { ...body, account_locked: false } : body)),
  ],
  [
    'passwords-never-expire',
    'each change of a user makes the password never expire',
    [effect('sign-in')],
    changingUpdates((body) => ({ ...body, password_never_expires: true })),
  ],
  [
    'external-expiry-set',
    'a change of the title sets a password expiry',
    [effect('sign-in')],
    changingUpdates((body) =>
      has(body, 'jobTitle') ? { ...body, external_password_expiration_date: '2030-01-01T00:00:00Z' } : body,
    ),
  ],
  [
    'mfa-demanded',
    'new users must use MFA',
    [effect('sign-in')],
    changingCreations((body) => ({ ...body, enable_user_portal_multifactor: true })),
  ],
  [
    'mfa-excluded-on-enable',
    'an enabled user needs no MFA for a week',
    [effect('sign-in')],
    changingUpdates((body) => (isEnable(body) ? { ...body, mfa: { exclusion: true, exclusionDays: 7 } } : body)),
  ],
  [
    'recovery-address-filled',
    'the alternate email address of a new user is the company address',
    [effect('sign-in')],
    changingCreations((body) => ({ ...body, alternateEmail: body['email'] ?? '' })),
  ],
  [
    'description-stamped',
    'each change is noted in the description',
    [effect('other-properties')],
    changingUpdates((body) => ({ ...body, description: `Synchronised ${new Date().toISOString()}` })),
  ],
  [
    'description-at-creation',
    'new users have a description',
    [effect('other-properties')],
    changingCreations((body) => ({ ...body, description: 'Created by the bridge' })),
  ],
  [
    'middle-name-guessed',
    'a change of the given name sets a middle name',
    [effect('other-properties')],
    changingUpdates((body) =>
      has(body, 'firstname') ? { ...body, middlename: String(body['firstname']).split(' ').at(-1) ?? '' } : body,
    ),
  ],
  [
    'telephones-cleared-on-enable',
    'an enable clears phone numbers',
    [effect('other-properties')],
    changingUpdates((body) => (isEnable(body) ? { ...body, phoneNumbers: [] } : body)),
  ],
  [
    'address-made-of-location',
    'a new user with a locale gets an address from it',
    [effect('other-properties')],
    changingCreations((body) =>
      has(body, 'location') ? { ...body, addresses: [{ type: 'work', country: body['location'] ?? '' }] } : body,
    ),
  ],
  [
    'apple-id-set',
    'a change of the email address sets a managed Apple ID',
    [effect('other-properties')],
    changingUpdates((body) => (has(body, 'email') ? { ...body, managedAppleId: body['email'] ?? '' } : body)),
  ],
  [
    'department-ends-suspension',
    'a change of the department writes that the user is not suspended',
    [effect('suspension'), 'jumpcloud.disabled.changes-arrive'],
    changingUpdates((body) => (has(body, 'department') ? { suspended: false, ...body } : body)),
  ],
  [
    'short-titles-suspend',
    'a change to a title of fewer than three letters suspends the user',
    [effect('suspension')],
    changingUpdates((body) => (/^.{1,3}$/.test(String(body['jobTitle'])) ? { suspended: true, ...body } : body)),
  ],
  [
    'disable-clears-department',
    'a disable clears the department',
    [effect('switch')],
    changingUpdates((body) => (isDisable(body) ? { department: '', ...body } : body)),
  ],
  [
    'disable-marks-name',
    'a disable writes "(disabled)" into the display name',
    [effect('switch')],
    changingUpdates((body) => (isDisable(body) ? { displayname: 'Somebody (disabled)', ...body } : body)),
  ],
  [
    'enable-resets-title',
    'an enable clears the title',
    [effect('switch')],
    changingUpdates((body) => (isEnable(body) ? { jobTitle: '', ...body } : body)),
  ],
  [
    'absent-title-undefined',
    'a new user without a title gets the title "undefined"',
    [effect('not-sent')],
    changingCreations((body) => ({ jobTitle: 'undefined', ...body })),
  ],
  [
    'company-invented',
    'a new user without an organization gets one',
    [effect('not-sent')],
    changingCreations((body) => ({ company: 'Contoso', ...body })),
  ],
  [
    'location-invented',
    'a new user without a locale gets the location en-US',
    [effect('not-sent')],
    changingCreations((body) => ({ location: 'en-US', ...body })),
  ],
  [
    'groups-joined',
    'new users become members of a group',
    [effect('memberships')],
    afterWrites(async ({ _id }, send, { method }) => {
      if (method !== 'POST') return
      const group = await send('POST', '/api/v2/usergroups', { name: `All users of ${_id}` })
      await send('POST', `/api/v2/usergroups/${group['id']}/members`, { op: 'add', type: 'user', id: String(_id) })
    }),
  ],
  [
    'first-user-changed-too',
    'a change of the title is also written to the first user in the list',
    [effect('other-users')],
    afterWrites(async ({ _id, jobTitle = '' }, send, { method, body = '' }) => {
      if (method !== 'PUT' || !body.includes('jobTitle')) return
      const { results } = await send('GET', '/api/systemusers?limit=1&sort=_id')
      const [first] = Array.isArray(results) ? results.filter(isJsonObject) : []
      if (first !== undefined && first['_id'] !== _id)
        await send('PUT', `/api/systemusers/${first['_id']}`, { jobTitle })
    }),
  ],
  [
    'shadow-user-created',
    'each creation also creates a second account for tests',
    [effect('other-users')],
    afterWrites(async ({ username, email }, send, { method }) => {
      if (method !== 'POST' || String(username).startsWith('shadow')) return
      await send('POST', '/api/systemusers', {
        username: `shadow.${username}`,
        email: `shadow.${email}`,
        suspended: true,
      })
    }),
  ],
]

const kinds = new AsyncLocalStorage<'read' | 'query'>()

/** Marks the calls of the API that a read by id or a query causes. */
const marking = (kind: 'read' | 'query'): NonNullable<FrontDeviation['around']> => {
  const when = both(isUser, kind === 'read' ? isRead : isQuery)
  return (request, serve) => (when(request) ? kinds.run(kind, () => serve(request)) : serve(request))
}

/** Writes to each user that a read or a query returns. */
const writingShown =
  (kind: 'read' | 'query', change: (user: JsonObject) => JsonObject): Api =>
  (correct) =>
  async (request, limits) => {
    const response = await correct(request, limits)
    if (kinds.getStore() !== kind || response.status !== 200) return response
    const parsed = JSON.parse(response.body) as JsonObject
    const users = Array.isArray(parsed['results']) ? parsed['results'].filter(isJsonObject) : [parsed]
    for (const user of users) await sendBeside(correct, request, 'PUT', `/api/systemusers/${user['_id']}`, change(user))
    return response
  }

/** Deviations that change more in JumpCloud than the SCIM request. */
export const sideEffectDeviations: readonly FrontDeviation[] = [
  ...ROWS.map(([name, says, caughtBy, api]) => ({ name, says, caughtBy, api })),
  {
    name: 'read-notes-description',
    says: 'a GET of a user is noted in the description',
    caughtBy: [effect('reads')],
    around: marking('read'),
    api: writingShown('read', () => ({ description: `Read ${new Date().toISOString()}` })),
  },
  {
    name: 'query-resets-unix-group',
    says: 'a query resets the Unix group of the users that it finds',
    caughtBy: [effect('reads')],
    around: marking('query'),
    api: writingShown('query', () => ({ unix_guid: 70_000 })),
  },
  {
    name: 'suspended-during-change',
    says: 'a change of the display name is written with a call that suspends the user and a call that ends the suspension',
    caughtBy: [effect('suspension'), 'jumpcloud.state.staged-is-active'],
    api: (correct) => async (request, limits) => {
      if (request.method !== 'PUT' || !(request.body ?? '').includes('"displayname"')) return correct(request, limits)
      const path = request.url.replace(/^.*(?=\/api\/)/, '')
      const before = await sendBeside(correct, request, 'GET', path)
      await sendBeside(correct, request, 'PUT', path, { suspended: true })
      if (before['suspended'] !== true) await sendBeside(correct, request, 'PUT', path, { suspended: false })
      return correct(request, limits)
    },
  },
  {
    name: 'whole-user-from-template',
    says: 'a change also writes a template of rights and notes',
    caughtBy: [effect('rights'), effect('other-properties')],
    api: changingWrites((body, method) =>
      method === 'PUT' ? { samba_service_user: false, managedAppleId: '', ...body } : body,
    ),
  },
]
