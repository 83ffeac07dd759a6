import { expect } from 'chai'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type JsonValue,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import { createService } from '../service.ts'
import { resolveSettings } from '../settings/settings.ts'
import type { ScimRequest } from '../wire/message.ts'
import { badRequest } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { FORMER_NAMES } from './former-names.ts'
import { deviationNamed, deviations, mergeTopics } from './index.ts'

type Probe = readonly [
  method: string,
  target: string,
  body?: JsonValue | undefined,
  headers?: Readonly<Record<string, string>>,
]

/** Returns the id of the n-th resource that a POST creates. */
const id = (number: number): string => `0000000${number}-0000-4000-8000-000000000000`
const patch = (...Operations: JsonValue[]): JsonValue => ({ schemas: [PATCH_OP_MESSAGE], Operations })
const user = (userName: string, more: { readonly [member: string]: JsonValue } = {}): JsonValue => ({
  schemas: [USER_SCHEMA],
  userName,
  ...more,
})
const filter = (text: string): string => `/Users?filter=${encodeURIComponent(text)}`
const search = (text: string): string => `/Groups?filter=${encodeURIComponent(text)}`

/**
 * Requests that are sent to each server. A deviation whose responses to all of them equal those of the correct server
 * needs another probe here, or has no effect.
 */
