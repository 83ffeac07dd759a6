import { isJudged } from '../../../model/judged.ts'
import type { MappingRow, MappingSample } from '../../../model/result.ts'
import { count, plural } from './format.ts'

/** How many samples could be compared after a step, and how many arrived changed. */
export interface Leg {
  readonly compared: number
  readonly changed: number
}

/** A row of the mapping matrix, with what became of its samples on the way. */
export interface Flow {
  readonly row: MappingRow
  /** From what was sent to what the target shows. */
  readonly echoed: Leg
  /** From what was sent to what JumpCloud holds; absent where the row has no property there. */
  readonly stored: Leg | undefined
}

/** Follows each row from Entra to JumpCloud. */
export function flowsOf(rows: readonly MappingRow[]): Flow[] {
  return rows.map((row) => {
    const sent = row.samples.filter((sample) => sample.sent !== undefined)
    const changed = (isLost: (sample: MappingSample) => boolean): Leg => ({
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

/** What became of all rows, in a sentence or two. */
export function rowsTold(rows: readonly MappingRow[]): string {
  const judged = rows.filter(isJudged)
  const broken = judged.filter(({ outcome }) => outcome !== 'pass').length
  const unkept = rows.filter(({ outcome }) => outcome === 'inapplicable').length
  const lost = rows.length - judged.length - unkept
  const followed = lost + unkept > 0 ? ' that could be followed' : ''
  const right =
    judged.length === 1
      ? `The one row${followed} arrives correctly.`
      : `All ${count(judged.length)} rows${followed} arrive correctly.`
  const wrong = `${count(broken)} of ${plural(judged.length, 'row')} ${broken === 1 ? 'arrives' : 'arrive'} changed, or not at all.`
  return [
    judged.length === 0 ? 'No row could be followed.' : broken === 0 ? right : wrong,
    ...(unkept === 0
      ? []
      : [
          `The target does not store the ${unkept === 1 ? 'attribute of 1 row' : `attributes of ${count(unkept)} rows`}.`,
        ]),
    ...(lost === 0 ? [] : [`${plural(lost, 'row')} could not be followed, because no user was provisioned.`]),
  ].join(' ')
}

/** Whether the target shows another value than was sent. */
function isChangedByTarget({ sent, echoed }: MappingSample): boolean {
  return !isSame(sent, echoed)
}

/** Whether JumpCloud holds another value than it should. */
function isChangedOnTheWay({ expected, stored }: MappingSample): boolean {
  return !isSame(expected, stored)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Which user it was, and what happened to them: `ordinary (create)` is a create of an ordinary user. */
export interface Subject {
  readonly user: string
  readonly phase: string
}

/** Takes the subject of a sample apart. */
export function subjectOf({ subject = '' }: MappingSample): Subject {
  const match = /^(.*) \(([^()]+)\)$/.exec(subject)
  return { user: match?.[1] ?? subject, phase: match?.[2] ?? '' }
}

/** A value for a reader: text as it is, everything else as JSON; undefined where nothing is there. */
export function valueText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The last name of a long path, with its URN apart and without what all of SCIM's begin with: `department` of `extension:enterprise:2.0:User`. */
export function splitTarget(target: string): { readonly urn: string; readonly name: string } {
  const match = /^(urn:.*):([^:]+)$/.exec(target)
  return { urn: match?.[1]?.replace('urn:ietf:params:scim:schemas:', '') ?? '', name: match?.[2] ?? target }
}
