import { expect } from 'chai'
import type { JsonObject, JsonValue } from '../../mocks/jumpcloud-api/wire/json.ts'
import { created, listOf, named, objectOf, resultsOf, type Test } from './subject.ts'

/** A request as a client sends it; `{user}`, `{group}` and `{other}` are ids of existing records. */
interface ClientRequest {
  readonly title: string
  readonly source: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly status: number
  /** Returns what the client reads from the response; absent if only the status matters. */
  readonly reads?: (body: JsonValue, headers: Headers) => unknown
  readonly expected?: unknown
}

const PS = 'https://github.com/TheJumpCloud/support/blob/a38baf9/PowerShell/JumpCloud Module/Public'
const JC_CLI = 'https://github.com/TheJumpCloud/jc-cli/blob/f522b11/internal'
const BATON = 'https://github.com/ConductorOne/baton-jumpcloud/blob/03035be/pkg/connector'
const JUPITER = 'https://github.com/JupiterOne/graph-jumpcloud/blob/f36df07/src/jumpcloud/client.ts'
const PYTHON = 'https://github.com/karlrink/jumpcloud/blob/6752034/src/jumpcloud/jumpcloud.py'

const names = (body: JsonValue): unknown[] => resultsOf(body).map(({ username }) => username)
const search = (filter: unknown, more: JsonObject = {}): JsonObject => ({ filter, ...more }) as JsonObject

/**
 * npm has no client of this API: these are the requests of the PowerShell module and of clients in Go, TypeScript and
 * Python as data.
 */
