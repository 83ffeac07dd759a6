import type { Level } from '../../reports/index.ts'

/** A row of a register: a rule that a target can satisfy or violate. Data, not code. */
export interface Requirement {
  /** A stable id: `rfc7644-3.5.2.2-01`, `entra.disable.string-boolean`. */
  readonly id: string
  /** `RFC 7644`, `Entra`, `JumpCloud`, `Microsoft gallery validation` … */
  readonly spec: string
  readonly section: string
  readonly level: Level
  readonly title: string
  readonly statement: string
  /** Whether a client can test it: `black-box` completely, `partly` in part, `no` not at all. */
  readonly testable: 'black-box' | 'partly' | 'no'
  readonly url: string
  readonly how?: string
  readonly needs?: readonly string[]
  readonly basis?: string
  /** The rule of fair treatment that applies to it. */
  readonly ambiguity?: string
  /** The reason why the row was changed or cannot be checked. */
  readonly note?: string
  /** For rows of Entra and JumpCloud: how certain the source is. */
  readonly confidence?: 'documented' | 'observed' | 'assumed'
  /** The fault of a target that violates it, in one short sentence. */
  readonly failure?: string
  /** The consequence of a violation in production. */
  readonly impact?: string
  /** The change that the target needs, with an example of the correct form. */
  readonly remedy?: string
  /** The gravity, from 1 (access is not removed) to 5 (violates the standard, but affects no known client). */
  readonly gravity?: 1 | 2 | 3 | 4 | 5
}

/** All requirements by id. */
export type Register = ReadonlyMap<string, Requirement>

/** Returns the specification and section of a requirement as a reader cites them: `RFC 7644 §3.5.2`, `Entra: provisioning logs`. */
export function citedSection({ spec, section }: Pick<Requirement, 'spec' | 'section'>): string {
  return /^RFC/.test(spec) ? `${spec} §${section}` : `${spec}: ${section}`
}