const PROBES: readonly Probe[] = [
  ['GET', '/ServiceProviderConfig'],
  ['GET', '/ResourceTypes'],
  ['GET', '/Schemas'],
  ['GET', '/Schemas/urn:none'],
  ['GET', '/Users', undefined, { authorization: '' }],
  [
    'POST',
    '/Users',
    user('Ann@example.com', {
      id: 'mine',
      externalId: 'E-1',
      active: true,
      password: 'Secret-1',
      title: 'Lead',
      displayName: 'Ann Lee',
      name: { givenName: 'Anne', familyName: 'Lee' },
      emails: [
        { value: 'ann@example.com', type: 'work', primary: true },
        { value: 'ann@home.example', type: 'home' },
      ],
      [ENTERPRISE_USER_SCHEMA]: { department: 'R&D', employeeNumber: '7' },
    }),
  ],
  ['POST', '/Users', user("O'Hara")],
  ['POST', '/Users', user('bob')],
  ['POST', '/Users', { schemas: [USER_SCHEMA], displayName: 'Nobody' }],
  ['POST', '/Users', user('ANN@example.com')],
  ['POST', '/Users', user('bob')],
  ['PUT', `/Users/${id(2)}`, user('bob')],
  ['GET', `/Users/${id(1)}`],
  ['GET', `/Users/${id(1)}?attributes=userName,password`],
  ['GET', `/Users/${id(1)}?excludedAttributes=emails`],
  ['GET', `/Users/${id(1)}`, undefined, { 'if-none-match': 'W/"1"' }],
  ['GET', '/Users/unknown'],
  ['GET', filter('userName eq "Ann@example.com"')],
  ['GET', filter('userName eq "ANN@EXAMPLE.COM"')],
  ['GET', filter('userName EQ "bob"')],
  ['GET', filter('USERNAME eq "bob"')],
  ['GET', filter(`${USER_SCHEMA}:userName eq "bob"`)],
  ['GET', filter('externalId eq "E-1"')],
  ['GET', filter('userName eq "nobody"')],
  ['GET', filter('userName sw "an"')],
  ['GET', filter('userName ew "com"')],
  ['GET', filter('userName co "nn"')],
  ['GET', filter('userName eq "bob" and title pr')],
  ['GET', filter('userName eq "bob" or title pr')],
  ['GET', filter('title pr and (userName eq "nobody" or userName eq "bob")')],
  ['GET', filter('title pr')],
  ['GET', filter('not (title pr)')],
  ['GET', filter('userName ne "bob"')],
  ['GET', filter('meta.created ge "2020-01-01T00:00:00Z"')],
  ['GET', filter('meta.created lt "2020-01-01T00:00:00+01:00"')],
  ['GET', filter('emails[type eq "work" and value co "example"]')],
  ['GET', filter('emails.value eq "ann@example.com"')],
  ['GET', filter('userName xx "bob"')],
  ['GET', filter('userName eq "o\'hara"')],
  ['GET', '/Users?startIndex=2&count=1'],
  ['GET', '/Users?startIndex=0&count=-1'],
  ['GET', '/Users?startIndex=2&count=10'],
  ['GET', '/Users?count=0'],
  ['GET', '/Users?cursor&count=2'],
  ['GET', '/Users?sortBy=userName&sortOrder=descending'],
  ['GET', '/?filter=meta.resourceType%20eq%20%22User%22'],
  ['POST', '/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'title pr' }],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'Replace', path: 'active', value: 'False' })],
  ['GET', filter('userName eq "ann@example.com"')],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'active', value: true })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'active', value: false })],
  ['GET', `/Users/${id(1)}`],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'name.familyName', value: 'Roe' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x.example' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'HR' })],
  [
    'PATCH',
    `/Users/${id(1)}`,
    patch({
      op: 'replace',
      value: { displayName: 'B', 'name.givenName': 'C', [`${ENTERPRISE_USER_SCHEMA}:department`]: 'D' },
    }),
  ],
  [
    'PATCH',
    `/Users/${id(1)}`,
    patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'replace', path: 'nickName', value: 'y' }),
  ],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'title', value: 'y' }, { op: 'remove' })],
  ['GET', `/Users/${id(1)}`],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'remove', path: 'title' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'remove' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'id', value: 'x' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'noSuch', value: 'x' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'displayName' })],
  [
    'PATCH',
    `/Users/${id(1)}`,
    patch({ op: 'add', path: 'emails', value: [{ value: 'new@x.example', type: 'other', primary: true }] }),
  ],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: 'emails[value eq "a:b"].type', value: 'home' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', path: `${USER_SCHEMA}:title`, value: 'z' })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'replace', value: { [ENTERPRISE_USER_SCHEMA]: { division: 'E' } } })],
  ['PATCH', `/Users/${id(1)}`, patch({ op: 'remove', path: `${ENTERPRISE_USER_SCHEMA}:manager[value eq "x"]` })],
  ['PATCH', '/Users/unknown', patch({ op: 'replace', path: 'title', value: 'x' })],
  ['PUT', `/Users/${id(2)}`, { ...Object(user('Ohara')), id: id(2) }],
  ['PUT', `/Users/${id(2)}`, user('Ohara', { name: { givenName: 'Scarlett' } })],
  ['PUT', `/Users/${id(2)}`, user('Ohara'), { 'if-match': 'W/"77"' }],
  ['PUT', `/Users/${id(2)}`, user('Ohara')],
  ['POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Team', members: [{ value: id(1) }] }],
  ['PATCH', `/Groups/${id(7)}`, patch({ op: 'add', path: 'members', value: [{ value: id(2) }, { value: id(3) }] })],
  ['PATCH', `/Groups/${id(7)}`, patch({ op: 'add', path: 'members', value: [{ value: id(2) }] })],
  ['GET', `/Groups/${id(7)}`],
  ['GET', search('displayName eq "team"')],
  ['GET', `/Users/${id(1)}`],
  ['PATCH', `/Groups/${id(7)}`, patch({ op: 'remove', path: `members[value eq "${id(2)}"]` })],
  ['GET', `/Groups/${id(7)}`],
  ['PATCH', `/Groups/${id(7)}`, patch({ op: 'Remove', path: 'members', value: [{ value: id(3) }] })],
  ['PATCH', `/Groups/${id(7)}`, patch({ op: 'Remove', path: 'members', value: [{ value: id(3) }] })],
  ['GET', `/Groups/${id(7)}`],
  [
    'PUT',
    `/Groups/${id(7)}`,
    { schemas: [GROUP_SCHEMA], displayName: 'Team', members: [{ value: id(1) }, { value: id(3) }] },
  ],
  [
    'POST',
    '/Bulk',
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: user('bulk') },
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'b',
          data: { schemas: [GROUP_SCHEMA], displayName: 'G', members: [{ value: 'bulkId:a' }] },
        },
        { method: 'DELETE', path: '/Users/unknown' },
      ],
    },
  ],
  [
    'POST',
    '/Bulk',
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: user('one') },
        { method: 'POST', path: '/Users', bulkId: 'a', data: user('two') },
      ],
    },
  ],
  [
    'POST',
    '/Bulk',
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      failOnErrors: 1,
      Operations: [
        { method: 'DELETE', path: '/Users/unknown' },
        { method: 'DELETE', path: '/Users/unheard' },
      ],
    },
  ],
  ['POST', '/Users', user('adopted', { emails: [{ value: 'ann@home.example' }] })],
  ['POST', '/Users', user('adopted', { emails: [{ value: 'ann@home.example' }] })],
  ['POST', '/Users', user('zoe', { displayName: `Zoë  ${'x'.repeat(80)}`, name: { givenName: 'Zoë' } })],
  ['POST', '/Users', user('plain'), { 'content-type': 'application/json' }],
  ['DELETE', '/Users/unknown'],
  ['DELETE', `/Users/${id(3)}`],
  ['GET', `/Users/${id(3)}`],
  ['GET', filter('userName eq "bob"')],
  ['POST', '/Users', user('bob')],
  ['GET', '/Me'],
  ['GET', '/Nowhere'],
]

