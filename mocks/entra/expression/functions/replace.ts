import { define, type FunctionDefinition, rejectArgument, type Values } from '../function-definition.ts'
import { compilePattern, type Pattern, substitute } from '../regular-expression.ts'
import { checkLength } from '../value.ts'

const [SOURCE, OLD_VALUE, PATTERN, GROUP_NAME, REPLACEMENT, REPLACEMENT_ATTRIBUTE, TEMPLATE] = [
  0, 1, 2, 3, 4, 5, 6,
] as const

/** Replace, whose seven positional arguments choose among five modes (Microsoft documentation, "Functions for customizing application data", Replace). */
export const replaceFunctions: readonly FunctionDefinition[] = [
  define(
    'Replace(source, oldValue, regexPattern, regexGroupName, replacementValue, replacementAttributeName, template)',
    3,
    7,
    (values) => {
      if (values.isGiven(OLD_VALUE)) return values.isGiven(TEMPLATE) ? fillTemplate(values) : replaceText(values)
      if (!values.isGiven(PATTERN))
        rejectArgument('Replace needs an oldValue or a regexPattern', values.position(SOURCE))
      if (values.isGiven(REPLACEMENT_ATTRIBUTE)) return extractFromOther(values)
      return values.isGiven(GROUP_NAME) ? replaceGroup(values) : replacePattern(values)
    },
  ),
]

/** Mode 1: each occurrence of oldValue in the source becomes replacementValue. */
function replaceText(values: Values): string | null {
  const source = values.text(SOURCE)
  const old = values.text(OLD_VALUE) ?? ''
  if (source === null || old === '') return source
  return replaceEach(source, old, values.text(REPLACEMENT) ?? '', values.position(SOURCE))
}

/** Mode 2: each occurrence of oldValue in the template becomes the source. */
function fillTemplate(values: Values): string | null {
  const source = values.text(SOURCE)
  const template = values.text(TEMPLATE)
  const old = values.text(OLD_VALUE) ?? ''
  if (source === null || template === null || old === '') return source === null ? null : template
  return replaceEach(template, old, source, values.position(SOURCE))
}

function replaceEach(text: string, old: string, by: string, position: number): string {
  const parts = text.split(old)
  checkLength(text.length + (parts.length - 1) * (by.length - old.length), position)
  return parts.join(by)
}

/** Implements mode 3: each match of the pattern is replaced by replacementValue, which may refer to groups. */
function replacePattern(values: Values): string | null {
  const source = values.text(SOURCE)
  if (source === null) return null
  const replacement = values.text(REPLACEMENT) ?? ''
  const pattern = patternOf(values)
  return splice(
    source,
    pattern.matches(source).map((match) => ({ ...match, by: substitute(replacement, match, pattern.groupNames) })),
    values.position(SOURCE),
  )
}

/** Implements mode 4: within each match, only the named group is replaced by replacementValue. */
function replaceGroup(values: Values): string | null {
  const source = values.text(SOURCE)
  if (source === null) return null
  const replacement = values.text(REPLACEMENT) ?? ''
  const name = groupName(values)
  const groups = patternOf(values)
    .matches(source)
    .flatMap((match) => match.group(name) ?? [])
  return splice(
    source,
    groups.map(({ start, end }) => ({ start, end, by: replacement })),
    values.position(SOURCE),
  )
}

/** Implements mode 5: the source if it has a value, else the group found in the other attribute. */
function extractFromOther(values: Values): string | null {
  const source = values.text(SOURCE)
  if (source !== null && source !== '') return source
  const other = values.text(REPLACEMENT_ATTRIBUTE)
  if (other === null) return null
  const [first] = patternOf(values).matches(other)
  return first?.group(groupName(values))?.text ?? null
}

function patternOf(values: Values): Pattern {
  return compilePattern(values.text(PATTERN) ?? '', values.position(PATTERN))
}

function groupName(values: Values): string {
  const name = values.text(GROUP_NAME)
  if (name === null || name === '')
    return rejectArgument('this form of Replace needs a regexGroupName', values.position(GROUP_NAME))
  const { groupNames } = patternOf(values)
  if (!groupNames.includes(name)) {
    rejectArgument(
      `the pattern has no group ${JSON.stringify(name)}${groupNames.length > 0 ? `; it has ${groupNames.join(', ')}` : ''}`,
      values.position(GROUP_NAME),
    )
  }
  return name
}

function splice(text: string, replacements: readonly { start: number; end: number; by: string }[], at: number): string {
  let result = ''
  let position = 0
  for (const { start, end, by } of replacements) {
    result += text.slice(position, start) + by
    checkLength(result.length, at)
    position = end
  }
  return result + text.slice(position)
}
