import type {
  CheckResult,
  CoveredRequirement,
  Exchange,
  MappingRow,
  Outcome,
  RehearsalResult,
  RequirementState,
  ValidationRow,
} from '../../reports/index.ts'

/** A generated result for tests of reports, with something in every member, and the tape beside it. */
export interface LongRehearsal {
  readonly result: RehearsalResult
  readonly tape: () => AsyncIterable<Exchange>
}

const BASE = 'https://host.example/scim/v2'
const OUTCOMES: readonly Outcome[] = ['pass', 'pass', 'pass', 'pass', 'fail', 'warn', 'skip', 'inapplicable']
const STATES: readonly RequirementState[] = [
  'pass',
  'fail',
  'warn',
  'skip',
  'inapplicable',
  'unplayed',
  'unchecked',
  'unseen',
]
const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const

/**
 * Creates a rehearsal with so many exchanges and checks; every string that a server could have written contains
 * `hostile`.
 */
export function longRehearsal({
  exchanges = 200,
  checks = 40,
  hostile = '',
}: {
  readonly exchanges?: number
  readonly checks?: number
  readonly hostile?: string
} = {}): LongRehearsal {
  const results = Array.from({ length: checks }, (_, place) => checkAt(place, exchanges, checks, hostile))
  const counts = { pass: 0, fail: 0, warn: 0, skip: 0, inapplicable: 0, error: 0, exchanges }
  for (const { outcome } of results) counts[outcome] += 1
  const result: RehearsalResult = {
    schemaVersion: 1,
    tool: { name: 'scim-rehearsal', version: '0.1.0' },
    run: {
      startedAt: '2026-11-24T08:00:00.000Z',
      durationMs: 12_345,
      seed: 7,
      concurrency: 8,
      complete: true,
      command: `scim-rehearsal run --target ${BASE} --seed 7`,
      failOn: 'must',
    },
    target: { baseUrl: BASE, dialect: 'legacy', observe: 'jumpcloud', capabilities: { patch: true, bulk: false } },
    verdict: 'nonconformant',
    summary: `Entra could not provision this server reliably: leavers keep their access${hostile}.`,
    counts,
    checks: results,
    mapping: mappingRows(hostile),
    validation: validationRows(hostile),
    coverage: { requirements: 64, blackBox: 50, checked: 40, played: 30, map: requirements(hostile) },
    comparison: {
      baseline: { startedAt: '2026-11-20T08:00:00.000Z', target: BASE, version: '0.1.0' },
      added: ['scim.check-4'],
      mended: ['scim.check-1'],
      remaining: ['entra.check-12'],
      unjudged: ['scim.gone'],
    },
    leftovers: [
      {
        location: `${BASE}/Users/9`,
        reason: `DELETE was answered 500${hostile}`,
        remove: `curl -i -X DELETE '${BASE}/Users/9'`,
      },
    ],
  }
  return {
    result,
    tape: async function* () {
      for (let place = 0; place < exchanges; place += 1) yield exchangeAt(place, checks, hostile)
    },
  }
}

function checkAt(place: number, exchanges: number, checks: number, hostile: string): CheckResult {
  const outcome = OUTCOMES[place % OUTCOMES.length] ?? 'pass'
  const suite = place % 3 === 0 ? 'entra' : 'rfc7644'
  const id = nameOf(place)
  const isFinding = outcome === 'fail' || outcome === 'warn'
  const requirement = {
    id: `rfc7644-3.5-${place % 16}`,
    level: 'MUST',
    section: 'RFC 7644 §3.5',
    url: 'https://www.rfc-editor.org/rfc/rfc7644#section-3.5',
    title: `requirement ${place % 16}`,
    statement: 'A server that supports PATCH applies the requested changes.',
  } as const
  const evidence = Array.from({ length: 5 }, (_, step) => place + step * checks).filter((number) => number < exchanges)
  return {
    id,
    suite,
    title: `check ${place} holds`,
    outcome,
    requirements: [requirement],
    durationMs: 10 + place,
    evidence: evidence.map((number) => `x${number + 1}`),
    ...(outcome === 'pass'
      ? {}
      : { reason: `active: expected true to equal false, for reason ${place % 5}${hostile}` }),
    ...(outcome === 'skip' ? { rootCause: nameOf(4) } : {}),
    ...(isFinding
      ? {
          violated: [requirement.id],
          expected: ['{"active":false,"userName":"jane"}'],
          actual: `{"active":true,"userName":"jane${hostile}"}`,
          verdict: suite === 'entra' ? ('breaks-entra' as const) : ('breaks-rfc' as const),
          replay: `scim-rehearsal run --target ${BASE} --seed 7 --check ${id}`,
          curl: `curl -i -X PATCH '${BASE}/Users/1' -H "authorization: Bearer $SCIM_TOKEN"`,
          notes: [`seen twice${hostile}`],
        }
      : {}),
    ...(isFinding && place % 3 === 0 ? { impact: `leavers keep their access (${place})${hostile}` } : {}),
    ...(place === 13 ? { accepted: { reason: `ticket 7${hostile}`, until: '2027-06-30' } } : {}),
  }
}

