import type { MappingRow, MappingSample } from '../../../model/result.ts'

/** One step of a value on its way. */
export interface SampleStep {
  readonly name: 'entra' | 'sent' | 'echoed' | 'stored'
  readonly value: unknown
  /** What it was a step before. */
  readonly before: unknown
  /** Whether it is another value than a step before. */
  readonly isChanged: boolean
  /** What it should be, where it is not that; undefined where it is right. */
  readonly wrong: { readonly expected: unknown } | undefined
}

/** Where each step happens, as a reader says it. */
const STEP_WORDS: Readonly<Record<SampleStep['name'], string>> = {
  entra: 'Entra',
  sent: 'the mapping',
  echoed: 'the target',
  stored: 'JumpCloud',
}

/**
 * A sample as steps: what Entra has, what was sent, what the target returns, what JumpCloud stores. Each is compared with the one before it;
 * the mapping may change a value, the target must not, and JumpCloud must store what is expected.
 */
export function stepsOf(sample: MappingSample, { jumpcloud }: Pick<MappingRow, 'jumpcloud'>): SampleStep[] {
  const { entra, sent, echoed, stored, expected, outcome } = sample
  const isFaulty = outcome === 'fail' || outcome === 'warn'
  const step = (name: SampleStep['name'], value: unknown, before: unknown, wanted: unknown): SampleStep => ({
    name,
    value,
    before,
    isChanged: name !== 'entra' && !isSame(value, before),
    wrong: isFaulty && !isSame(value, wanted) ? { expected: wanted } : undefined,
  })
  return [
    step('entra', entra, undefined, entra),
    step('sent', sent, entra, sent),
    step('echoed', echoed, sent, sent),
    ...(jumpcloud === null ? [] : [step('stored', stored, echoed, expected)]),
  ]
}

/** Where a value went wrong first: `the target`; undefined where it arrived as it should. */
export function wrongAt(steps: readonly SampleStep[]): string | undefined {
  const first = steps.find(({ wrong }) => wrong !== undefined)
  return first === undefined ? undefined : STEP_WORDS[first.name]
}

/** The steps that changed a value, wrongly or not: `the mapping, JumpCloud`; empty where it arrived as Entra has it. */
export function changedAt(steps: readonly SampleStep[]): string {
  return steps
    .filter(({ isChanged }) => isChanged)
    .map(({ name }) => STEP_WORDS[name])
    .join(', ')
}

/** Whether the row turns a value into its opposite: SCIM has `active`, JumpCloud `suspended`. */
export function isInverted({ scim, jumpcloud }: Pick<MappingRow, 'scim' | 'jumpcloud'>): boolean {
  return scim === 'active' && jumpcloud === 'suspended'
}

/** Samples of the same user with the same values as one, with how many there are; in the order of the first of each. */
export function foldSamples(
  samples: readonly MappingSample[],
): readonly { readonly sample: MappingSample; readonly times: number }[] {
  const keyOf = ({ evidence: _, ...rest }: MappingSample): string => JSON.stringify(Object.entries(rest).sort())
  return [...Map.groupBy(samples, keyOf).values()].flatMap(([sample, ...others]) =>
    sample === undefined ? [] : [{ sample, times: others.length + 1 }],
  )
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
