import vm from 'node:vm'
import { PATTERN_TIME_LIMIT, PatternTimeout } from './pattern-timeout.ts'
import type { RawPattern, Span } from './raw-pattern.ts'

/** An escape, a character class, or the opening of a capturing group. */
const GROUP_OR_LITERAL = /\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\((?!\?(?!<[A-Za-z_]))(?:\?<(\w+)>)?/g
const search = new vm.Script('Array.from(input.matchAll(pattern))')

/**
 * Compiles a pattern with JavaScript's own engine, for features that a linear engine lacks. A search of more than 250
 * ms ends with an error.
 */
export function backtrackingMatcher(source: string): RawPattern {
  const pattern = new RegExp(source, 'dgu')
  const shape = new RegExp(`${source}|`, 'u').exec('') ?? []
  const names = namedGroups(source)
  const context = vm.createContext({ pattern, input: '' })
  return {
    groupCount: shape.length - 1,
    names,
    find: (input) => {
      const matches = runBounded(context, input)
      return matches.map((match) => Array.from(match, (text, index) => spanOf(text, match.indices?.[index])))
    },
  }
}

function spanOf(text: string | undefined, place: readonly [number, number] | undefined): Span | undefined {
  return text === undefined || place === undefined ? undefined : { text, start: place[0], end: place[1] }
}

function runBounded(context: vm.Context, input: string): RegExpMatchArray[] {
  try {
    context['input'] = input
    return search.runInContext(context, { timeout: PATTERN_TIME_LIMIT }) as RegExpMatchArray[]
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new PatternTimeout()
  }
}

/** Numbers of the named groups, counted by their opening parentheses. */
function namedGroups(source: string): Record<string, number> {
  const names: Record<string, number> = {}
  let number = 0
  for (const [token, name] of source.matchAll(GROUP_OR_LITERAL)) {
    if (!token.startsWith('(')) continue
    number += 1
    if (name !== undefined) names[name] = number
  }
  return names
}
