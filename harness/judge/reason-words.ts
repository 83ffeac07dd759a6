import { type CheckResult, isTargetFinding } from '../../reports/index.ts'

/**
 * Matches a reason that compares a value. A reason about a status or an unexpected element names attributes only by
 * chance.
 */
export const TELLS_OF_LOST: RegExp =
  /^(?!.*(?:expected (?:\d{3} to|\dxx)|that the request did not name|→ [45]\d\d|is answered [45]\d\d|primary e-mails)).*$/s

const REFUSAL = /answered ([45]\d\d)(?: \w+)?:? "((?:[^"\\]|\\.)+)"/g
/** Matches words such as userName, If-Match or a URN, which say more than that a request was wrong. */
const NAMES_SOMETHING = /[a-z][A-Z]|\b[A-Z][a-z]+-[A-Z]|urn:/
/** Matches messages of a runtime about a fault of a program; two different faults may have the same message. */
const CRASH = /^Cannot |\(reading '/

/** Returns the statuses with the target's explanations that a reason quotes. */
export function refusalsIn({ reason = '' }: CheckResult): readonly string[] {
  return [...reason.matchAll(REFUSAL)]
    .filter(([, , detail = '']) => NAMES_SOMETHING.test(detail) && !CRASH.test(detail))
    .map(([, status = '', detail = '']) => `${status} ${detail}`)
}

const UNHANDLED = /^(?:[^;]*?\b(GET|POST|PUT|PATCH|DELETE)\b)?[^;]*?\banswered (404|405|501)\b/
const ANSWERED = /(?:\b(GET|POST|PUT|PATCH|DELETE)\b(?:(?! answered | → )[^;])*)?(?: answered | → )(\d{3})\b/g

/**
 * Returns whether a cause is a request that the target has no handler for, and a finding is about other requests: of
 * another method, or answered with another status, so that they have a handler.
 */
export function isHandledUnlike({ reason: why = '' }: CheckResult, { reason = '' }: CheckResult): boolean {
  const [, method, status] = UNHANDLED.exec(why) ?? []
  if (status === undefined) return false
  // A successful read can show that the unhandled request changed nothing.
  const answers = [...reason.matchAll(ANSWERED)].filter(
    ([, ofMethod = 'GET', each = '']) => !each.startsWith('2') || ofMethod !== 'GET',
  )
  const isAlike = ([, ofMethod, each]: RegExpExecArray): boolean =>
    each === status && (method === undefined || ofMethod === undefined || ofMethod === method)
  return answers.length > 0 && !answers.some(isAlike)
}

const WRITE = String.raw`\b(?:PATCH|PUT|DELETE|POST|Add|Remove|Replace|rename)\b`
/** A 404 with a page comes from a server without the endpoint, not from one without the resource. */
const REJECTED = String.raw`answered (?:40[035]|50[0123]|404 \(HTML)`
const NOT_OF_QUERIES = [
  new RegExp(`^(?!Entra's GET ).*${WRITE}[^;]*? (?:is |was )?${REJECTED}`),
  /\b(?:PATCH|PUT|DELETE|POST) \S+ got no answer/,
  /\bGET [^\s?]+ answered 404 \(HTML/,
  /answered 201; expected 409|^number of successful/,
  /^`[^`]+` after (?:a|the) (?:POST|PATCH) /,
  /^`externalId` is absent|^the last part of /,
]

/**
 * Returns whether a finding can follow from a fault of queries. A rejected write, a missing endpoint and a value after a
 * write have another cause.
 */
export function isOfQuery({ reason = '' }: CheckResult): boolean {
  return !NOT_OF_QUERIES.some((pattern) => pattern.test(reason))
}

/** Parts of an attribute that mean little without it. */
const GENERIC_PARTS = /^(?:value|type|primary|display|formatted)$/

/** Returns the targets that the check of all attributes names in its reason. */
export const targetsInReason = (result: CheckResult | undefined): readonly string[] =>
  result === undefined || !isTargetFinding(result)
    ? []
    : [...(result.reason ?? '').matchAll(/`([^`]+)` after the POST/g)].map(([, target = '']) => target)

/** The attributes that the check of all attributes names in its reason: as a whole, and the part that is meant. */
export function namesInReason(result: CheckResult | undefined): readonly string[] {
  return targetsInReason(result).flatMap((label) => {
    const part =
      label
        .replace(/^urn:.*:/, '')
        .split('.')
        .at(-1) ?? label
    return GENERIC_PARTS.test(part) ? [label] : [label, part]
  })
}

/** The words with which reasons describe the elements of a list. */
const IN_WORDS: Readonly<Record<string, readonly string[]>> = {
  emails: ['e-mails', 'address of'],
  phoneNumbers: ['mobile numbers', 'work numbers', 'fax numbers'],
}

/** Returns a pattern of names of attributes, and of the words that stand for them; undefined if there are none. */
export function patternOf(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined
  const also = Object.entries(IN_WORDS).flatMap(([list, words]) =>
    names.some((name) => name.startsWith(list)) ? words : [],
  )
  const all = [...names, ...also]
  // A tag such as <title> of a quoted page names no attribute.
  return new RegExp(`(?<![\\w</])(?:${[...new Set(all)].map(RegExp.escape).join('|')})(?!\\w)`)
}
