import type { AssertionParts } from '../../assertions/assertion-parts.ts'
import { asIso, isInstant, showValue } from '../../assertions/show-value.ts'
import { isPlainObject, listed, readLists, readObjects, without } from './differences.ts'
import { NO_VALUE, type Reading } from './reading.ts'
import { typedValue, typeOf } from './typed-value.ts'

interface Clause {
  /** Matches the part of chai's template after "expected #{this} to", "to not" or "not to". */
  readonly pattern: RegExp
  readonly read: (parts: AssertionParts, match: readonly string[], isNegated: boolean) => Reading
}

const not = (isNegated: boolean): string => (isNegated ? 'not ' : '')
const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value instanceof Set ? [...value] : []

/** Bounds in chai's words, and ours for numbers and for times; then their opposites, which chai uses for negations. */
const BOUNDS: Readonly<Record<string, readonly [number: string, instant: string]>> = {
  above: ['more than', 'a time after'],
  below: ['less than', 'a time before'],
  'at least': ['at least', 'a time not before'],
  'at most': ['at most', 'a time not after'],
}

/** Converts a value that chai has inlined: a quoted string becomes one of JSON. */
const inlined = (text: string): string => {
  const [, quoted] = /^'([\s\S]*)'$/.exec(text) ?? []
  return quoted === undefined ? text : JSON.stringify(quoted.replaceAll("\\'", "'"))
}

