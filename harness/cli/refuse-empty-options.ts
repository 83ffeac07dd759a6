import type { Command } from 'commander'
import { unsetFault } from './unset-value.ts'
import { UsageError } from './usage-error.ts'

/** Rejects an option whose value is empty: a variable of the shell is not set, and the option would have no effect. */
export function refuseEmptyOptions(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName()
    const value: unknown = command.getOptionValue(name)
    const isEmpty = [value].flat().some((one) => typeof one === 'string' && one.trim() === '')
    // Each command says what it needs as a target.
    if (isEmpty && name !== 'target' && command.getOptionValueSource(name) === 'cli')
      throw new UsageError(`${option.long ?? option.flags} ${unsetFault('')}`)
  }
}
