import type { MappingRow, MappingSample } from '../../../model/result.ts'

/** One step of a value on its way. */
export interface SampleStep {
  readonly name: 'entra' | 'sent' | 'echoed' | 'stored'
  readonly value: unknown
  /** The value in the step before. */
  readonly before: unknown
  /** True if the value differs from the one in the step before. */
  readonly isChanged: boolean
  /** The expected value, if the value is wrong; undefined if it is correct. */
  readonly wrong: { readonly expected: unknown } | undefined
}

/** The place of each step in words. */
const STEP_WORDS: Readonly<Record<SampleStep['name'], string>> = {
  entra: 'Entra',
  sent: 'the mapping',
  echoed: 'the target',
  stored: 'JumpCloud',
}

/**
 * Converts a sample to steps: the value in Entra, the sent value, the value that the target returns, the value that
 * JumpCloud stores. Each is compared with the one before it. The mapping may change a value, the target must not, and
 * JumpCloud must store the expected one.
 */
export function stepsOf(sample: MappingSample, { jumpcloud }: Pick<MappingRow, 'jumpcloud'>): SampleStep[] {
  const { entra, sent, echoed, stored, expected, outcome } = sample
  const isFaulty = outcome === 'fail' || outcome === 'warn'
  const step = (name: SampleStep['name'], value: unknown, before: unknown, wanted: unknown): SampleStep => ({
    name,
    value,
    before,
    isChanged: name !== 'entra' && !isSameValue(value, before),
    wrong: isFaulty && !isSameValue(value, wanted) ? { expected: wanted } : undefined,
  })
  return [
    step('entra', entra, undefined, entra),
    step('sent', sent, entra, sent),
    step('echoed', echoed, sent, sent),
    ...(jumpcloud === null ? [] : [step('stored', stored, echoed, expected)]),
  ]
}

/** Returns the first step whose value is wrong: `the target`; undefined if there is none. */
export function wrongAt(steps: readonly SampleStep[]): string | undefined {
  const first = steps.find(({ wrong }) => wrong !== undefined)
  return first === undefined ? undefined : STEP_WORDS[first.name]
}

/** Lists the steps that changed a value, correctly or not: `the mapping, JumpCloud`; empty if none did. */
export function changedAt(steps: readonly SampleStep[]): string {
  return steps
    .filter(({ isChanged }) => isChanged)
    .map(({ name }) => STEP_WORDS[name])
    .join(', ')
}

/** Returns whether the row negates a value: SCIM has `active`, JumpCloud `suspended`. */
export function isInverted({ scim, jumpcloud }: Pick<MappingRow, 'scim' | 'jumpcloud'>): boolean {
  return scim === 'active' && jumpcloud === 'suspended'
}

/** Merges samples of the same user with the same values, and counts them; the order is that of the first of each. */
export function foldSamples(
  samples: readonly MappingSample[],
): readonly { readonly sample: MappingSample; readonly times: number }[] {
  const keyOf = ({ evidence: _, ...rest }: MappingSample): string => JSON.stringify(Object.entries(rest).sort())
  return [...Map.groupBy(samples, keyOf).values()].flatMap(([sample, ...others]) =>
    sample === undefined ? [] : [{ sample, times: others.length + 1 }],
  )
}

/** Returns whether two JSON values are equal. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