function nameOf(place: number): string {
  return `${place % 3 === 0 ? 'entra' : 'scim'}.check-${place}`
}

function exchangeAt(place: number, checks: number, hostile: string): Exchange {
  const method = METHODS[place % METHODS.length] ?? 'GET'
  const status =
    place % 97 === 96 ? 0 : place % 31 === 30 ? 500 : place % 13 === 12 ? 400 : method === 'POST' ? 201 : 200
  const id = `${(place * 2_654_435_761) % 4_294_967_296}`
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id,
    userName: `user-${id}${hostile}`,
    active: true,
  }
  const json = [{ name: 'content-type', value: `application/scim+json${hostile}` }]
  return {
    id: `x${place + 1}`,
    cause: place % 5 === 0 ? 'story:jumpcloud.tenant' : nameOf(place % checks),
    leg: 'scim',
    startedDateTime: new Date(Date.UTC(2026, 10, 24, 8) + place * 3).toISOString(),
    time: 2 + ((place * 37) % 100),
    request: {
      method,
      url: method === 'GET' ? `${BASE}/Users?filter=userName%20eq%20%22user-${id}%22` : `${BASE}/Users/${id}`,
      httpVersion: 'HTTP/1.1',
      headers: [
        { name: 'authorization', value: '***' },
        { name: 'accept', value: 'application/scim+json' },
      ],
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify(user) }),
    },
    response:
      status === 0
        ? { status, headers: [], body: '', error: `no answer within 30000 ms${hostile}` }
        : {
            status,
            headers: json,
            body:
              status >= 400
                ? JSON.stringify({ status: String(status), scimType: 'invalidValue', detail: `it is wrong${hostile}` })
                : JSON.stringify(user),
          },
  }
}

function mappingRows(hostile: string): MappingRow[] {
  const sample = (number: number, isLost: boolean) => {
    const name = `Jane Doe ${number}`
    return {
      subject: `ordinary (${number % 2 === 0 ? 'create' : 'update'})`,
      entra: name,
      sent: name,
      echoed: isLost ? `Jane D. ${number}${hostile}` : name,
      stored: isLost ? `Jane D. ${number}` : name,
      expected: name,
      outcome: isLost ? ('fail' as const) : ('pass' as const),
    }
  }
  return [
    {
      row: 'displayName',
      source: '[displayName]',
      scim: 'displayName',
      jumpcloud: 'displayname',
      outcome: 'fail',
      samples: Array.from({ length: 60 }, (_, number) => sample(number, number % 10 === 9)),
    },
    {
      row: 'department',
      source: '[department]',
      scim: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      jumpcloud: null,
      outcome: 'pass',
      samples: [sample(1, false)],
    },
  ]
}

function validationRows(hostile: string): ValidationRow[] {
  return [1023, 1024, 1025].map((length) => ({
    rule: 'username-max-length',
    field: 'username',
    input: `${length} characters`,
    expected: length > 1024 ? 'refused' : 'accepted',
    actual: `accepted (201)${hostile}`,
    reachedJumpCloud: true,
    outcome: length > 1024 ? 'fail' : 'pass',
    evidence: ['x2'],
  }))
}

function requirements(hostile: string): CoveredRequirement[] {
  return Array.from({ length: 64 }, (_, place) => {
    const state = STATES[place % STATES.length] ?? 'pass'
    const isRfc = place % 4 !== 3
    return {
      id: `${isRfc ? 'rfc7644' : 'entra'}-${place}`,
      spec: isRfc ? 'RFC 7644' : 'Entra',
      section: isRfc ? `3.${(place % 3) + 1}.${(place % 5) + 1}` : (['Matching', 'Disable User'][place % 2] ?? ''),
      level: place % 2 === 0 ? 'MUST' : 'SHOULD',
      title: `requirement ${place}`,
      url: 'https://www.rfc-editor.org/rfc/rfc7644',
      state,
      ...(state === 'pass' ? {} : { reason: `reason ${place % 3}${hostile}` }),
      ...(state === 'pass' || state === 'fail' ? { checks: [nameOf(place % 40)] } : {}),
    }
  })
}
