import { ExpectedError } from '../process/index.ts'

/** A mistake of the caller: told in one line, exit code 2. */
export class UsageError extends ExpectedError {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(message, 'usage')
  }
}
