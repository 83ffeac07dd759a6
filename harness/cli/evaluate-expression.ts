import {
  attributesOf,
  compile,
  type ExplainedOutcome,
  type ExplainedStep,
  type ExpressionEnvironment,
  type ExpressionError,
  explain,
  showValue,
  typeOfValue,
} from '../../mocks/entra/index.ts'
import { nearest } from '../../mocks/text/index.ts'
import type { EvaluatedObject } from './evaluate-input.ts'

/** The format of a result. */
export interface AnswerOptions {
  readonly json: boolean
  readonly explain: boolean
  /** True if the type is added to the value, as the prompt does. */
  readonly showType?: boolean
}

/** The output, and whether the expression was faulty. */
export interface Answer {
  readonly output: string
  readonly error: string
  readonly isFaulty: boolean
}

/** Evaluates one expression for one object and formats the result. */
export function answer(
  source: string,
  evaluated: EvaluatedObject,
  environment: ExpressionEnvironment,
  options: AnswerOptions,
): Answer {
  const { steps, outcome } = explain(source, evaluated.object, environment)
  if (options.json) {
    const json = options.explain ? { ...outcomeJson(outcome), steps: steps.map(stepJson) } : outcomeJson(outcome)
    return { output: `${JSON.stringify(json)}\n`, error: '', isFaulty: 'error' in outcome }
  }
  const explained = options.explain ? explainedText(steps) : ''
  if ('error' in outcome) return { output: explained, error: `${errorText(outcome.error, source)}\n`, isFaulty: true }
  const { value } = outcome
  const type = options.showType ? ` : ${typeOfValue(value)}` : ''
  return {
    output: `${explained}${showValue(value)}${type}\n`,
    error: unreadAttributes(source, evaluated),
    isFaulty: false,
  }
}

/** Returns the outcome as `--json` writes it. */
function outcomeJson(outcome: ExplainedOutcome): object {
  if ('value' in outcome) return { type: typeOfValue(outcome.value), value: outcome.value }
  const { code, message, position } = outcome.error
  return { error: { code, message, position } }
}

function stepJson({ expression, position, depth, outcome }: ExplainedStep): object {
  return { expression, position, depth, ...outcomeJson(outcome) }
}

const errorText = (error: ExpressionError, source: string): string => `${error.code}: ${error.show(source)}`

/** Formats one step per line, innermost first, indented by depth, with aligned values. */
function explainedText(steps: readonly ExplainedStep[]): string {
  const lines = steps.map(({ expression, depth, outcome }) => ({
    text: `${'  '.repeat(depth)}${expression}`,
    result: 'value' in outcome ? JSON.stringify(outcome.value) : `! ${outcome.error.code}`,
  }))
  const width = Math.min(80, Math.max(0, ...lines.map(({ text }) => text.length)))
  return lines.map(({ text, result }) => `${text.padEnd(width)}  = ${result}\n`).join('')
}

/**
 * Explains why an attribute is null although the object seems to have it: its form is not one that mappings read, or
 * its name is slightly different.
 */
function unreadAttributes(source: string, { object, unreadable }: EvaluatedObject): string {
  const known = Object.keys(object)
  const notes = [...attributesOf(compile(source).tree)].flatMap((name) => {
    if (Object.hasOwn(object, name)) return []
    if (unreadable.includes(name))
      return `note: ${name} is neither a single value, a list of strings nor role assignments: no mapping reads it, so it is null\n`
    const near = nearest(name, known)
    return near === undefined ? [] : `note: the object has no ${name}, so it is null; did you mean ${near}?\n`
  })
  return notes.join('')
}
