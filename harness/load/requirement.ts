import type { Level } from '../../reports/index.ts'

/** A row of a register: a rule that a target can satisfy or break. Data, not code. */
export interface Requirement {
  /** Stable: `rfc7644-3.5.2.2-01`, `entra.disable.string-boolean`. */
  readonly id: string
  /** `RFC 7644`, `Entra`, `JumpCloud`, `Microsoft gallery validation` … */
  readonly spec: string
  readonly section: string
  readonly level: Level
  readonly title: string
  readonly statement: string
  /** Whether a client can see it: `black-box` wholly, `partly` in part, `no` not at all. */
  readonly testable: 'black-box' | 'partly' | 'no'
  readonly url: string
  readonly how?: string
  readonly needs?: readonly string[]
  readonly basis?: string
  /** The point of fair treatment that governs it. */
  readonly ambiguity?: string
  /** Why the row was changed or cannot be checked. */
  readonly note?: string
  /** Entra and JumpCloud rows: how sure the source is. */
  readonly confidence?: 'documented' | 'observed' | 'assumed'
  /** What an administrator sees in production where it is broken. */
  readonly impact?: string
  /** What is wrong with a target that violates it, in one sentence. */
  readonly failure?: string
  /** What the target's developer must change. */
  readonly remedy?: string
  /** 1: access is not taken away or is given wrongly; 2: nothing is provisioned, or duplicates are; 3: values are lost or wrong; 4: noise and retries; 5: no known client minds. */
  readonly gravity?: 1 | 2 | 3 | 4 | 5
}

/** All registers by id. */
export type Register = ReadonlyMap<string, Requirement>
