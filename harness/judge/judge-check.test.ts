import { AssertionError, expect } from 'chai'
import { TransportError } from '../../mocks/transport/index.ts'
import { type Check, defineCheck } from '../check/check.ts'
import type { CheckContext } from '../check/context.ts'
import type { Register, Requirement } from '../load/requirement.ts'
import { Inapplicable, Skipped } from '../outcome/early-end.ts'
import { noteUnanswered } from '../record/unanswered-request.ts'
import { ForeignResource } from '../scim/ownership.ts'
import { asCheckResult, type Finding, judgeCheck } from './judge-check.ts'

const row = (id: string, level: Requirement['level']): [string, Requirement] => [
  id,
  {
    id,
    level,
    spec: 'RFC 0',
    section: '1',
    title: id,
    statement: id,
    testable: 'black-box',
    url: 'https://example.com',
  },
]
const register: Register = new Map([row('must', 'MUST'), row('should', 'SHOULD'), row('may', 'MAY')])

function judge(run: Check['run'], { requirements = ['must'] }: { requirements?: string[] } = {}): Promise<Finding> {
  const check = defineCheck({ id: 'check', title: 'holds', requirements, run })
  return judgeCheck(
    check,
    register,
    (collector) => collector as CheckContext,
    () => 'x7',
  )
}

const breach = (): never => {
  throw new AssertionError('broken', { actual: 1, expected: 2 })
}

