import type { CheckResult } from '../../reports/index.ts'

/** Tests of which at least one must pass; otherwise Microsoft's run fails even if everything else passed. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'gallery.validate-credentials-test',
  'gallery.federated-identity-test',
])

/**
 * Describes the outcome of Microsoft's own validation for its application gallery (SCIM-Validation-Test-Overview): all
 * mandatory tests pass or are skipped, and at least one of the two tests of credentials passes. Undefined if none of
 * the tests ran.
 */
function galleryVerdict(results: readonly CheckResult[]): string | undefined {
  const tests = results.filter(({ id }) => id.startsWith('gallery.'))
  if (tests.length === 0) return undefined
  const blocking = tests.filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
  const isSkipped = ({ outcome }: CheckResult): boolean => outcome === 'skip' || outcome === 'inapplicable'
  const optional = tests.filter(({ outcome }) => outcome === 'warn').length
  const skipped = tests.filter(isSkipped).length
  const passed = tests.length - blocking.length - optional - skipped
  const tally = `${passed} of ${tests.length} tests pass, ${skipped} are skipped${optional > 0 ? `, ${optional} optional ones warn` : ''}`
  const names = blocking.map(({ title }) => title.split(':')[0]).join(', ')
  if (blocking.length > 0) return `Microsoft's gallery validation would fail at ${names} (${tally}).`
  const credentials = tests.filter(({ id }) => CREDENTIALS.has(id))
  if (credentials.length > 0 && !credentials.some(({ outcome }) => outcome === 'pass')) {
    return `Microsoft's gallery validation would pass all its tests of the server (${tally}), and still fail overall: one of Validate_Credentials_Test and Federated_Identity_Test must pass, and with a static token neither does.`
  }
  return `Microsoft's gallery validation would pass (${tally}).`
}

/** Adds the outcome of Microsoft's own runs to the summary; if nothing else ran, it is the whole summary. */
export function withGalleryVerdict(summary: string, results: readonly CheckResult[]): string {
  const verdicts = [galleryVerdict(results), validatorVerdict(results)].filter((text) => text !== undefined)
  if (verdicts.length === 0) return summary
  const isAll = results.every(({ id, outcome }) => /^(?:gallery|validator)\./.test(id) || outcome !== 'fail')
  return (isAll ? verdicts : [summary, ...verdicts]).join(' ')
}

/** The note on a test that passes by the RFCs and that Microsoft's SCIM Validator reports as failed. */
export const VALIDATOR_REPORTS_FAILURE: string =
  "Microsoft's SCIM Validator reports this test as failed: it expects 409 for a second group with the same name, which no RFC requires"

function validatorVerdict(results: readonly CheckResult[]): string | undefined {
  const tests = results.filter(({ id }) => id.startsWith('validator.'))
  if (tests.length === 0) return undefined
  const failed = tests.filter(
    ({ outcome, notes = [] }) =>
      outcome === 'fail' || outcome === 'warn' || outcome === 'error' || notes.includes(VALIDATOR_REPORTS_FAILURE),
  )
  const ran = tests.filter(({ outcome }) => outcome !== 'skip' && outcome !== 'inapplicable').length
  const names = failed.map(({ title }) => title.split(':')[0]).join('; ')
  return `Microsoft's SCIM Validator would show ${ran - failed.length} of ${ran} tests as passed${failed.length === 0 ? '' : `, and not: ${names}`}.`
}