const REQUESTS: readonly ClientRequest[] = [
  {
    title: 'Get-JCUser -UserID asks for Systemusers with a capital',
    source: `${PS}/Users/Get-JCUser.ps1#L422`,
    method: 'GET',
    path: '/api/Systemusers/{user}?limit=100&skip=0',
    status: 200,
    reads: (body) => objectOf(body)['username'],
    expected: 'jane',
  },
  {
    title: 'Set-JCUser puts to Systemusers with a capital',
    source: `${PS}/Users/Set-JCUser.ps1#L537`,
    method: 'PUT',
    path: '/api/Systemusers/{user}',
    body: { department: 'IT', enable_user_portal_multifactor: true },
    status: 200,
    reads: (body) => objectOf(body)['department'],
    expected: 'IT',
  },
  {
    title: 'Get-JCUser -username asks by a pattern without letter case',
    source: `${PS}/Users/Get-JCUser.ps1#L345`,
    method: 'POST',
    path: '/api/search/systemusers?limit=1000&skip=0',
    body: search({ and: [{ username: { $regex: '(?i)(^JANE$)' } }] }, { limit: 1000, skip: 0, fields: 'username' }),
    status: 200,
    reads: names,
    expected: ['jane'],
  },
  {
    title: 'Get-JCUser -email with a wildcard in front and behind',
    source: `${PS}/Users/Get-JCUser.ps1#L378`,
    method: 'POST',
    path: '/api/search/systemusers?limit=1000&skip=0',
    body: search([{ email: { $regex: '(?i)CONTOSO' } }]),
    status: 200,
    reads: names,
    expected: ['jane', 'john'],
  },
  {
    title: 'Get-JCUser -filterDateProperty created -dateFilter after, with offset and seven digits of a second',
    source: `${PS}/Users/Get-JCUser.ps1#L254`,
    method: 'POST',
    path: '/api/search/systemusers?limit=1000&skip=0',
    body: search({ and: [{ created: { $gt: '2025-03-01T12:00:00.0000000+01:00' } }] }),
    status: 200,
    reads: (body) => names(body).length,
    expected: 2,
  },
  {
    title: 'Get-JCUser -returnProperties names fields as an array',
    source: `${PS}/Users/Get-JCUser.ps1#L216`,
    method: 'POST',
    path: '/api/search/systemusers?limit=1000&skip=0',
    body: search({ and: [{ username: 'jane' }] }, { fields: ['username', 'systemUsername'] }),
    status: 200,
    reads: (body) => resultsOf(body).map(({ username, systemUsername, email }) => [username, systemUsername, email]),
    expected: [['jane', '', undefined]],
  },
  {
    title: 'New-JCUser posts with attributes, addresses and phone numbers',
    source: `${PS}/Users/New-JCUser.ps1#L388`,
    method: 'POST',
    path: '/api/systemusers',
    body: {
      email: 'new@contoso.example',
      username: 'new.user',
      attributes: [{ name: 'Department', value: 'Sales' }],
      addresses: [{ type: 'work', country: 'US' }],
      phoneNumbers: [{ type: 'mobile', number: '5555555555' }],
    },
    status: 200,
    reads: (body) => objectOf(body)['creationSource'],
    expected: 'jumpcloud:api',
  },
  {
    title: 'Remove-JCUser decides on the manager of reports',
    source: `${PS}/Users/Remove-JCUser.ps1#L145`,
    method: 'DELETE',
    path: '/api/systemusers/{other}?cascade_manager=null',
    status: 200,
    reads: (body) => objectOf(body)['username'],
    expected: 'john',
  },
  {
    title: 'Get-JCGroup lists groups of every kind',
    source: `${PS}/Groups/Get-JCGroup.ps1#L59`,
    method: 'GET',
    path: '/api/v2/groups?limit=100&skip=0',
    status: 200,
    reads: (body, headers) => [listOf(body).length, headers.get('x-total-count')],
    expected: [2, '2'],
  },
  {
    title: 'Get-JCUserGroupMember reads pages of members',
    source: `${PS}/Groups/UserGroups/Get-JCUserGroupMember.ps1#L45`,
    method: 'GET',
    path: '/api/v2/usergroups/{group}/members?limit=100&skip=0',
    status: 200,
    reads: (body) => listOf(body).map(({ to }) => objectOf(to)['type']),
    expected: ['user'],
  },
  {
    title: 'jc-cli users search',
    source: `${JC_CLI}/cmd/users.go#L186`,
    method: 'POST',
    path: '/api/search/systemusers',
    body: {
      searchFilter: { searchTerm: 'JANE', fields: ['username', 'email', 'firstname', 'lastname'] },
      filter: ['activated:$eq:false', 'suspended:$eq:false'],
      skip: 0,
      limit: 100,
    },
    status: 200,
    reads: names,
    expected: ['jane'],
  },
  {
    title: 'jc-cli users list with filters and a search',
    source: `${JC_CLI}/api/v1.go#L444`,
    method: 'GET',
    path: '/api/systemusers?filter=suspended:$eq:false&filter=username:$ne:john&limit=100&skip=0&sort=username',
    status: 200,
    reads: names,
    expected: ['jane'],
  },
  {
    title: 'jc-cli groups list filters twice',
    source: `${JC_CLI}/api/v2_test.go#L279`,
    method: 'GET',
    path: '/api/v2/usergroups?filter=name:eq:Engineering&filter=type:eq:user_group&limit=100&skip=0',
    status: 200,
    reads: (body) => listOf(body).map(({ name }) => name),
    expected: ['Engineering'],
  },
  {
    title: 'jc-cli devices list',
    source: `${JC_CLI}/cmd/devices_test.go#L1532`,
    method: 'GET',
    path: '/api/systems?filter=os:$eq:Mac%20OS%20X&filter=active:$eq:true&limit=100&skip=0',
    status: 200,
    reads: (body) => objectOf(body)['totalCount'],
    expected: 0,
  },
  {
    title: 'jc-cli org list',
    source: `${JC_CLI}/cmd/org.go#L60`,
    method: 'GET',
    path: '/api/organizations?limit=100&skip=0',
    status: 200,
    reads: (body) => resultsOf(body).every(({ id, _id }) => typeof id === 'string' && id === _id),
    expected: true,
  },
  {
    title: 'baton checks its key',
    source: `${BATON}/connector.go#L110`,
    method: 'GET',
    path: '/api/v2/directories?limit=1',
    status: 200,
    reads: (body) => body,
    expected: [],
  },
  {
    title: 'baton lists administrators, which the specification lacks',
    source: `${BATON}/ext_user_list.go`,
    method: 'GET',
    path: '/api/users',
    status: 200,
    reads: (body) => resultsOf(body).length > 0,
    expected: true,
  },
  {
    title: 'baton grants an existing membership, and treats 409 as success',
    source: `${BATON}/groups.go#L176`,
    method: 'POST',
    path: '/api/v2/usergroups/{group}/members',
    body: { id: '{user}', op: 'add', type: 'user' },
    status: 409,
    reads: (body) => objectOf(body)['message'],
    expected: 'Already Exists',
  },
  {
    title: 'baton lists applications',
    source: `${BATON}/apps.go`,
    method: 'GET',
    path: '/api/applications?skip=0',
    status: 200,
    reads: (body) => objectOf(body)['results'],
    expected: [],
  },
  {
    title: 'graph-jumpcloud sends an empty x-org-id',
    source: `${JUPITER}#L54`,
    method: 'GET',
    path: '/api/organizations',
    headers: { 'x-org-id': '', contenttype: 'application/json' },
    status: 200,
    reads: (body) => objectOf(body)['totalCount'],
    expected: 1,
  },
  {
    title: 'the documentation asks for organizations with a slash at the end',
    source: 'specification V2, "To Obtain All Organization IDs via the API"',
    method: 'GET',
    path: '/api/organizations/',
    status: 200,
    reads: (body) => objectOf(body)['totalCount'],
    expected: 1,
  },
  {
    title: 'graph-jumpcloud asks for a page after the last',
    source: `${JUPITER}, iterateUsers`,
    method: 'GET',
    path: '/api/systemusers?limit=100&skip=2',
    status: 200,
    reads: (body) => body,
    expected: { totalCount: 2, results: [] },
  },
  {
    title: 'jumpcloud (Python) lists the devices of a user',
    source: `${PYTHON}#L751`,
    method: 'GET',
    path: '/api/v2/users/{user}/systems?limit=100&skip=0',
    status: 200,
    reads: (body) => body,
    expected: [],
  },
]

/** Tests the requests of real clients, one row per test. */
export function clientRequests(test: Test): void {
  for (const { title, source, method, path, body, headers, status, reads, expected } of REQUESTS)
    test(`${title} (${source.replace(/^.*\/blob\/[^/]+\//, '')})`, async ({ send }) => {
      const user = String((await created(send, named('jane')))['_id'])
      const other = String((await created(send, named('john')))['_id'])
      const team = await send('POST', '/api/v2/usergroups', { body: { name: 'Engineering' } })
      const group = String(objectOf(team.body)['id'])
      await send('POST', `/api/v2/usergroups/${group}/members`, { body: { op: 'add', type: 'user', id: user } })
      const filled = (text: string): string =>
        text.replaceAll('{user}', user).replaceAll('{other}', other).replaceAll('{group}', group)
      const answer = await send(method, filled(path), {
        ...(body === undefined ? {} : { body: JSON.parse(filled(JSON.stringify(body))) }),
        ...(headers === undefined ? {} : { headers }),
      })
      expect(answer.status, answer.text).to.equal(status)
      if (reads !== undefined) expect(reads(answer.body, answer.headers)).to.deep.equal(expected)
    })
}
