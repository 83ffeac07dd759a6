import { join, matchesGlob } from 'node:path'
import { expect } from 'chai'
import { loadRegister, shippedSuites } from '../harness/index.ts'
import { jumpCloudDeviations } from '../mocks/jumpcloud-scim/index.ts'
import { deviations } from '../mocks/scim-server/index.ts'
import { allRunnable, isRed, type RunnableChecks, runDeviation, wordingFaults } from './support/run-deviation.ts'

const caught = deviations.filter(({ caughtBy }) => caughtBy.length > 0)
const register = loadRegister(join(shippedSuites(), 'requirements'))

/** Checks that no deviation can make fail, and the test that makes them fail. */
const SEEN_ELSEWHERE: Readonly<Record<string, string>> = {
  'entra.tls.*': 'test/transport-security.test.ts: no deviation reaches below HTTP',
  'entra.oauth.token': 'test/transport-security.test.ts: the token service is not the server',
  'gallery.validate-credentials-test': 'as entra.oauth.token',
  'entra.oauth.secret-in-*': 'as entra.oauth.token',
  'entra.oauth.federation': 'test/federation.test.ts: the token service is not the server',
  'entra.federation.*': 'as entra.oauth.federation',
  'gallery.federated-identity-test': 'as entra.oauth.federation',
  'gallery.user-update-manager-test': 'needs a mapping of manager; its steps are those of entra.manager.*',
}

describe('deviations of the reference server', () => {
  let runnable: RunnableChecks
  /** The requirements that a check found violated, by the check's id. */
  const broken = new Map<string, Set<string>>()
  let runs = 0
  before(async () => {
    runnable = await allRunnable()
  })

  it('name checks that exist', () => {
    const unknown = deviations.flatMap(({ name, caughtBy }) =>
      caughtBy
        .filter((id) => !runnable.checks.has(id) && !runnable.invariants.has(id))
        .map((id) => `${name} names ${id}`),
    )
    expect(unknown).to.deep.equal([])
  })

  it('of the Entra and JumpCloud suites exist for each check, except those with a reason', () => {
    const named = new Set([...deviations, ...jumpCloudDeviations].flatMap(({ caughtBy }) => caughtBy))
    const uncaught = [...runnable.checks.keys(), ...runnable.invariants].filter(
      (id) => /^(?:entra|jumpcloud|gallery|validator)\./.test(id) && !named.has(id),
    )
    expect(uncaught.filter((id) => !Object.keys(SEEN_ELSEWHERE).some((glob) => matchesGlob(id, glob)))).to.deep.equal(
      [],
    )
  })

  for (const deviation of caught) {
    it(`${deviation.name} is caught`, async () => {
      const outcomes = await runDeviation(deviation, runnable, deviation.caughtBy)
      const missed = deviation.caughtBy.filter((id) => !isRed(outcomes.get(id)?.outcome))
      expect(
        missed.map((id) => `${id}: ${outcomes.get(id)?.outcome ?? 'not run'}`),
        'checks that did not notice',
      ).to.deep.equal([])
      expect(wordingFaults(outcomes), 'reasons that are not plain').to.deep.equal([])
      runs += 1
      for (const id of deviation.caughtBy)
        broken.set(id, new Set([...(broken.get(id) ?? []), ...(outcomes.get(id)?.broken ?? [])]))
    })
  }

  describe('the triangle of requirement, check and deviation', () => {
    before(function () {
      // A part of the deviations proves nothing about all requirements.
      if (runs < caught.length) this.skip()
    })

    it('has a check that found the violation of each observable requirement of the RFCs', () => {
      const seen = new Set([...broken.values()].flatMap((requirements) => [...requirements]))
      const unseen = [...register.values()].filter(
        ({ id, spec, testable }) => /^RFC /.test(spec) && testable === 'black-box' && !seen.has(id),
      )
      expect(unseen.map(({ id, title }) => `${id}: ${title}`)).to.deep.equal([])
    })

    it('has a deviation that each check of the RFC suites finds', () => {
      const unseen = [...runnable.ofSpecifications].filter((id) => (broken.get(id)?.size ?? 0) === 0)
      expect(unseen).to.deep.equal([])
    })
  })
})
