import { useEffect, useState } from 'preact/hooks'
import type { GraphFailure } from '../../data/graph-client.ts'
import type { ParsedExpression } from '../graph/types.ts'
import { type ExpressionProblem, readProblem } from '../model/expression-error.ts'
import { testProperties } from '../model/test-object.ts'
import { useEntra } from './context.ts'
import { asFailure } from './use-graph.ts'

/** The time in milliseconds between the last key and the evaluation of an expression. */
const PAUSE = 200

/** The façade's result for an expression. */
export interface Evaluation {
  /** The evaluated expression. */
  readonly expression: string
  readonly parsed?: ParsedExpression
  readonly problem?: ExpressionProblem
  readonly failure?: GraphFailure
}

/** The expression to evaluate, and the user for which it is evaluated. */
export interface EvaluationInput {
  readonly id: string
  readonly jobId: string
  readonly expression: string
  /** If it is undefined, the expression is only parsed. */
  readonly userId: string | undefined
}

/** Lets the façade evaluate an expression for a user when the typing stops. */
export function useEvaluation({ id, jobId, expression, userId }: EvaluationInput): Evaluation | undefined {
  const { operations } = useEntra()
  const [evaluation, setEvaluation] = useState<Evaluation | undefined>(undefined)
  useEffect(() => {
    if (expression.trim() === '') {
      setEvaluation(undefined)
      return
    }
    let isCurrent = true
    const evaluate = async (): Promise<Evaluation> => {
      try {
        const properties = userId === undefined ? undefined : testProperties(await operations.users.get(userId))
        const parsed = await operations.schema.parse(id, jobId, expression, properties)
        return {
          expression,
          parsed,
          ...(parsed.error === null ? {} : { problem: readProblem(parsed.error.message, expression) }),
        }
      } catch (error) {
        return { expression, failure: asFailure(error) }
      }
    }
    const timer = setTimeout(() => {
      void evaluate().then((ended) => {
        if (isCurrent) setEvaluation(ended)
      })
    }, PAUSE)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [operations, id, jobId, expression, userId])
  return evaluation
}
