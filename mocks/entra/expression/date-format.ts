import { assemble, to24 } from './date-time.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const TOKENS =
  /yyyy|yyy|yy|y|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|tt|t|zzz|zz|z|K|'[^']*'|"[^"]*"|\\.|[\s\S]/g

/** Splits a .NET custom date format into its specifiers and literals ("Custom date and time format strings"). */
function tokensOf(format: string): string[] {
  return format.match(TOKENS) ?? []
}

/** Prints an instant by a .NET custom format, in UTC. */
export function formatDate(date: Date, format: string): string {
  return tokensOf(format)
    .map((token) => printToken(date, token))
    .join('')
}

function printToken(date: Date, token: string): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const year = date.getUTCFullYear()
  const hour = date.getUTCHours()
  const month = MONTHS[date.getUTCMonth()] ?? ''
  const day = DAYS[date.getUTCDay()] ?? ''
  switch (token) {
    case 'yyyy':
    case 'yyy':
      return String(year).padStart(4, '0')
    case 'yy':
      return two(year % 100)
    case 'y':
      return String(year % 100)
    case 'MMMM':
      return month
    case 'MMM':
      return month.slice(0, 3)
    case 'MM':
      return two(date.getUTCMonth() + 1)
    case 'M':
      return String(date.getUTCMonth() + 1)
    case 'dddd':
      return day
    case 'ddd':
      return day.slice(0, 3)
    case 'dd':
      return two(date.getUTCDate())
    case 'd':
      return String(date.getUTCDate())
    case 'HH':
      return two(hour)
    case 'H':
      return String(hour)
    case 'hh':
      return two(hour % 12 || 12)
    case 'h':
      return String(hour % 12 || 12)
    case 'mm':
      return two(date.getUTCMinutes())
    case 'm':
      return String(date.getUTCMinutes())
    case 'ss':
      return two(date.getUTCSeconds())
    case 's':
      return String(date.getUTCSeconds())
    case 'tt':
      return hour < 12 ? 'AM' : 'PM'
    case 't':
      return hour < 12 ? 'A' : 'P'
    case 'zzz':
      return '+00:00'
    case 'zz':
      return '+00'
    case 'z':
      return '+0'
    case 'K':
      return 'Z'
    default:
      return printOther(date, token)
  }
}

function printOther(date: Date, token: string): string {
  const fraction = `${String(date.getUTCMilliseconds()).padStart(3, '0')}0000`
  if (/^f+$/.test(token)) return fraction.slice(0, token.length)
  if (/^F+$/.test(token)) return fraction.slice(0, token.length).replace(/0+$/, '')
  if (/^['"].*['"]$/s.test(token) && token.length > 1) return token.slice(1, -1)
  return token.startsWith('\\') ? token.slice(1) : token
}

type Reader = readonly [
  pattern: string,
  part?:
    | 'year'
    | 'year2'
    | 'month'
    | 'monthName'
    | 'day'
    | 'hour'
    | 'minute'
    | 'second'
    | 'fraction'
    | 'half'
    | 'offset',
]

const READERS: Readonly<Record<string, Reader>> = {
  yyyy: ['(\\d{4})', 'year'],
  yyy: ['(\\d{3,4})', 'year'],
  yy: ['(\\d{2})', 'year2'],
  y: ['(\\d{1,2})', 'year2'],
  MMMM: [`(${MONTHS.join('|')})`, 'monthName'],
  MMM: [`(${MONTHS.map((month) => month.slice(0, 3)).join('|')})`, 'monthName'],
  MM: ['(\\d{2})', 'month'],
  M: ['(\\d{1,2})', 'month'],
  dddd: [`(?:${DAYS.join('|')})`],
  ddd: [`(?:${DAYS.map((day) => day.slice(0, 3)).join('|')})`],
  dd: ['(\\d{2})', 'day'],
  d: ['(\\d{1,2})', 'day'],
  HH: ['(\\d{2})', 'hour'],
  H: ['(\\d{1,2})', 'hour'],
  hh: ['(\\d{2})', 'hour'],
  h: ['(\\d{1,2})', 'hour'],
  mm: ['(\\d{2})', 'minute'],
  m: ['(\\d{1,2})', 'minute'],
  ss: ['(\\d{2})', 'second'],
  s: ['(\\d{1,2})', 'second'],
  tt: ['(AM|PM)', 'half'],
  t: ['([AP])', 'half'],
  zzz: ['([+-]\\d{2}:\\d{2})', 'offset'],
  zz: ['([+-]\\d{2})', 'offset'],
  z: ['([+-]\\d{1,2})', 'offset'],
  K: ['(Z|[+-]\\d{2}:\\d{2})?', 'offset'],
}

/**
 * Parses a string by a .NET custom format; surrounding blanks are allowed. Without an offset it is UTC. Returns
 * undefined if the string does not match.
 */
export function parseByFormat(text: string, format: string): Date | undefined {
  const parts: (Reader[1] | undefined)[] = []
  const pattern = tokensOf(format).map((token) => {
    const reader: Reader | undefined = /^[fF]+$/.test(token)
      ? [token.startsWith('f') ? `(\\d{${token.length}})` : `(\\d{0,${token.length}})`, 'fraction']
      : READERS[token]
    if (reader === undefined) return RegExp.escape(printOther(new Date(0), token))
    if (reader[1] !== undefined) parts.push(reader[1])
    return reader[0]
  })
  const match = new RegExp(`^\\s*${pattern.join('')}\\s*$`, 'i').exec(text)
  if (match === null) return undefined
  const found: Partial<Record<NonNullable<Reader[1]>, string>> = {}
  for (const [index, part] of parts.entries()) {
    const value = match[index + 1]
    if (part !== undefined && value !== undefined) found[part] = value
  }
  const { year2, monthName, half, offset } = found
  const month =
    monthName === undefined
      ? found.month
      : String(MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === monthName.slice(0, 3).toLowerCase()) + 1)
  return assemble({
    ...found,
    // .NET's two-digit years end in 2049 in the invariant culture.
    year: year2 === undefined ? found.year : String(Number(year2) + (Number(year2) > 49 ? 1900 : 2000)),
    month,
    hour: half === undefined || found.hour === undefined ? found.hour : String(to24(Number(found.hour), half)),
    offset: offset === undefined ? 'Z' : offset.replace(/^([+-])(\d)$/, '$10$2'),
  })
}