/** Requests that are sent at the same time. */
const RACES: readonly (readonly Probe[])[] = [
  [
    ['POST', '/Users', user('racer')],
    ['POST', '/Users', user('racer')],
  ],
  [
    ['PATCH', `/Groups/${id(7)}`, patch({ op: 'add', path: 'members', value: [{ value: id(2) }] })],
    ['PATCH', `/Groups/${id(7)}`, patch({ op: 'add', path: 'members', value: [{ value: 'other' }] })],
  ],
]

async function transcriptOf(deviation?: Deviation): Promise<readonly string[]> {
  let ids = 0
  let seconds = 0
  const serve = createService(
    resolveSettings({
      ...(deviation === undefined ? {} : { deviation }),
      clock: () => new Date(Date.UTC(2026, 0, 2, 0, 0, seconds)),
      cursorSecret: 'secret',
      newId: () => {
        ids += 1
        return id(ids)
      },
      authenticate: ({ authorization }) => (authorization === 'Bearer right' ? { key: 'k' } : undefined),
    }),
  )
  const answers: string[] = []
  const ask = async (request: ScimRequest): Promise<void> => {
    seconds += 1
    answers.push(JSON.stringify(await serve(request)))
  }
  for (const probe of PROBES) await ask(requestOf(probe))
  for (const race of RACES) await Promise.all(race.map((probe) => ask(requestOf(probe))))
  await ask(requestOf(['GET', `/Groups/${id(7)}`]))
  await ask({ ...requestOf(['POST', '/Users']), fault: badRequest('invalidSyntax', 'no JSON') })
  await ask({ ...requestOf(['GET', '/Users']), headers: { authorization: 'Bearer right' } })
  return answers
}

function requestOf([method, target, body, headers]: Probe): ScimRequest {
  const [path = '', query = ''] = target.split('?')
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: {
      authorization: 'Bearer right',
      accept: 'application/scim+json',
      'user-agent': 'probe',
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    base: 'http://host/scim/v2',
    ...(body === undefined ? {} : { body }),
  }
}

describe('deviations', () => {
  let correct: readonly string[]
  before(async () => {
    correct = await transcriptOf()
  })

  it('change nothing if there are none', async () => {
    expect(await transcriptOf()).to.deep.equal(correct)
  })

  // Deviations that checks detect are tested with the checks, which shows that they have an effect.
  for (const deviation of deviations.filter(({ caughtBy }) => caughtBy.length === 0)) {
    it(`${deviation.name} makes a difference`, async () => {
      expect(await transcriptOf(deviation)).to.not.deep.equal(correct)
    })
  }

  it('have unique names, in lower case with hyphens', () => {
    const one: Deviation = { name: 'one', says: 'one', caughtBy: [] }
    expect(() => mergeTopics([[one], [one]])).to.throw('duplicate deviation one')
    expect(() => mergeTopics([[{ ...one, name: 'One' }]])).to.throw('One is not a name')
  })

  it('say what they do in one line, and name public reports as sources', () => {
    for (const { name, says, source, caughtBy } of deviations) {
      expect(says, name).to.match(/^\S[^\n]{10,}[^.\s]$/)
      if (source !== undefined) expect(source, name).to.match(/^https:\/\//)
      expect(new Set(caughtBy).size, `${name} names a check twice`).to.equal(caughtBy.length)
    }
  })

  it('are found by their former names, which no other deviation has', () => {
    for (const [former, current] of Object.entries(FORMER_NAMES)) {
      expect(deviationNamed(former).name, former).to.equal(current)
      expect(deviations.map(({ name }) => name)).to.not.include(former)
    }
  })

  it('are found by name, and similar names are reported for an unknown one', () => {
    expect(deviationNamed('put-missing')).to.have.property('says', 'PUT returns 405')
    expect(() => deviationNamed('put-nothing')).to.throw('similar names: put-')
  })
})
