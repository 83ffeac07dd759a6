import { expect } from 'chai'
import type { Switches } from '../../mocks/jumpcloud-api/index.ts'
import type { JsonObject, JsonValue } from '../../mocks/jumpcloud-api/wire/json.ts'
import type { Send } from '../support/described-client.ts'
import { created, listOf, named, ORGANIZATION, objectOf, resultsOf, START, type Test } from './subject.ts'

/** A response of the real API that was recorded, or that a client depends on. */
interface Recorded {
  readonly title: string
  readonly source: string
  /** Returns the response of the mock, in the form of `expected`. */
  readonly ask: (send: Send) => Promise<unknown>
  readonly expected: unknown
  /** The switch and the response in its other position, if the response was seen to differ or is not documented. */
  readonly otherwise?: readonly [switches: Partial<Switches>, expected: unknown]
}

const HAR =
  'https://github.com/JupiterOne/graph-jumpcloud/blob/f36df07/src/steps/applications/__recordings__/fetchApplications_3065192880/recording.har'
const GROUPS_HAR =
  'https://github.com/JupiterOne/graph-jumpcloud/blob/f36df07/src/steps/groups/__recordings__/fetchGroups_39646731/recording.har'
const BATON = 'https://github.com/ConductorOne/baton-jumpcloud/blob/03035be'
const JC_CLI = 'https://github.com/TheJumpCloud/jc-cli/blob/f522b11'
const PS = 'https://github.com/TheJumpCloud/support/blob/a38baf9/PowerShell'

const idOf = (user: JsonObject): string => String(user['_id'])
const bodyOf = async (send: Send, path: string): Promise<JsonValue> => {
  const { status, body, text } = await send('GET', path)
  expect(status, text).to.equal(200)
  return body
}
const statusOf = async (send: Send, path: string): Promise<number> => (await send('GET', path)).status
const headersOf = async (send: Send, path: string): Promise<unknown> => {
  const { headers } = await send('GET', path)
  return [headers.get('etag'), headers.get('cache-control')]
}

/** Members of the recorded user that a new one must have too, with their values. */
const RECORDED_USER: JsonObject = {
  account_locked: false,
  account_locked_date: null,
  activated: false,
  addresses: [],
  allow_public_key: true,
  attributes: [],
  company: '',
  costCenter: '',
  department: '',
  description: 'Testing desc',
  disableDeviceMaxLoginAttempts: false,
  employeeIdentifier: null,
  employeeType: '',
  enable_managed_uid: false,
  enable_user_portal_multifactor: false,
  external_dn: '',
  external_source_type: '',
  externally_managed: false,
  jobTitle: '',
  ldap_binding_user: false,
  location: '',
  mfa: { exclusion: false, configured: false },
  middlename: '',
  password_never_expires: false,
  passwordless_sudo: false,
  phoneNumbers: [],
  samba_service_user: false,
  ssh_keys: [],
  sudo: false,
  suspended: false,
  systemUsername: '',
  password_expired: false,
  totp_enabled: false,
}

const everyKind = (send: Send, path: string): Promise<JsonValue[]> =>
  Promise.all(['applications', 'systems', 'systemgroups', 'directories'].map((kind) => bodyOf(send, `${path}/${kind}`)))