const enumerated = (values: readonly unknown[], word: string): string => {
  const shown = values.map((value) => (value === undefined ? NO_VALUE : showValue(value)))
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1)}`
}

const CLAUSES: readonly Clause[] = [
  {
    pattern: /^(?:deeply )?equal #\{(?:exp|act)\}$/,
    read: ({ subject, expected }, _, isNegated) => {
      if (isNegated) return { expected: `a value other than ${showValue(expected)}`, actual: showValue(subject) }
      if (Array.isArray(expected) && Array.isArray(subject)) return readLists(expected, subject)
      if (isPlainObject(expected) && isPlainObject(subject)) return readObjects(expected, subject)
      const isOtherType = typeOf(expected) !== typeOf(subject) && expected !== undefined && subject !== undefined
      const isInTime = isInstant(expected) && isInstant(subject)
      const show = isOtherType && !isInTime ? typedValue : showValue
      return {
        expected: Array.isArray(expected) && expected.length === 0 ? 'an empty list' : show(expected),
        actual: show(subject),
      }
    },
  },
  {
    pattern: /^(?:be|have an? \w+) (above|below|at least|at most) #\{exp\}(?: but got #\{act\})?$/,
    read: ({ subject, expected, actual, template }, [, bound = ''], isNegated) => {
      const [number, instant] = BOUNDS[bound] ?? ['', '']
      const isLength = template.includes('have a')
      const found = isLength ? actual : subject
      const isInTime = isInstant(expected) && isInstant(found)
      const isSame = isInTime && Number(expected) === Number(found)
      return {
        expected: isSame
          ? `${not(isNegated)}${instant} that`
          : `${not(isNegated)}${isInTime ? instant : number} ${showValue(expected)}${isLength ? elementsWord(expected) : ''}`,
        actual: isLength ? `${showValue(found)}: ${showValue(subject)}` : showValue(found),
      }
    },
  },
  {
    pattern: /^(?:be|have an? \w+) within (-?[\d.]+(?:e\+?\d+)?)\.\.(-?[\d.]+(?:e\+?\d+)?)$/,
    read: ({ subject }, [, from = '', to = ''], isNegated) => {
      const isInTime = isInstant(Number(from)) && isInstant(subject)
      const show = (bound: string): string => (isInTime ? asIso(Number(bound)) : bound)
      return { expected: `${isNegated ? 'none of ' : ''}${show(from)} to ${show(to)}`, actual: showValue(subject) }
    },
  },
  {
    pattern: /^(?:be|deeply equal) one of #\{exp\}$/,
    read: ({ subject, expected }, _, isNegated) => ({
      expected: isNegated
        ? asList(expected).every((one) => one === undefined || one === null)
          ? 'a value'
          : `a value other than ${enumerated(asList(expected), 'and')}`
        : enumerated(asList(expected), 'or'),
      actual: showValue(subject),
    }),
  },
  {
    pattern: /^(?:deeply )?contain one of #\{exp\}$/,
    read: ({ subject, expected }, _, isNegated) => ({
      expected: `${isNegated ? 'none' : 'one'} of ${enumerated(asList(expected), isNegated ? 'and' : 'or')}`,
      actual: showValue(subject),
    }),
  },
  {
    pattern: /^have a length of #\{exp\} but got #\{act\}$|^have a length of #\{act\}$/,
    read: ({ subject, expected, actual }, _, isNegated) => ({
      expected: `${not(isNegated)}${showValue(expected)}${elementsWord(expected)}`,
      actual: `${showValue(actual)}: ${showValue(subject)}`,
    }),
  },
  {
    pattern: /^be empty$/,
    read: ({ subject }, _, isNegated) => {
      if (isNegated)
        return {
          expected: typeof subject === 'string' ? 'a string that is not empty' : 'at least one element',
          actual: Array.isArray(subject) ? 'an empty list' : showValue(subject),
        }
      return Array.isArray(subject) ? readLists([], subject) : { expected: 'nothing', actual: showValue(subject) }
    },
  },
  {
    pattern: /^match ([\s\S]*)$/,
    read: ({ subject }, [, pattern = ''], isNegated) => ({
      expected: `a string that ${isNegated ? 'does not match' : 'matches'} ${pattern}`,
      actual: showValue(subject),
    }),
  },
  {
    pattern: /^(?:(?:deep|own|nested) )*(?:include|contain) (?!keys? |subset )([\s\S]*)$/,
    read: ({ subject }, [, part = ''], isNegated) => {
      const what = inlined(part)
      if (typeof subject === 'string')
        return {
          expected: `a string ${isNegated ? 'without' : 'that contains'} ${what}`,
          actual: showValue(subject),
        }
      return {
        expected: `a list ${isNegated ? 'without' : 'with'} ${what}`,
        actual: Array.isArray(subject) && subject.length === 0 ? 'an empty list' : showValue(subject),
      }
    },
  },
  {
    pattern: /^(?:have the same|be an?) .*(members|superset)(?: as| of) #\{exp\}$/,
    read: ({ subject, expected }, [, kind = ''], isNegated) => {
      if (isNegated) return { expected: `other elements than ${showValue(expected)}`, actual: showValue(subject) }
      if (kind === 'members') return readLists(asList(expected), asList(subject))
      const missing = without(asList(expected), asList(subject))
      return { expected: `a list with ${listed(missing)}`, actual: showValue(subject) }
    },
  },
  {
    pattern: /^be an iterable$/,
    read: ({ subject }) => ({ expected: 'a list', actual: typedValue(subject) }),
  },
  {
    pattern: /^satisfy/,
    read: ({ subject }, _, isNegated) => ({
      expected: `a value that ${isNegated ? 'fails' : 'passes'} the check's own test`,
      actual: showValue(subject),
    }),
  },
  {
    pattern: /^exist$/,
    read: ({ subject }, _, isNegated) => ({ expected: isNegated ? NO_VALUE : 'a value', actual: showValue(subject) }),
  },
  {
    pattern: /^be undefined$/,
    read: ({ subject }, _, isNegated) => ({ expected: isNegated ? 'a value' : NO_VALUE, actual: showValue(subject) }),
  },
  {
    pattern: /^have (?:(?:deep|own|nested) )*property ([\s\S]*?)(?: of (#\{exp\}|#\{act\}).*)?$/,
    read: ({ subject, expected, actual }, [, name = '', value], isNegated) => ({
      expected: `${isNegated ? 'no member' : 'the member'} ${inlined(name)}${value === undefined ? '' : ` with the value ${showValue(expected)}`}`,
      actual: value === undefined ? showValue(subject) : showValue(actual),
    }),
  },
  {
    pattern: /^(?:deep )?(?:have|contain) keys? ([\s\S]*)$/,
    read: ({ subject }, [, names = ''], isNegated) => ({
      expected: `${isNegated ? 'no' : 'the'} members ${names.replaceAll(/'([^']*)'/g, '"$1"').replace(', and ', ' and ')}`,
      actual: showValue(subject),
    }),
  },
  {
    pattern: /^be (an? (?:string|number|boolean|object|array|function|finite number)|null|NaN)$/,
    read: ({ subject }, [, type = ''], isNegated) => ({
      expected: `${not(isNegated)}${type === 'an array' ? 'a list' : type}`,
      actual: isNegated ? showValue(subject) : typedValue(subject),
    }),
  },
  {
    pattern: /^be ([\s\S]*)$/,
    read: ({ subject }, [, what = ''], isNegated) => ({
      expected: isNegated && what === 'a value' ? NO_VALUE : `${not(isNegated)}${what}`,
      actual: /^an? (?:string|boolean|(?:[\w-]+ )?(?:integer|whole number|number))/.test(what)
        ? typedValue(subject)
        : showValue(subject),
    }),
  },
]

/** Matches the part of an assertion's template after its subject, and whether it is negated. */
const PREDICATE = /^expected #\{(?:this|act)\} (not to|to not|to) ([\s\S]*)$/

/** Reads the parts of a failed assertion; undefined if its template is a complete sentence. */
export function readParts(parts: AssertionParts): Reading | undefined {
  const [, verb, clause] = PREDICATE.exec(parts.template) ?? []
  if (verb === undefined || clause === undefined) return undefined
  const isNegated = verb !== 'to'
  for (const { pattern, read } of CLAUSES) {
    const match = pattern.exec(clause)
    if (match !== null) return read(parts, match, isNegated)
  }
  const words = clause
    .replaceAll('#{exp}', () => showValue(parts.expected))
    .replaceAll('#{act}', () => showValue(parts.actual))
    .replaceAll('#{this}', () => showValue(parts.subject))
  return { expected: `a value that ${isNegated ? 'does not' : 'does'} ${words}`, actual: showValue(parts.subject) }
}

const elementsWord = (count: unknown): string => (count === 1 ? ' element' : ' elements')
