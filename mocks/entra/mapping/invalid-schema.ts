/** A schema that cannot be used. The message lists every problem by rule, mapping and row. */
export class InvalidSynchronizationSchema extends Error {
  override readonly name = 'InvalidSynchronizationSchema'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the synchronization schema cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}
