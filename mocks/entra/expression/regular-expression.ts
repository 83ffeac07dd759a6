import { createRequire } from 'node:module'
import { backtrackingMatcher } from './backtracking-matcher.ts'
import { translatePattern, UnsupportedConstruct } from './dotnet-pattern.ts'
import { ExpressionError } from './expression-error.ts'
import { PATTERN_TIME_LIMIT, PatternTimeout } from './pattern-timeout.ts'
import type { RawPattern, Span } from './raw-pattern.ts'

/** One match of a .NET-style pattern. */
export interface PatternMatch extends Span {
  /** Returns a group by its name or by its number in .NET's order; undefined if it did not match. */
  group(name: string): Span | undefined
}

/** A compiled pattern. */
export interface Pattern {
  /**
   * Returns all matches from left to right. Throws ExpressionError `invalid-argument` if the string is too long,
   * `invalid-regular-expression` if the search takes too long.
   */
  matches(input: string): readonly PatternMatch[]
  readonly groupNames: readonly string[]
}

const load = createRequire(import.meta.url)
const MAX_INPUT = 100_000
/** Approximately the number of steps that the engine takes within the time limit. */
const MAX_STEPS = 10_000_000
const cache = new Map<string, Pattern>()
const CACHE_SIZE = 500

/**
 * Compiles a .NET pattern. It runs on an engine with linear time, so that no mapping can block a run; lookaround and
 * backreferences, which such engines lack, run on a backtracking engine with a time limit. Throws ExpressionError
 * `invalid-regular-expression`.
 */
export function compilePattern(source: string, position: number): Pattern {
  const known = cache.get(source)
  if (known !== undefined) return known
  const raw = compileRaw(source, position)
  const numbers = dotnetNumbers(raw)
  const pattern: Pattern = {
    groupNames: Object.keys(raw.names),
    matches: (input) => {
      if (input.length > MAX_INPUT) {
        const message = `the string to search has more than ${MAX_INPUT} characters`
        throw new ExpressionError('invalid-argument', message, position)
      }
      return findOrThrow(raw, input, source, position).map((spans) => matchOf(spans, numbers))
    },
  }
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(source, pattern)
  return pattern
}

function findOrThrow(raw: RawPattern, input: string, source: string, position: number): ReturnType<RawPattern['find']> {
  try {
    return raw.find(input)
  } catch (error) {
    throw patternError(source, error, position)
  }
}

function matchOf(spans: readonly (Span | undefined)[], numbers: ReadonlyMap<string, number>): PatternMatch {
  const [whole = { text: '', start: 0, end: 0 }] = spans
  return {
    ...whole,
    group: (name) => {
      const number = numbers.get(name)
      return number === undefined ? undefined : spans[number]
    },
  }
}

/**
 * Returns .NET's numbers of groups: unnamed groups first, named groups after them ("Grouping constructs in regular
 * expressions").
 */
function dotnetNumbers({ names, groupCount }: RawPattern): Map<string, number> {
  const named = Object.values(names).sort((a, b) => a - b)
  const unnamed = Array.from({ length: groupCount }, (_, index) => index + 1).filter(
    (number) => !named.includes(number),
  )
  const byNumber = [0, ...unnamed, ...named].map((number, index): [string, number] => [String(index), number])
  return new Map([...byNumber, ...Object.entries(names)])
}

function compileRaw(source: string, position: number): RawPattern {
  try {
    if (/\(\?<?[=!]|\\[1-9]|\\k/.test(source)) return backtrackingMatcher(translatePattern(source, 'javascript'))
    return linearMatcher(translatePattern(source, 're2'))
  } catch (error) {
    throw patternError(source, error, position)
  }
}

function patternError(source: string, error: unknown, position: number): ExpressionError {
  const reason =
    error instanceof Error
      ? error instanceof UnsupportedConstruct
        ? error.message
        : error.message.replace(/^error parsing regexp: |^Invalid regular expression: \/.*\/\w*: /s, '')
      : String(error)
  return new ExpressionError(
    'invalid-regular-expression',
    `the pattern ${JSON.stringify(source.slice(0, 80))} cannot be used: ${reason}`,
    position,
  )
}

function linearMatcher(source: string): RawPattern {
  // The module is loaded here, because few mappings have a pattern.
  const { RE2JS } = load('./re2.ts') as typeof import('./re2.ts')
  const compiled = RE2JS.compile(source)
  const groupCount = compiled.groupCount()
  return {
    groupCount,
    names: compiled.namedGroups(),
    find: (input) => {
      // One match is linear in the length of the string, times the size of the pattern; all matches together can still
      // be quadratic.
      if (compiled.programSize() * input.length > MAX_STEPS) throw new PatternTimeout()
      const deadline = performance.now() + PATTERN_TIME_LIMIT
      const matcher = compiled.matcher(input)
      const found: (Span | undefined)[][] = []
      while (matcher.find()) {
        const spans: (Span | undefined)[] = []
        for (let group = 0; group <= groupCount; group += 1) {
          const start = matcher.start(group)
          const end = matcher.end(group)
          spans.push(start < 0 ? undefined : { text: input.slice(start, end), start, end })
        }
        found.push(spans)
        if (performance.now() > deadline) throw new PatternTimeout()
      }
      return found
    },
  }
}

/**
 * Substitutes groups in a replacement as .NET does ("Substitutions in regular expressions"): `${name}`, `$1`, `$&`,
 * `$$`. A reference to an unknown group stays unchanged.
 */
export function substitute(replacement: string, match: PatternMatch, groupNames: readonly string[]): string {
  return replacement.replaceAll(
    /\$(?:\{(\w+)\}|(\d+)|([$&]))/g,
    (whole, name: string | undefined, number: string | undefined, sign: string | undefined) => {
      if (sign === '$') return '$'
      if (sign === '&') return match.text
      const group = match.group(name ?? number ?? '')
      if (group !== undefined) return group.text
      // A group that did not match is replaced by nothing; an unknown name stays unchanged.
      return name !== undefined && groupNames.includes(name) ? '' : whole
    },
  )
}
