import { type CheckResult, clip, findingLines, oneLine } from '../../reports/index.ts'

/** A failed check as mocha's reporters and IDEs show it: the message is the finding. */
export class FindingError extends Error {
  override readonly name = 'Finding'
  /** IDEs show it; mocha's own reporters would repeat the message. */
  readonly expected: string | undefined
  readonly actual: string | undefined
  readonly showDiff: boolean = false

  constructor(check: CheckResult) {
    const { failure, reason = '', violated = [], requirements, expected = [], actual } = check
    const rule = requirements.find(({ id }) => violated.includes(id)) ?? requirements[0]
    super(
      [
        clip(oneLine(failure ?? reason), 1000),
        ...findingLines(check),
        ...(rule === undefined ? [] : [`Rule: ${rule.level} ${rule.section} (${rule.id}) ${rule.url}`.trimEnd()]),
      ].join('\n'),
    )
    this.expected = expected.length === 0 ? undefined : expected.join('; ')
    this.actual = actual
    // The stack in the code of the harness says nothing about the target.
    this.stack = `${this.name}: ${this.message}`
  }
}