describe('judging a check', () => {
  it('passes if nothing is violated', async () => {
    expect(await judge(() => {})).to.include({ outcome: 'pass' })
  })

  it('converts the level of a violated requirement to the outcome', async () => {
    expect(await judge(breach)).to.include({ outcome: 'fail', reason: 'broken' })
    expect(await judge(breach, { requirements: ['should'] })).to.include({ outcome: 'warn' })
    expect(await judge(breach, { requirements: ['may'] })).to.include({ outcome: 'warn' })
    expect(await judge(breach, { requirements: ['should', 'must'] })).to.include({ outcome: 'fail' })
  })

  it('reports an observation once, although it was made twice', async () => {
    const { reason, violations } = await judge(async ({ requirement }) => {
      await requirement('must', breach)
      await requirement('must', breach)
    })
    expect(reason).to.equal('broken')
    expect(violations).to.have.length(2)
  })

  it('blames only the requirement that was violated, and judges the others too', async () => {
    const finding = await judge(
      async ({ requirement }) => {
        await requirement('must', () => {})
        await requirement('should', breach)
      },
      { requirements: ['must', 'should'] },
    )
    expect(finding.outcome).to.equal('warn')
    expect(finding.violated).to.deep.equal(['should'])
    expect(finding.violations[0]).to.include({ expected: '2', actual: '1' })
  })

  it('never reports an internal error as a fault of the target', async () => {
    const fault = await judge(() => {
      throw new TypeError('x is undefined')
    })
    expect(fault.outcome).to.equal('error')
    expect(fault.violated).to.deep.equal([])
    const unlisted = await judge(({ requirement }) => requirement('should', () => {}))
    expect(unlisted.outcome).to.equal('error')
  })

  it('skips a check that depends on a failed one, with the cause', async () => {
    const finding = await judge(() => {
      throw new Skipped('no user', 'create-user')
    })
    expect(finding).to.include({ outcome: 'skip', reason: 'no user', rootCause: 'create-user' })
    const gone = await judge(() => {
      throw new Inapplicable('no groups')
    })
    expect(gone).to.include({ outcome: 'inapplicable', reason: 'no groups' })
  })

  it('reports a violation that a check found before it stopped', async () => {
    for (const departure of [new Skipped('no user', 'create-user'), new Inapplicable('no groups')]) {
      const finding = await judge(async ({ requirement }) => {
        await requirement('must', breach)
        throw departure
      })
      expect(finding, departure.name).to.include({ outcome: 'fail', reason: 'broken' })
      expect(finding.violated).to.deep.equal(['must'])
    }
  })

  it('reports an error in an assertion as an internal error', async () => {
    const finding = await judge(({ requirement }) =>
      requirement('must', () => {
        throw new TypeError('x is undefined')
      }),
    )
    expect(finding.outcome).to.equal('error')
    expect(finding.violated).to.deep.equal([])
  })

  it('preserves notes and warnings', async () => {
    const finding = await judge(({ note, warn }) => {
      note('seen')
      warn('lenient')
      warn('late')
    })
    expect(finding).to.deep.include({ notes: ['seen'], warnings: ['lenient', 'late'], reason: 'lenient; late' })
    expect(await judge(() => {})).to.not.have.property('warnings')
  })

  it('names the URL of a request unchanged if it is not a URL', async () => {
    const finding = await judge(() => {
      const error = new TransportError('malformed', 'no URL')
      noteUnanswered(error, { request: { method: 'GET', url: 'nowhere' }, exchange: 'x4' })
      throw error
    })
    expect(finding.reason).to.equal('GET nowhere got no answer: no URL')
    expect(finding.violations[0]).to.include({ expected: 'an HTTP response', actual: 'malformed' })
  })

  it('says why a request got no response, so that it can be sent again', async () => {
    const finding = await judge(() => {
      throw new TransportError('reset', 'closed')
    })
    expect(finding).to.include({ outcome: 'fail', reason: 'a request got no answer: closed' })
    expect(finding.unanswered?.fault).to.equal('reset')
    const named = await judge(() => {
      const error = new TransportError('timeout', 'it took too long')
      noteUnanswered(error, { request: { method: 'POST', url: 'https://host.example/scim/Users?x=1' }, exchange: 'x4' })
      throw error
    })
    expect(named.reason).to.equal('POST /scim/Users?x=1 got no answer: it took too long')
    expect(named.violations[0]).to.include({ exchange: 'x4', actual: 'timeout' })
    const aborted = await judge(() => {
      throw new TransportError('aborted', 'stopped')
    })
    expect(aborted).to.include({ outcome: 'skip', rootCause: 'interrupted' })
  })

  it('says for a request without a response only that, not the failure of the violated requirements', async () => {
    for (const [fault, failure] of [
      ['reset', /closes the connection/],
      ['timeout', /does not answer/],
    ] as const) {
      const finding = await judge(() => {
        throw new TransportError(fault, 'nothing')
      })
      const row = asCheckResult({ id: 'x', title: 'x', requirements: ['must'] }, 's', finding, register, {
        durationMs: 1,
        evidence: [],
        unanswered: { what: 'PATCH /Users/{id} with a list', group: 'PATCH /Users/{id}' },
      })
      expect(row.failure).to.match(failure).and.include('PATCH /Users/{id}')
      expect(row.rootCause).to.equal('no answer to PATCH /Users/{id}')
      expect(row.gravity, 'a requirement without a gravity').to.equal(4)
    }
  })

  it('takes a request without an answer as seriously as the requirements that depend on it', async () => {
    const finding = await judge(() => {
      throw new TransportError('reset', 'closed')
    })
    for (const [given, gravity, impact] of [
      [1, 2, /Entra counts a failed operation/],
      [3, 3, /other requests that are under way/],
      [5, 4, /other requests that are under way/],
    ] as const) {
      const graded: Register = new Map([['must', { ...row('must', 'MUST')[1], gravity: given }]])
      const judged = { id: 'x', title: 'x', requirements: ['must'] }
      const result = asCheckResult(judged, 's', finding, graded, { durationMs: 1, evidence: [] })
      expect(result.gravity).to.equal(gravity)
      expect(result.impact).to.match(impact)
    }
  })

  it('names the decisive exchange', async () => {
    expect((await judge(breach)).violations[0]?.exchange).to.equal('x7')
    const cited = await judge(() => {
      throw Object.assign(new AssertionError('broken'), { exchange: 'x9' })
    })
    expect(cited.violations[0]?.exchange).to.equal('x9')
  })

  it('is a finding if the target returned a resource that the run did not create', async () => {
    const finding = await judge(() => {
      throw new ForeignResource('PATCH /Users/7 was not sent')
    })
    expect(finding).to.include({ outcome: 'fail', reason: 'PATCH /Users/7 was not sent' })
  })

  it('warns without a violation, and a violation takes precedence over a warning', async () => {
    expect(await judge(({ warn }) => warn('lenient'))).to.include({ outcome: 'warn', reason: 'lenient' })
    const both = await judge(({ warn }) => {
      warn('lenient')
      breach()
    })
    expect(both).to.include({ outcome: 'fail', reason: 'broken' })
  })
})
