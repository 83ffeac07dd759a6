import type { CheckResult, ExpectedMember } from '../model/result.ts'
import type { Capture } from './captures.ts'
import type { MemberPattern } from './member-pattern.ts'
import type { Template } from './template.ts'

/** One request of a replay, with the answer that the run recorded. */
export interface Step {
  /** Its number in the replay, from 1. */
  readonly number: number
  readonly exchange: string
  readonly role: 'prepare' | 'decisive' | 'read'
  readonly method: string
  readonly url: Template
  /** Lower-case names; a credential is the variable `token`, behind its scheme. */
  readonly headers: readonly { readonly name: string; readonly value: Template }[]
  readonly body?: Template
  readonly recorded: {
    /** 0 where no answer came. */
    readonly status: number
    readonly headers: readonly { readonly name: string; readonly value: Template }[]
    readonly body: Template
  }
  /** Values of the answer that later requests need. */
  readonly captures: readonly Capture[]
}

/** A member that must be shown, as a replay looks for it. */
export interface SoughtMember {
  readonly path: string
  readonly pattern: MemberPattern
  readonly relation: ExpectedMember['relation']
  readonly values: readonly Template[]
}

/** How a replay finds out whether the fault shows. */
export type Judgement =
  /** The status (and error type) of the decisive answer must be one of these. */
  | { readonly kind: 'status'; readonly statuses: readonly string[]; readonly scimTypes: readonly string[] }
  /** The answer of a step must show members. */
  | { readonly kind: 'members'; readonly step: number; readonly members: readonly SoughtMember[] }
  /** The decisive request must be answered. */
  | { readonly kind: 'answer' }
  /** The answers of these steps are compared with the recorded ones, which are wrong. */
  | { readonly kind: 'recorded'; readonly steps: readonly number[] }
  /** Nothing that a program can judge. */
  | { readonly kind: 'none' }

/** How a finding is seen again: requests in order, and how their answers are judged. */
export interface ReplayPlan {
  readonly check: CheckResult
  readonly baseUrl: string
  readonly steps: readonly Step[]
  readonly decisive: Step
  readonly judgement: Judgement
  /** The run's own part of every name, which each execution replaces; undefined where no request has one. */
  readonly runName?: string
  /** Spellings of that part that are neither in lower nor in upper case, each a variable. */
  readonly spellings: readonly { readonly variable: string; readonly pattern: string }[]
  /** Documents of the target that a check may have judged by: where they are others, equal answers show nothing. */
  readonly documents: readonly { readonly path: string; readonly checksum: number }[]
  /** The header that holds the credential, with its scheme. */
  readonly credential: { readonly name: string; readonly scheme: string }
}
