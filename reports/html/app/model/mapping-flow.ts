import { isJudged } from '../../../model/judged.ts'
import type { MappingRow, MappingSample } from '../../../model/result.ts'
import { count, plural } from './format.ts'
import { isSameValue } from './sample-steps.ts'

/** The number of samples that were compared after a step, and the number of those that arrived changed. */
export interface FlowStep {
  readonly compared: number
  readonly changed: number
}

/** A row of the mapping matrix, with the changes of its samples at each step. */
export interface Flow {
  readonly row: MappingRow
  /** The step from the sent value to the value that the target returns. */
  readonly echoed: FlowStep
  /** The step from the sent value to the value that JumpCloud stores; absent if the row has no property there. */
  readonly stored: FlowStep | undefined
}

/** Follows each row from Entra to JumpCloud. */
export function flowsOf(rows: readonly MappingRow[]): Flow[] {
  return rows.map((row) => {
    const sent = row.samples.filter((sample) => sample.sent !== undefined)
    const changed = (isLost: (sample: MappingSample) => boolean): FlowStep => ({
      compared: sent.length,
      changed: sent.filter((sample) => sample.outcome !== 'pass' && isLost(sample)).length,
    })
    return {
      row,
      echoed: changed(isChangedByTarget),
      stored: row.jumpcloud === null ? undefined : changed(isChangedOnTheWay),
    }
  })
}

/** Summarizes all rows in one or two sentences. */
export function rowsSummary(rows: readonly MappingRow[]): string {
  const judged = rows.filter(isJudged)
  const broken = judged.filter(({ outcome }) => outcome !== 'pass').length
  const unkept = rows.filter(({ outcome }) => outcome === 'inapplicable').length
  const lost = rows.length - judged.length - unkept
  const followed = lost + unkept > 0 ? ' that could be judged' : ''
  const right =
    judged.length === 1
      ? `The one row${followed} arrives correctly.`
      : `All ${count(judged.length)} rows${followed} arrive correctly.`
  const wrong = `${count(broken)} of ${plural(judged.length, 'row')} ${broken === 1 ? 'arrives' : 'arrive'} changed, or not at all.`
  return [
    judged.length === 0 ? 'No row could be judged.' : broken === 0 ? right : wrong,
    ...(unkept === 0
      ? []
      : [
          `The target does not store the ${unkept === 1 ? 'attribute of 1 row' : `attributes of ${count(unkept)} rows`}.`,
        ]),
    ...(lost === 0 ? [] : [`${plural(lost, 'row')} could not be judged, because no user was provisioned.`]),
  ].join(' ')
}

/** Returns whether the target returns another value than it was sent. */
function isChangedByTarget({ sent, echoed }: MappingSample): boolean {
  return !isSameValue(sent, echoed)
}

/** Returns whether JumpCloud stores another value than expected. */
function isChangedOnTheWay({ expected, stored }: MappingSample): boolean {
  return !isSameValue(expected, stored)
}

/** The user of a sample, and the operation: `ordinary (create)` is a create of an ordinary user. */
export interface Subject {
  readonly user: string
  readonly phase: string
}

/** Splits the subject of a sample. */
export function subjectOf({ subject = '' }: MappingSample): Subject {
  const match = /^(.*) \(([^()]+)\)$/.exec(subject)
  return { user: match?.[1] ?? subject, phase: match?.[2] ?? '' }
}

/** Formats a value for a reader: a string unchanged, everything else as JSON; undefined if there is no value. */
export function valueText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * Splits a long path into its URN and the rest, and shortens the URN by the prefix that all URNs of SCIM have:
 * `department` of `extension:enterprise:2.0:User`.
 */
export function splitTarget(target: string): { readonly urn: string; readonly name: string } {
  const match = /^(urn:.*):([^:]+)$/.exec(target)
  return { urn: match?.[1]?.replace('urn:ietf:params:scim:schemas:', '') ?? '', name: match?.[2] ?? target }
}
