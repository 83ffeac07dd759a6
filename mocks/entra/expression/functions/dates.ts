import { formatDate, parseByFormat } from '../date-format.ts'
import {
  addInterval,
  countBoundaries,
  fromFileTime,
  INTERVALS,
  type Interval,
  parseDate,
  printDate,
  toFileTime,
} from '../date-time.ts'
import { define, type FunctionDefinition, rejectArgument, type Values } from '../function-definition.ts'

/** Functions over dates, all in UTC (Microsoft documentation, "Functions for customizing application data"). */
export const dateFunctions: readonly FunctionDefinition[] = [
  define('Now()', 0, 0, ({ scope }) => printDate(scope.now())),
  define('CDate(expression)', 1, 1, (values) => {
    const date = dateAt(values, 0)
    return date === null ? null : printDate(date)
  }),
  define('DateAdd(interval, value, dateTime)', 3, 3, (values) => {
    const date = dateAt(values, 2)
    if (date === null) return null
    const sum = addInterval(date, intervalAt(values, 0), Math.trunc(values.number(1) ?? 0))
    const year = sum.getUTCFullYear()
    if (!(year >= 1 && year <= 9999)) rejectArgument('the date is outside the years 1 to 9999', values.position(1))
    return printDate(sum)
  }),
  define('DateDiff(interval, date1, date2)', 3, 3, (values) => {
    const from = dateAt(values, 1)
    const to = dateAt(values, 2)
    return from === null || to === null ? null : countBoundaries(from, to, intervalAt(values, 0))
  }),
  define('DateFromNum(expression)', 1, 1, (values) => {
    const text = values.text(0)
    if (text === null || text === '') return null
    if (!/^\d{1,18}$/.test(text))
      rejectArgument(
        `DateFromNum takes a count of 100 ns since 1601, not ${JSON.stringify(text.slice(0, 40))}`,
        values.position(0),
      )
    return printDate(fromFileTime(BigInt(text)))
  }),
  define('NumFromDate(value)', 1, 1, (values) => {
    const date = dateAt(values, 0)
    return date === null ? null : toFileTime(date).toString()
  }),
  define('FormatDateTime(source, dateTimeStyles, inputFormat, outputFormat)', 4, 4, (values) => {
    const text = values.text(0)
    if (text === null || text === '') return null
    const format = values.text(2)
    const date = format === null || format === '' ? parseDate(text) : parseByFormat(text, format)
    if (date === undefined)
      rejectArgument(
        `${JSON.stringify(text.slice(0, 60))} does not have the format ${JSON.stringify(format ?? 'of a date')}`,
        values.position(0),
      )
    return formatDate(date, values.text(3) ?? '')
  }),
]

function dateAt(values: Values, index: number): Date | null {
  const text = values.text(index)
  if (text === null || text === '') return null
  const date = parseDate(text)
  if (date === undefined)
    return rejectArgument(
      `${JSON.stringify(text.slice(0, 60))} is not a date; write 2026-11-23T08:00:00Z or 11/23/2026 8:00:00 AM`,
      values.position(index),
    )
  return date
}

function intervalAt(values: Values, index: number): Interval {
  const name = values.text(index)
  const interval = INTERVALS.find((candidate) => candidate === name)
  if (interval === undefined)
    return rejectArgument(
      `the interval must be one of ${INTERVALS.join(', ')}, not ${JSON.stringify(name)}`,
      values.position(index),
    )
  return interval
}
