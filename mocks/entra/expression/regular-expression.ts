import { RE2JS } from 're2js'
import { ExpressionError } from './expression-error.ts'

/** One match of a .NET-style pattern. */
export interface PatternMatch {
  readonly text: string
  readonly start: number
  readonly end: number
  /** A named or numbered group with its place, undefined where it took no part. */
  group(name: string): { readonly text: string; readonly start: number; readonly end: number } | undefined
}

/** A pattern that runs in time linear to its input, so that no mapping can hang a run. */
export interface Pattern {
  matches(input: string): PatternMatch[]
  readonly groupNames: readonly string[]
}

const MAX_INPUT = 100_000
const cache = new Map<string, Pattern>()
const CACHE_SIZE = 500

/** Compiles a .NET pattern. Throws `invalid-regular-expression`, also for lookaround and backreferences, which no linear-time engine has. */
export function compilePattern(source: string, position: number): Pattern {
  const known = cache.get(source)
  if (known !== undefined) return known
  const compiled = compileRe2(source, position)
  const groups = compiled.namedGroups()
  const pattern: Pattern = {
    groupNames: Object.keys(groups),
    matches: (input) => {
      if (input.length > MAX_INPUT)
        throw new ExpressionError(
          'invalid-argument',
          `the text to search has more than ${MAX_INPUT} characters`,
          position,
        )
      const matcher = compiled.matcher(input)
      const found: PatternMatch[] = []
      while (matcher.find()) {
        // A matcher is one moving thing: what a match needs later is read now.
        const places = new Map(
          [
            ...Object.keys(groups),
            ...Array.from({ length: compiled.groupCount() + 1 }, (_, index) => String(index)),
          ].map((name) => {
            const key = name in groups ? name : Number(name)
            return [name, { text: matcher.group(key), start: matcher.start(key), end: matcher.end(key) }]
          }),
        )
        found.push({
          text: matcher.group() ?? '',
          start: matcher.start(),
          end: matcher.end(),
          group: (name) => {
            const place = places.get(name)
            return place === undefined || place.text === null
              ? undefined
              : { text: place.text, start: place.start, end: place.end }
          },
        })
      }
      return found
    },
  }
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(source, pattern)
  return pattern
}

function compileRe2(source: string, position: number): RE2JS {
  try {
    return RE2JS.compile(source.replaceAll(/\(\?'(\w+)'/g, '(?<$1>'))
  } catch (error) {
    const unsupported = /\(\?(?:[=!]|<[=!])/.test(source)
      ? 'lookaround is not evaluated offline'
      : /\\[1-9]|\\k</.test(source)
        ? 'backreferences are not evaluated offline'
        : error instanceof Error
          ? error.message
          : String(error)
    throw new ExpressionError(
      'invalid-regular-expression',
      `the pattern ${JSON.stringify(source.slice(0, 80))} cannot be used: ${unsupported}`,
      position,
    )
  }
}

/** Puts groups into a replacement as .NET does: `${name}`, `$1`, `$$`. What names no group stays as it is. */
export function substitute(replacement: string, match: PatternMatch): string {
  return replacement.replaceAll(
    /\$(?:\{(\w+)\}|(\d+)|(\$))/g,
    (whole, name: string | undefined, number: string | undefined, dollar: string | undefined) => {
      if (dollar !== undefined) return '$'
      const group = match.group(name ?? number ?? '')
      return group === undefined ? whole : group.text
    },
  )
}
