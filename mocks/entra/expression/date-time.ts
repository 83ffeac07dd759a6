const MILLISECONDS = { s: 1000, n: 60_000, h: 3_600_000, d: 86_400_000, ww: 604_800_000 } as const
/** The time from 1 January 1601, the start of FILETIME, to 1 January 1970, in units of 100 ns. */
const FILETIME_EPOCH = 116_444_736_000_000_000n

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const US = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** Reads a date as the documentation writes them: `2020-03-16-07:00`, ISO 8601, `3/16/2020 7:00:00 AM`. Without an offset it is UTC. */
export function parseDate(text: string): Date | undefined {
  const iso = ISO.exec(text.trim())
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, offset] = iso
    return assemble({ year, month, day, hour, minute, second, fraction, offset })
  }
  const us = US.exec(text.trim())
  if (us === null) return undefined
  const [, month, day, year, hour, minute, second, half, offset] = us
  return assemble({
    year,
    month,
    day,
    hour: half === undefined ? hour : String(to24(Number(hour), half)),
    minute,
    second,
    offset,
  })
}

/** The parts of a date as digits; a missing part is the smallest value. */
export interface DateParts {
  readonly year?: string | undefined
  readonly month?: string | undefined
  readonly day?: string | undefined
  readonly hour?: string | undefined
  readonly minute?: string | undefined
  readonly second?: string | undefined
  readonly fraction?: string | undefined
  readonly offset?: string | undefined
}

/** Builds a date; undefined if the parts are not a valid date. */
export function assemble(parts: DateParts): Date | undefined {
  const {
    year = '1',
    month = '1',
    day = '1',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    offset = 'Z',
  } = parts
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  const isReal =
    date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && date.getUTCHours() === Number(hour)
  if (!isReal || Number(minute) > 59 || Number(second) > 59) return undefined
  return new Date(date.getTime() - offsetMinutes(offset) * 60_000)
}

/** Converts an hour with AM or PM to the hour of the day. */
export function to24(hour: number, half: string): number {
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0)
}

/** Returns the offset in minutes east of UTC. */
function offsetMinutes(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0))
}

/** Prints a date as `M/d/yyyy h:mm:ss tt` in UTC, as CDate, DateAdd and Now do. */
export function printDate(date: Date): string {
  const hour = date.getUTCHours()
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`
}

/** The intervals of DateAdd and DateDiff. */
export const INTERVALS = ['yyyy', 'm', 'd', 'ww', 'h', 'n', 's'] as const
/** One of the intervals. */
export type Interval = (typeof INTERVALS)[number]

/** Adds an interval as Visual Basic's DateAdd does: the last day of a month stays within the month. */
export function addInterval(date: Date, interval: Interval, count: number): Date {
  if (interval !== 'yyyy' && interval !== 'm') return new Date(date.getTime() + count * MILLISECONDS[interval])
  const months = interval === 'yyyy' ? count * 12 : count
  const result = new Date(date)
  result.setUTCDate(1)
  result.setUTCMonth(result.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate()
  result.setUTCDate(Math.min(date.getUTCDate(), lastDay))
  return result
}

/** Counts boundaries crossed, as Visual Basic's DateDiff; weeks begin on Sunday. */
export function countBoundaries(from: Date, to: Date, interval: Interval): number {
  switch (interval) {
    case 'yyyy':
      return to.getUTCFullYear() - from.getUTCFullYear()
    case 'm':
      return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
    case 'ww':
      return (startOfWeek(to) - startOfWeek(from)) / MILLISECONDS.ww
    default:
      return Math.floor(to.getTime() / MILLISECONDS[interval]) - Math.floor(from.getTime() / MILLISECONDS[interval])
  }
}

function startOfWeek(date: Date): number {
  const day = Math.floor(date.getTime() / MILLISECONDS.d)
  // 1 January 1970 was a Thursday, four days after a Sunday.
  return (day - ((((day + 4) % 7) + 7) % 7)) * MILLISECONDS.d
}

/** Converts a FILETIME (100 ns since 1601) to a date. */
export function fromFileTime(fileTime: bigint): Date {
  return new Date(Number((fileTime - FILETIME_EPOCH) / 10_000n))
}

/** Converts a date to FILETIME. */
export function toFileTime(date: Date): bigint {
  return BigInt(date.getTime()) * 10_000n + FILETIME_EPOCH
}
