import { expect } from 'chai'
import fc from 'fast-check'
import { ESCROW_DAYS, judgeFailures, nextAttempt } from './index.ts'
import { quarantineInterval } from './quarantine.ts'

const HOUR = 3_600_000
const INTERVAL = 40 * 60_000

describe('the retries of an object that failed', () => {
  const at = (hours: number, attempts: number, errorCode = 'EntryConflict'): number | undefined => {
    const next = nextAttempt({ errorCode, firstFailedAt: 0, now: hours * HOUR, attempts, interval: INTERVAL })
    return next === undefined ? undefined : next / HOUR
  }

  it('begin with the next cycle, then follow the documented schedule from the first failure', () => {
    expect(at(0, 1)).to.equal(INTERVAL / HOUR)
    expect(at(INTERVAL / HOUR, 2)).to.equal(6)
    expect(at(6, 3)).to.equal(12)
    expect(at(12, 4)).to.equal(24)
    expect(at(24, 5)).to.equal(48)
    expect(at(27 * 24, 31)).to.equal(28 * 24)
  })

  it('end after 28 days', () => {
    expect(at(28 * 24, 32)).to.equal(undefined)
  })

  it('are in each cycle for transient errors', () => {
    for (const code of ['Timeout', 'InternalServerError', 'TooManyRequests'])
      expect(at(100, 9, code)).to.equal(100 + INTERVAL / HOUR)
  })

  it('are always in the future, and at most 28 days and a cycle after the first failure', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('EntryConflict', 'Timeout', 'InvalidAnchor'),
        fc.integer({ min: 0, max: 40 * 24 * HOUR }),
        fc.integer({ min: 1, max: 100 }),
        (errorCode, now, attempts) => {
          const next = nextAttempt({ errorCode, firstFailedAt: 0, now, attempts, interval: INTERVAL })
          if (next === undefined) return now >= ESCROW_DAYS * 24 * HOUR
          return next > now && next <= ESCROW_DAYS * 24 * HOUR + INTERVAL
        },
      ),
    )
  })
})

describe('the quarantine', () => {
  // The examples are from "Application provisioning in quarantine status".
  for (const [failed, referencesFailed, succeeded, isQuarantined] of [
    [45_000, 0, 0, true],
    [30_000, 0, 5_000, true],
    [20_000, 0, 100_000, false],
    [4_000, 0, 0, false],
    [40_000, 21_000, 0, true],
  ] as const) {
    it(`${isQuarantined ? 'begins' : 'does not begin'} with ${failed} failures, ${referencesFailed} of references and ${succeeded} successes`, () => {
      expect(judgeFailures({ failed, referencesFailed, succeeded }) !== undefined).to.equal(isQuarantined)
    })
  }

  it('slows down from half an hour to once a day', () => {
    const hours = [1, 2, 3, 4, 5, 6, 50].map((attempts) => quarantineInterval(attempts) / HOUR)
    expect(hours).to.deep.equal([0.5, 1, 2, 4, 8, 24, 24])
  })
})
