import type { CheckContext, SystemUser } from '../../harness/index.ts'
import { readTarget } from '../../mocks/entra/index.ts'
import type { ArrivedUser } from './users.ts'

type Row = Parameters<CheckContext['report']['mapping']>[0]
type Sample = Row['samples'][number]

/** Records the outcome for one value; it may be an expected value that was not sent. */
export type AddSample = (
  phase: 'create' | 'update',
  user: Pick<ArrivedUser, 'id' | 'userName'>,
  value: Pick<Sample, 'sent' | 'expected'>,
) => Promise<void>

/**
 * Reports a row of JumpCloud's table that the mapping does not write, with the value that is stored if an administrator
 * maps it; it reports even if the check fails. Rows of the mapping have their own checks and reports.
 */
export async function reportUnmapped(
  { entra, jumpcloud, report }: Pick<CheckContext, 'entra' | 'jumpcloud' | 'report'>,
  { scim, jumpcloud: property }: Pick<Row, 'scim' | 'jumpcloud'>,
  run: (sample: AddSample) => Promise<void>,
): Promise<void> {
  const isMapped = entra.mapping.mapping.attributeMappings.some(
    ({ targetAttributeName }) => targetAttributeName.toLowerCase() === scim.toLowerCase(),
  )
  const samples: Omit<Sample, 'outcome'>[] = []
  const add: AddSample = async (phase, user, { sent, expected }) => {
    const shown = user.id === '' ? undefined : await entra.readBack(user.id)
    const echoed = readTarget(shown ?? {}, scim)
    const isThere = (systemUser: SystemUser): boolean =>
      property === null || expected === undefined || systemUser[property] === expected
    const stored = property === null ? undefined : (await jumpcloud.systemUser(user, isThere))?.[property]
    samples.push({ subject: `any user (${phase})`, entra: sent, sent, echoed, stored, expected: expected ?? echoed })
  }
  let outcome: Row['outcome'] = 'fail'
  try {
    await run(add)
    outcome = 'pass'
  } finally {
    const last = samples.length - 1
    const rows = samples.map(
      (sample, place): Sample => ({
        ...sample,
        // A check ends at the first wrong value, so the earlier samples passed.
        outcome: outcome === 'pass' || place < last ? 'pass' : 'fail',
      }),
    )
    const name = scim.replace(/^urn:.*:/, '').replaceAll('.', '-')
    if (!isMapped)
      report.mapping({
        row: name,
        isMapped: false,
        source: 'not mapped',
        scim,
        jumpcloud: property,
        outcome,
        samples: rows,
      })
  }
}
