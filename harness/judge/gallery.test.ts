import { expect } from 'chai'
import type { CheckResult, Outcome } from '../../reports/index.ts'
import { withGalleryVerdict } from './gallery.ts'

const result = (id: string, outcome: Outcome, title = `${id}: a test`): CheckResult => ({
  id,
  suite: 'entra',
  title,
  outcome,
  requirements: [],
  durationMs: 1,
  evidence: [],
})

describe("the outcome of Microsoft's own validation", () => {
  const credentials = (outcome: Outcome): CheckResult[] => [
    result('gallery.validate-credentials-test', outcome),
    result('gallery.federated-identity-test', 'skip'),
  ]

  it('is present only if its tests ran', () => {
    expect(withGalleryVerdict('All is well.', [result('entra.probe', 'pass')])).to.equal('All is well.')
  })

  it('is a pass if every mandatory test passes or is skipped, and one test of credentials passes', () => {
    const verdict = withGalleryVerdict('', [
      result('gallery.a', 'pass'),
      result('gallery.b', 'inapplicable'),
      ...credentials('pass'),
    ])
    expect(verdict).to.equal("Microsoft's gallery validation would pass (2 of 4 tests pass, 2 are skipped).")
  })

  it('is a failure at each mandatory test that fails, and names it', () => {
    const failed = result('gallery.a', 'fail', 'Create_User_Test: a user is created')
    expect(withGalleryVerdict('', [failed, ...credentials('pass')])).to.include(
      'would fail at Create_User_Test (1 of 3',
    )
  })

  it('allows an optional test to warn', () => {
    expect(withGalleryVerdict('', [result('gallery.a', 'warn'), ...credentials('pass')])).to.include(
      'would pass (1 of 3 tests pass, 1 are skipped, 1 optional ones warn)',
    )
  })

  it('is a failure without accepted credentials, and says that only these are missing', () => {
    const verdict = withGalleryVerdict('', [result('gallery.a', 'pass'), ...credentials('skip')])
    expect(verdict).to.include('still fail overall').and.include('with a static token neither does')
  })

  it('is a further sentence for a run that found something else', () => {
    const verdict = withGalleryVerdict('It breaks.', [
      result('gallery.a', 'pass'),
      ...credentials('pass'),
      result('entra.create', 'fail'),
    ])
    expect(verdict).to.match(/^It breaks\. Microsoft's gallery validation would pass/)
  })

  it('counts the tests of the SCIM Validator separately', () => {
    const verdict = withGalleryVerdict('', [
      result('validator.a', 'pass'),
      result('validator.b', 'fail', 'Create a duplicate User: a second POST returns 409'),
      result('validator.c', 'inapplicable'),
    ])
    expect(verdict).to.equal(
      "Microsoft's SCIM Validator would show 1 of 2 tests as passed, and not: Create a duplicate User.",
    )
  })
})
