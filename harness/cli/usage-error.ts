import { ExpectedError } from '../process/index.ts'

/** A mistake of the caller: reported in one line, exit code 2. */
export class UsageError extends ExpectedError {
  override readonly name = 'UsageError'

  constructor(message: string) {
    super(message, 'usage')
  }
}
