import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createJumpCloudApi, parseFault } from './index.ts'
import type { JsonObject, JsonValue } from './wire/json.ts'

const FOLDER = join(import.meta.dirname, 'fixtures', 'wire')
const KEY = 'jca_000000000000000000000000000000000001'
const READER = 'jca_000000000000000000000000000000000002'
const NOW = new Date('2026-03-01T12:00:00Z')

type Send = (
  method: string,
  path: string,
  body?: JsonValue,
  headers?: Readonly<Record<string, string>>,
) => Promise<string>

const jane: JsonObject = {
  username: 'jane.doe',
  email: 'jane@contoso.example',
  firstname: 'Jane',
  lastname: 'Doe',
  department: 'R&D',
  employeeIdentifier: '0042',
  phoneNumbers: [{ type: 'mobile', number: '+47 1' }],
}
const USERS = '/api/systemusers'
const GROUPS = '/api/v2/usergroups'
const idIn = (text: string): string => /"_?id": "([0-9a-f]{24})"/.exec(text.split('\n\n').at(-1) ?? '')?.[1] ?? ''

/** The requests that lead to each response, by the name of its golden file. */
const SHAPES: Readonly<Record<string, (send: Send) => Promise<string>>> = {
  'no-key': (send) => send('GET', USERS, undefined, { 'x-api-key': '' }),
  'unknown-key': (send) => send('GET', USERS, undefined, { 'x-api-key': 'jca_unknown' }),
  'unknown-key-v2': (send) => send('GET', GROUPS, undefined, { 'x-api-key': 'jca_unknown' }),
  'no-right': (send) => send('POST', USERS, jane, { 'x-api-key': READER }),
  'create-user': (send) => send('POST', USERS, jane),
  'create-user-duplicate': async (send) => {
    await send('POST', USERS, jane)
    return send('POST', USERS, jane)
  },
  'create-user-invalid': (send) => send('POST', USERS, { ...jane, username: 'jane@contoso.example' }),
  'create-user-invalid-details': (send) =>
    send('POST', `${USERS}?fullValidationDetails=true`, { username: 'jane@contoso.example', firstname: 7 }),
  'suspend-user': async (send) => {
    const id = idIn(await send('POST', USERS, jane))
    return send('PUT', `${USERS}/${id}`, { suspended: true })
  },
  'activate-user': async (send) => {
    const id = idIn(await send('POST', USERS, { ...jane, state: 'STAGED' }))
    return send('POST', `${USERS}/${id}/state/activate`)
  },
  'list-users': async (send) => {
    await send('POST', USERS, jane)
    return send('GET', `${USERS}?fields=username%20email&limit=1`)
  },
  'search-users': async (send) => {
    await send('POST', USERS, jane)
    return send('POST', '/api/search/systemusers', { filter: { and: [{ username: 'jane.doe' }] }, fields: 'username' })
  },
  'not-found': (send) => send('GET', `${USERS}/5f00000000000000000000ff`),
  'create-group': (send) => send('POST', GROUPS, { name: 'Team A' }),
  'list-groups': async (send) => {
    await send('POST', GROUPS, { name: 'Team A' })
    return send('GET', `${GROUPS}?fields=name`)
  },
  'create-group-invalid': (send) => send('POST', GROUPS, {}),
  'add-member-again': async (send) => {
    const id = idIn(await send('POST', USERS, jane))
    const group = idIn(await send('POST', GROUPS, { name: 'Team A' }))
    await send('POST', `${GROUPS}/${group}/members`, { op: 'add', type: 'user', id })
    return send('POST', `${GROUPS}/${group}/members`, { op: 'add', type: 'user', id })
  },
  'start-bulk-job': (send) => send('POST', '/api/v2/bulk/users', [jane]),
  'schedule-state': async (send) => {
    const id = idIn(await send('POST', USERS, jane))
    const body = { user_ids: [id], state: 'SUSPENDED', start_date: '2026-04-01T00:00:00' }
    return send('POST', '/api/v2/bulk/userstates', body)
  },
  'create-radius-server': (send) =>
    send('POST', '/api/radiusservers', {
      name: 'Wi-Fi',
      networkSourceIp: '203.0.113.7',
      sharedSecret: 'a-shared-secret',
      authIdp: 'AZURE',
    }),
  'read-organization': (send) => send('GET', '/api/organizations/5f0000000000000000000001'),
  'read-self': (send) => send('GET', '/api/users/getSelf'),
  'query-events': async (send) => {
    await send('POST', USERS, jane, { 'creation-source': 'jumpcloud:scim' })
    const body = { service: ['directory'], start_time: '2026-03-01T00:00:00Z' }
    return send('POST', '/insights/directory/v1/events', body)
  },
  'fault-429': (send) => send('GET', '/api/faulty/429'),
  'fault-500': (send) => send('GET', '/api/faulty/500'),
  'fault-503': (send) => send('GET', '/api/faulty/503'),
}

/**
 * Runs a request sequence against an API with a fixed clock and fixed ids; returns the last request and its response.
 */
async function run(shape: (send: Send) => Promise<string>): Promise<string> {
  let ids = 0
  const api = createJumpCloudApi({
    now: () => NOW,
    newId: () => {
      ids += 1
      return `65e1c04000000000000000${ids.toString(16).padStart(2, '0')}`
    },
    admins: [
      { email: 'admin@jumpcloud.example', apiKey: KEY, role: 'Administrator With Billing' },
      { email: 'reader@jumpcloud.example', apiKey: READER, role: 'Read Only' },
    ],
    faults: ['429', '500', '503'].map((fault) => parseFault(`/api/faulty/${fault}=${fault}`)),
  })
  await using listening = await api.listen()
  return await shape(async (method, path, body, headers = {}) => {
    const sent = { 'x-api-key': KEY, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
    const response = await fetch(`${listening.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...sent, 'user-agent': 'bridge/1.0' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const shown = [...response.headers].filter(
      ([name]) => !['date', 'connection', 'keep-alive', 'content-length'].includes(name),
    )
    return [
      `${method} ${path}`,
      ...Object.entries(sent).map(([name, value]) => `${name}: ${value}`),
      ...(body === undefined ? [] : ['', JSON.stringify(body, null, 2)]),
      '',
      `HTTP/1.1 ${response.status} ${response.statusText}`,
      ...shown.map(([name, value]) => `${name}: ${value}`),
      '',
      text.startsWith('{') || text.startsWith('[') ? JSON.stringify(JSON.parse(text), null, 2) : text,
      '',
    ].join('\n')
  })
}

describe('the wire shapes of the API', () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    it(`${name} is equal to its golden file`, async () => {
      const file = join(FOLDER, `${name}.http`)
      const content = await run(shape)
      if (process.env['UPDATE_GOLDEN'] !== undefined || !existsSync(file)) {
        mkdirSync(FOLDER, { recursive: true })
        writeFileSync(file, content)
      }
      expect(content, `${file}; UPDATE_GOLDEN=1 writes it again`).to.equal(readFileSync(file, 'utf8'))
    })
  }

  it('has no golden file without a shape', () => {
    const names = readdirSync(FOLDER).map((file) => file.replace(/\.http$/, ''))
    expect(names.filter((name) => SHAPES[name] === undefined)).to.deep.equal([])
  })
})
