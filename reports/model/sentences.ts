import type { CheckResult, Interruption, RehearsalResult } from './result.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** Formats a number with its noun: `1 check`, `3 checks`, `1,234 checks`. */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`
}

/** Returns the heading of the gravest causes, of which at most three are shown: `Fix these three first`. */
export function fixFirst(shown: number): string {
  return shown === 1 ? 'Fix this first' : `Fix these ${shown === 2 ? 'two' : 'three'} first`
}

/** Returns the effect of that: `that unblocks 62 checks`; undefined if no check follows. */
export function unblocks(checks: number): string | undefined {
  return checks === 0 ? undefined : `that unblocks ${plural(checks, 'check')}`
}

/**
 * Describes a fault in one sentence about the target. Results of earlier versions have only the check's title, which
 * describes the expected behaviour.
 */
export function failureOf({ failure, title, outcome, id }: CheckResult): string {
  if (outcome === 'error') return `scim-rehearsal could not run ${id}`
  return failure ?? title
}

/** Says in one sentence when and why the target stopped responding. */
export function interruptionSentence(interruption: Interruption): string {
  const { reason, since, requests, lastAnswer, unanswered = [], notRun } = interruption
  const after = `The run was cut short after ${plural(requests, 'request')}: ${reason}`
  const answer = lastAnswer === undefined ? '' : `, last response: ${lastAnswer}`
  const then = unanswered.length === 0 ? '' : `, no response to ${unanswered.join(', ')}`
  return `${after} (last good response at ${since.replace(/\.\d+Z$/, 'Z')}${answer}${then}); ${plural(notRun, 'check')} did not run.`
}

/** Counts by kind the resources that the run left on the target: `134 users and 1 group left behind`. */
export function leftBehind(leftovers: NonNullable<RehearsalResult['leftovers']>): string {
  const kinds = Map.groupBy(leftovers, ({ location }) => kindOf(location))
  const counts = [...kinds].map(([kind, rows]) => plural(rows.length, kind))
  const last = counts.at(-1) ?? ''
  return `${counts.length > 1 ? `${counts.slice(0, -1).join(', ')} and ${last}` : last} left behind`
}

function kindOf(location: string): string {
  if (/\/Users(?:\/|$)/i.test(location)) return 'user'
  return /\/Groups(?:\/|$)/i.test(location) ? 'group' : 'resource'
}