const ROWS: readonly Recorded[] = [
  {
    title: 'an organization of a list has _id, the same id, and a null for its logo',
    source: `${HAR} (2021-11-03), again 2023-09-29`,
    ask: (send) => bodyOf(send, '/api/organizations?limit=100&skip=0'),
    expected: {
      totalCount: 1,
      results: [{ _id: ORGANIZATION, id: ORGANIZATION, displayName: 'Contoso', logoUrl: null, created: START }],
    },
  },
  {
    title: 'a user has an empty systemUsername',
    source: `${HAR}; ${PS}/ModuleChangelog.md (2.9.1, 2024-01-11)`,
    ask: async (send) => {
      await created(send, named('jane'))
      return resultsOf(await bodyOf(send, '/api/systemusers?limit=100&skip=0')).map((one) => one['systemUsername'])
    },
    expected: [''],
    otherwise: [{ systemUsername: 'absent' }, [undefined]],
  },
  {
    title: 'a new user has the members of a recorded one',
    source: `${HAR}, GET /api/systemusers`,
    ask: async (send) => {
      await created(send, named('jane', { description: 'Testing desc' }))
      const [user = {}] = resultsOf(await bodyOf(send, '/api/systemusers?limit=100&skip=0'))
      return Object.fromEntries(Object.keys(RECORDED_USER).map((name) => [name, user[name]]))
    },
    expected: RECORDED_USER,
  },
  {
    title: 'a group without attributes has a null for them, and "All Users" is there from the start',
    source: `${GROUPS_HAR} (2021-02-12)`,
    ask: async (send) => {
      await send('POST', '/api/v2/usergroups', { body: { name: 'My Test Group', description: 'Testing!' } })
      return listOf(await bodyOf(send, '/api/v2/usergroups?limit=100&skip=0&sort=name')).map(
        ({ attributes = 'absent', name, type, email, description }) => ({ attributes, name, type, email, description }),
      )
    },
    expected: [
      { attributes: null, name: 'All Users', type: 'user_group', email: '', description: '' },
      { attributes: null, name: 'My Test Group', type: 'user_group', email: '', description: 'Testing!' },
    ],
    otherwise: [
      { allUsersGroup: 'absent' },
      [{ attributes: null, name: 'My Test Group', type: 'user_group', email: '', description: 'Testing!' }],
    ],
  },
  {
    title: 'an empty page of v1 has the recorded entity tag, and is not to be stored',
    source: `${HAR}, GET /api/applications?limit=100&skip=1 (whose total is 1)`,
    ask: async (send) => {
      await created(send, named('jane'))
      return headersOf(send, '/api/systemusers?limit=100&skip=1')
    },
    expected: ['W/"1d-LbUs14o8YTDoISBMVBOMKRuPQyM"', 'no-store'],
    otherwise: [{ entityTags: 'absent' }, [null, null]],
  },
  {
    title: 'an empty page of v2 has the recorded entity tag, and the total in a header',
    source: `${GROUPS_HAR}, GET /api/v2/usergroups?limit=100&skip=2`,
    ask: async (send) => {
      await send('POST', '/api/v2/usergroups', { body: { name: 'My Test Group' } })
      const { headers } = await send('GET', '/api/v2/usergroups?limit=100&skip=2')
      return [headers.get('etag'), headers.get('cache-control'), headers.get('x-total-count')]
    },
    expected: ['W/"2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w"', 'no-store', '2'],
  },
  {
    title: 'an entity tag that is sent back is answered 304, as Express does',
    source: 'RFC 9110 §13.1.2; the recorded tags are of the form that Express makes',
    ask: async (send) => {
      const etag = (await send('GET', '/api/v2/usergroups')).headers.get('etag') ?? ''
      const again = await send('GET', '/api/v2/usergroups', { headers: { 'if-none-match': etag } })
      const other = await send('GET', '/api/v2/usergroups', { headers: { 'if-none-match': 'W/"1-x"' } })
      return [again.status, again.text, other.status]
    },
    expected: [304, '', 200],
  },
  {
    title: 'directories answer, by which a client checks its key',
    source: `${BATON}/pkg/connector/connector.go#L110`,
    ask: (send) => bodyOf(send, '/api/v2/directories?limit=1'),
    expected: [],
  },
  {
    title: 'devices, applications and groups of devices are empty lists',
    source: `${HAR}; ${JC_CLI}/internal/cmd/devices.go#L96; ${PS}/JumpCloud Module/Public/Groups/Get-JCGroup.ps1`,
    ask: async (send) => [
      await bodyOf(send, '/api/applications?limit=100&skip=0'),
      await bodyOf(send, '/api/systems?limit=100&skip=0'),
      await bodyOf(send, '/api/v2/systemgroups'),
      await bodyOf(send, '/api/v2/policygroups'),
      await bodyOf(send, '/api/v2/activedirectories'),
      await bodyOf(send, '/api/v2/ldapservers'),
    ],
    expected: [{ totalCount: 0, results: [] }, { totalCount: 0, results: [] }, [], [], [], []],
  },
  {
    title: 'associations with unknown objects are an empty list, and an unknown kind is rejected',
    source: 'specification V2, graph_userAssociationsList; a 400 stops a client',
    ask: async (send) => {
      const id = idOf(await created(send, named('jane')))
      const group = objectOf((await send('POST', '/api/v2/usergroups', { body: { name: 'Team' } })).body)['id']
      return [
        await bodyOf(send, `/api/v2/users/${id}/associations?targets=system`),
        await bodyOf(send, `/api/v2/users/${id}/associations?targets=application`),
        await bodyOf(send, `/api/v2/users/${id}/associations?targets=system,radius_server`),
        await bodyOf(send, `/api/v2/usergroups/${group}/associations?targets=ldap_server`),
        ...(await everyKind(send, `/api/v2/users/${id}`)),
        ...(await everyKind(send, `/api/v2/usergroups/${group}`)),
        await statusOf(send, `/api/v2/users/${id}/associations?targets=toaster`),
        await statusOf(send, `/api/v2/users/${'0'.repeat(24)}/systems`),
        await statusOf(send, `/api/v2/users/${id}/associations`),
      ]
    },
    expected: [...Array(12).fill([]), 400, 404, 400],
  },
  {
    title: 'RADIUS servers are listed from the side of users and of groups',
    source: 'specification V2, graph_userTraverseRadiusServer and graph_userGroupTraverseRadiusServer',
    ask: async (send) => {
      const id = idOf(await created(send, named('jane')))
      const group = String(objectOf((await send('POST', '/api/v2/usergroups', { body: { name: 'Team' } })).body)['id'])
      const body = { name: 'Wi-Fi', networkSourceIp: '203.0.113.7', sharedSecret: 'a-shared-secret', authIdp: 'AZURE' }
      const server = String(objectOf((await send('POST', '/api/radiusservers', { body })).body)['_id'])
      const before = await bodyOf(send, `/api/v2/users/${id}/radiusservers`)
      const bind = { op: 'add', type: 'radius_server', id: server }
      await send('POST', `/api/v2/usergroups/${group}/associations`, { body: bind })
      await send('POST', `/api/v2/usergroups/${group}/members`, { body: { op: 'add', type: 'user', id } })
      const byGroup = listOf(await bodyOf(send, `/api/v2/users/${id}/radiusservers`))
      await send('POST', `/api/v2/users/${id}/associations`, { body: bind })
      const both = listOf(await bodyOf(send, `/api/v2/users/${id}/radiusservers`))
      const ofGroup = listOf(await bodyOf(send, `/api/v2/usergroups/${group}/radiusservers`))
      const ways = (list: readonly JsonObject[]): unknown[] =>
        list.map(({ type, id: found, paths }) => [type, found === server, Array.isArray(paths) ? paths.length : 0])
      return [before, ways(byGroup), ways(both), ways(ofGroup)]
    },
    expected: [[], [['radius_server', true, 1]], [['radius_server', true, 2]], [['radius_server', true, 1]]],
  },
  {
    title: 'all groups are listed at /groups',
    source: `${PS}/JumpCloud Module/Public/Groups/Get-JCGroup.ps1#L59`,
    ask: async (send) => {
      await send('POST', '/api/v2/usergroups', { body: { name: 'Team' } })
      return listOf(await bodyOf(send, '/api/v2/groups?limit=100&skip=0&sort=name')).map(({ name, type }) => [
        name,
        type,
      ])
    },
    expected: [
      ['All Users', 'user_group'],
      ['Team', 'user_group'],
    ],
  },
  {
    title: 'an MFA exclusion is accepted as mfaData, and with a date as PowerShell writes it',
    source: `${PS}/ModuleChangelog.md (1.10.1); ${PS}/JumpCloud Module/Public/Users/Set-JCUser.ps1#L582`,
    ask: async (send) => {
      const put = async (name: string, body: JsonObject): Promise<unknown> => {
        const id = idOf(await created(send, named(name)))
        const { status, body: user } = await send('PUT', `/api/systemusers/${id}`, { body })
        return status === 200 ? objectOf(user)['mfa'] : status
      }
      const exclusion = true
      return [
        await put('ann', { mfaData: { exclusion, exclusionUntil: '2026-04-01T00:00:00.000Z' } }),
        await put('bob', { mfa: { exclusion, exclusionUntil: '04/01/2026 00:00:00' } }),
        await put('cid', { mfa: { exclusion, exclusionUntil: '14/14/2026 00:00:00' } }),
        await put('dan', { mfa: { exclusion, exclusionUntil: 'next week' } }),
      ]
    },
    expected: [
      { configured: false, exclusion: true, exclusionUntil: '2026-04-01T00:00:00.000Z' },
      { configured: false, exclusion: true, exclusionUntil: '2026-04-01T00:00:00.000Z' },
      400,
      400,
    ],
  },
  {
    title: 'a scheduled change of state is read by its id',
    source: `${JC_CLI}/internal/cmd/user_states.go#L189; the specification lacks it`,
    ask: async (send) => {
      const id = idOf(await created(send, named('jane')))
      const body = { user_ids: [id], state: 'SUSPENDED', start_date: '2026-04-01T00:00:00' }
      const [change = {}] = listOf((await send('POST', '/api/v2/bulk/userstates', { body })).body)
      const read = await send('GET', `/api/v2/bulk/userstates/${change['scheduledJobId']}`)
      return read.status === 200 ? objectOf(read.body)['systemUserId'] === id : read.status
    },
    expected: true,
    otherwise: [{ scheduledStateById: 'absent' }, 404],
  },
  {
    title: 'a user created with activated is not Password Pending',
    source: 'specification V1, systemuserputpost',
    ask: async (send) => {
      const active = await created(send, named('ann', { activated: true }))
      const pending = await created(send, named('bob', { activated: false }))
      const updated = await send('PUT', `/api/systemusers/${idOf(pending)}`, { body: { activated: true } })
      return [active, pending, objectOf(updated.body)].map((user) => [user['activated'], user['password_date']])
    },
    expected: [
      [true, null],
      [false, null],
      [false, null],
    ],
    otherwise: [
      { activatedOnCreation: 'ignored' },
      [
        [false, null],
        [false, null],
        [false, null],
      ],
    ],
  },
  {
    title: 'a missing e-mail address has one wording, whichever way it is missing',
    source: 'the provisioning article: email is required; the wording is assumed',
    ask: async (send) => {
      const id = idOf(await created(send, named('ann')))
      const message: unknown[] = []
      for (const body of [
        { username: 'bob' },
        { username: 'bob', email: null },
        { username: 'bob', email: '' },
        { username: 'bob', email: ' ' },
      ])
        message.push(objectOf((await send('POST', '/api/systemusers', { body })).body)['message'])
      for (const email of [null, '', '\t'])
        message.push(objectOf((await send('PUT', `/api/systemusers/${id}`, { body: { email } })).body)['message'])
      return [...new Set(message)]
    },
    expected: ['email is required'],
  },
]

/** Tests recorded responses of the real API, one row per test; each switch in both positions. */
export function recordedAnswers(test: Test): void {
  for (const { title, source, ask, expected, otherwise } of ROWS) {
    test(`${title} (${source.split(/[;,] |#/)[0]})`, async ({ send }) =>
      expect(await ask(send)).to.deep.equal(expected))
    if (otherwise === undefined) continue
    const [switches, other] = otherwise
    const position = Object.entries(switches).map(([name, value]) => `${name} ${value}`)
    test(`not so with ${position}: ${title}`, async ({ send }) => expect(await ask(send)).to.deep.equal(other), {
      switches,
    })
  }
}
