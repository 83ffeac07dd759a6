import type { Selection } from './select.ts'

/** The options on which the defaults of suites and mapping depend. */
export interface Chosen {
  readonly target?: string
  readonly observe?: 'scim' | 'jumpcloud'
  readonly schema?: string
  readonly suite: readonly string[]
  /** Globs and ids of checks. They can name a check of any suite. */
  readonly check: readonly string[]
}

/** The defaults of a run for options that are not given. */
export interface RunDefaults {
  readonly schema: string
  readonly suites: NonNullable<Selection['suites']>
}

const JUMPCLOUD = 'jumpcloud'

/**
 * Decides mapping and suites. A target of the user gets Entra's own mapping and the suites `entra` and `rfc*`.
 * JumpCloud's mapping and all suites are for the embedded stack, for a bridge (`--observe jumpcloud`), and for runs
 * that name one of the two.
 */
export function runDefaults(chosen: Chosen, suiteNames: readonly string[]): RunDefaults {
  const { target, observe, schema, suite, check } = chosen
  const isJumpCloud = target === undefined || observe === JUMPCLOUD || schema === JUMPCLOUD || suite.includes(JUMPCLOUD)
  const usual = isJumpCloud ? [] : suiteNames.filter((name) => name === 'entra' || name.startsWith('rfc'))
  return {
    schema: schema ?? (isJumpCloud ? JUMPCLOUD : 'default'),
    suites: suite.length > 0 || check.length > 0 ? suite : usual,
  }
}
