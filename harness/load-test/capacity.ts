import type { LoadCapacity, LoadResult, LoadStageResult } from '../../reports/index.ts'

/** "Support at least 25 requests per second per tenant" (Microsoft, requirements of the application gallery). */
const REQUIRED = 25
/**
 * The thresholds of a sustained rate: the minimum share of requests that got a response in time, and the maximum
 * share of errors.
 */
const MIN_COMPLETED = 0.95
const MAX_ERRORS = 0.01
/** The share of this machine's own capacity above which the figures describe this machine instead of the target. */
const NEAR_CEILING = 0.7
/** The minimum duration of a meaningful stage in milliseconds. */
const MIN_ELAPSED = 1000

/**
 * Answers whether the server sustains the gallery's 25 requests per second and tenant, and how many more. A stage
 * with a constant rate counts as sustained if at least 95 percent of its requests got a response within the stage and
 * at most 1 percent failed. Without a rate, the lanes show the maximum rate of the server.
 */
export function capacityOf({
  run,
  stages,
  generator: { ceiling, skipped },
}: Pick<LoadResult, 'run' | 'stages' | 'generator'>): LoadCapacity {
  const steady = stages
    .filter(({ from, to, elapsedMs, requests }) => from === to && elapsedMs >= MIN_ELAPSED && requests > 0)
    .map(rowOf)
  const hasRate = steady.some(({ wanted }) => wanted !== undefined)
  const sustained = highest(steady.filter(({ isSustained }) => isSustained))
  const exceeded = steady
    .filter(({ isSustained, rate }) => !isSustained && rate > (sustained?.rate ?? 0))
    .toSorted((a, b) => a.rate - b.rate)[0]
  const isLimited = ceiling !== undefined && (sustained?.rate ?? 0) >= ceiling * NEAR_CEILING
  const note = isLimited
    ? ` This machine can send at most ${round(ceiling)} per second, so the figures show its limit, not the server's.`
    : skipped > 0
      ? ` ${skipped} requests were not sent because too many were in flight (--max-in-flight).`
      : ''
  const known = {
    required: REQUIRED,
    ...(sustained === undefined
      ? {}
      : { sustained: round(sustained.rate), headroom: round(sustained.rate / REQUIRED) }),
    ...(exceeded === undefined ? {} : { exceeded: round(exceeded.rate) }),
  }
  const fails = exceeded === undefined ? '' : ` It did not sustain ${round(exceeded.rate)} per second: ${exceeded.why}.`
  if (sustained !== undefined && sustained.rate >= REQUIRED) {
    const factor = round(sustained.rate / REQUIRED)
    const how = hasRate ? 'sustained' : 'answered'
    const more = exceeded === undefined && hasRate ? ' Higher rates were not tried.' : ''
    const sentence = `Yes: the server ${how} ${round(sustained.rate)} requests per second, ${factor} × the required ${REQUIRED}.${fails}${more}${note}`
    return { ...known, answer: 'yes', sentence }
  }
  if (exceeded !== undefined && exceeded.rate <= REQUIRED)
    return {
      ...known,
      answer: 'no',
      sentence: `No: the server does not sustain ${REQUIRED} requests per second.${fails}${note}`,
    }
  const reached =
    sustained === undefined ? '' : ` It ${hasRate ? 'sustained' : 'answered'} ${round(sustained.rate)} per second.`
  const advice =
    run.model === 'open'
      ? `a stage of at least ${MIN_ELAPSED / 1000} s with a constant rate of ${REQUIRED} or more shows it`
      : `--model open --rate ${REQUIRED} shows it`
  return {
    ...known,
    answer: 'unknown',
    sentence: `It is not known whether the server sustains ${REQUIRED} requests per second; ${advice}.${reached}${fails}${note}`,
  }
}

interface Row {
  /** The requests per second: the requested rate, or that of the responses if no rate was requested. */
  readonly rate: number
  readonly wanted: number | undefined
  readonly isSustained: boolean
  readonly why: string
}

function rowOf({ wanted, completed, requests, errors, errorsByClass, elapsedMs }: LoadStageResult): Row {
  const seconds = elapsedMs / 1000
  const rate = (wanted ?? completed) / seconds
  const errorShare = errors / requests
  const share = wanted === undefined || wanted === 0 ? 1 : completed / wanted
  const [worst] = Object.entries(errorsByClass)
  const reasons = [
    share < MIN_COMPLETED ? `${percent(share)} of the requests were answered in time` : '',
    errorShare > MAX_ERRORS ? `${percent(errorShare)} failed${worst === undefined ? '' : ` (mostly ${worst[0]})`}` : '',
  ].filter(Boolean)
  return { rate, wanted, isSustained: reasons.length === 0, why: reasons.join(', ') }
}

const highest = (rows: readonly Row[]): Row | undefined => rows.toSorted((a, b) => b.rate - a.rate)[0]
const round = (number: number): number => (number >= 100 ? Math.round(number) : Math.round(number * 10) / 10)
const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`
