import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import {
  ExpressionError,
  type ExpressionValue,
  evaluate,
  functionTable,
  SCOPING_OPERATORS,
  type SourceValue,
  showValue,
  sourceOf,
} from '../../index.ts'

/** Returns the response of `parseExpression`: the tree, and the value for the test object if there is one. */
export function parseExpression(body: JsonObject, now: () => Date): JsonObject {
  const expression = String(body['expression'])
  const failed = { evaluationSucceeded: false, evaluationResult: [], parsedExpression: null, parsingSucceeded: false }
  let parsedExpression: JsonObject
  try {
    parsedExpression = sourceOf(expression) as unknown as JsonObject
  } catch (error) {
    return { ...failed, error: errorOf(error, expression) }
  }
  const parsed = { ...failed, parsedExpression, parsingSucceeded: true }
  const object = testObject(body['testInputObject'])
  try {
    const value = evaluate(expression, object ?? {}, { now })
    if (object === undefined) return { ...parsed, error: null }
    return { ...parsed, error: null, evaluationSucceeded: true, evaluationResult: strings(value) }
  } catch (error) {
    // A call of an unknown function can be parsed but not compiled.
    if (object === undefined && error instanceof ExpressionError && isOfEvaluation(error))
      return { ...parsed, error: null }
    return { ...parsed, parsingSucceeded: !isOfCompilation(error), error: errorOf(error, expression) }
  }
}

const COMPILATION = ['syntax', 'unknown-function', 'wrong-argument-count', 'too-long', 'too-deep']
const isOfCompilation = (error: unknown): boolean =>
  error instanceof ExpressionError && COMPILATION.includes(error.code)
const isOfEvaluation = (error: ExpressionError): boolean => !isOfCompilation(error)

/** Returns the error of an expression; throws any other error again. */
function errorOf(error: unknown, expression: string): JsonObject {
  if (!(error instanceof ExpressionError)) throw error
  const code = isOfCompilation(error) ? 'ExpressionParsingFailed' : 'ExpressionEvaluationFailed'
  return { code, message: error.show(expression), tenantActionable: true }
}

function testObject(input: JsonValue | undefined): Readonly<Record<string, SourceValue>> | undefined {
  if (!isJsonObject(input)) return undefined
  const properties = Array.isArray(input['properties']) ? input['properties'].filter(isJsonObject) : []
  return Object.fromEntries(
    properties.flatMap(({ key, value }): [string, SourceValue][] => {
      if (typeof key !== 'string') return []
      if (Array.isArray(value)) return [[key, value.map(String)]]
      return value === undefined || isJsonObject(value) ? [] : [[key, value]]
    }),
  )
}

/** Returns a collection of strings, also for a single value. */
function strings(value: ExpressionValue): string[] {
  if (value === null) return []
  if (Array.isArray(value))
    return value.map((element: unknown) => (typeof element === 'string' ? element : JSON.stringify(element)))
  return [showValue(value)]
}

/** The functions of the language, by the signatures of the documentation. */
export function functionDefinitions(): readonly JsonObject[] {
  return [...functionTable.values()].map(({ name, signature, minimum }) => {
    const names = signature.slice(signature.indexOf('(') + 1, -1).split(',')
    return {
      name,
      parameters: names
        .map((parameter) => parameter.replaceAll(/[\s[\]]/g, ''))
        .filter((parameter) => parameter !== '' && parameter !== '…')
        .map((parameter, index) => ({
          allowMultipleOccurrences: signature.includes('…') && index === names.length - 1,
          name: parameter.replace('…', ''),
          required: index < minimum,
          type: 'String',
        })),
    }
  })
}

const UNARY = /^IS /
const NUMERIC = /^GREATER_THAN/

/** Returns the operators of scoping filters. */
export function filterOperators(): readonly JsonObject[] {
  return SCOPING_OPERATORS.map((name) => ({
    name,
    arity: UNARY.test(name) ? 'Unary' : 'Binary',
    multivaluedComparisonType: 'All',
    supportedAttributeTypes: NUMERIC.test(name) ? ['Integer'] : ['String', 'Integer'],
  }))
}
