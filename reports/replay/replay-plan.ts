import type { CheckResult, ExpectedMember } from '../model/result.ts'
import type { Capture } from './captures.ts'
import type { MemberPattern } from './member-pattern.ts'
import type { Template } from './template.ts'

/** One request of a replay, with the response that the run recorded. */
export interface Step {
  /** Its number in the replay, from 1. */
  readonly number: number
  readonly exchange: string
  readonly role: 'prepare' | 'decisive' | 'read'
  readonly method: string
  readonly url: Template
  /** The headers with lower-case names; a credential is the variable `token`, after its scheme. */
  readonly headers: readonly { readonly name: string; readonly value: Template }[]
  readonly body?: Template
  readonly recorded: {
    /** 0 if there was no response. */
    readonly status: number
    readonly headers: readonly { readonly name: string; readonly value: Template }[]
    readonly body: Template
  }
  /** Values of the response that later requests need. */
  readonly captures: readonly Capture[]
}

/** A member that must be present, in the form in which a replay searches for it. */
export interface SoughtMember {
  readonly path: string
  readonly pattern: MemberPattern
  readonly relation: ExpectedMember['relation']
  readonly values: readonly Template[]
}

/** How a replay decides whether the fault occurs. */
export type Judgement =
  /** The status (and error type) of the decisive response must be one of these. */
  | { readonly kind: 'status'; readonly statuses: readonly string[]; readonly scimTypes: readonly string[] }
  /** The response of a step must contain members. */
  | { readonly kind: 'members'; readonly step: number; readonly members: readonly SoughtMember[] }
  /** The decisive request must get a response. */
  | { readonly kind: 'answer' }
  /** The responses of these steps are compared with the recorded ones, which are wrong. */
  | { readonly kind: 'recorded'; readonly steps: readonly number[] }
  /** No program can decide. */
  | { readonly kind: 'none' }

/** How a finding is reproduced: requests in order, and the judgement of their responses. */
export interface ReplayPlan {
  readonly check: CheckResult
  readonly baseUrl: string
  readonly steps: readonly Step[]
  readonly decisive: Step
  readonly judgement: Judgement
  /** The run's part of every name, which each execution replaces; undefined if no request has one. */
  readonly runName?: string
  /** The spellings of that part in mixed case, each with its variable. */
  readonly spellings: readonly { readonly variable: string; readonly pattern: string }[]
  /** Discovery documents on which the judgement may depend: if they have changed, equal responses prove nothing. */
  readonly documents: readonly { readonly path: string; readonly checksum: number }[]
  /** The header with the credential, and its scheme. */
  readonly credential: { readonly name: string; readonly scheme: string }
}
