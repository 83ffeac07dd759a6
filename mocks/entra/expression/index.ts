export {
  type CompiledExpression,
  compile,
  compileTree,
  type ExpressionEnvironment,
  evaluate,
  scopeOf,
} from './compile.ts'
export { type ExplainedOutcome, type ExplainedStep, type Explanation, explain } from './explain.ts'
export { ExpressionError, type ExpressionErrorCode } from './expression-error.ts'
export { functionTable } from './function-table.ts'
export { MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_LENGTH, parse } from './parser.ts'
export { defaultReading, type Reading } from './reading.ts'
export { attributesOf, print, type SyntaxTree } from './syntax-tree.ts'
export { type ExpressionType, type ExpressionValue, type RoleValue, showValue, typeOfValue } from './value.ts'
