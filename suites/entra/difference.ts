import type { CheckContext } from '../../harness/index.ts'
import type { SourceUser } from '../../mocks/entra/index.ts'
import { needAttribute } from './declared-away.ts'

/**
 * Skips the check if the mapping yields the same values for the changed user, so that there is nothing to send, or if
 * the server does not store the new value, which the attribute's own check reports.
 */
export async function requireDifference(
  context: CheckContext,
  before: SourceUser,
  changed: SourceUser,
  customEntra: CheckContext['entra'] = context.entra,
): Promise<void> {
  const [oldValues, newValues] = [customEntra.mapped(before), customEntra.mapped(changed)]
  const differing = [...newValues]
    .filter(([target, value]) => oldValues.get(target) !== value)
    .map(([target]) => target)
  if (differing.length === 0)
    context.inapplicable('the mapping gives the changed user the same values, so nothing is sent')
  for (const target of differing) await needAttribute(context, target)
}
