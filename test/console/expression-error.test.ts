import { expect } from 'chai'
import fc from 'fast-check'
import { offsetOf, readProblem } from '../../harness/console/app/entra/model/expression-error.ts'
import { ExpressionError, evaluate } from '../../mocks/entra/index.ts'

describe('the error of an expression in the console', () => {
  it('names the same position as the evaluator, also in a long line and after other lines', () => {
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.nat(200),
        fc.constantFrom('Trimm([a])', 'Mid([a], "x", 2)', 'Trim([a]', 'Join("", [a],'),
        (lines, spaces, faulty) => {
          const expression = `${'\n'.repeat(lines)}${' '.repeat(spaces)}${faulty}`
          try {
            evaluate(expression, { a: 'text' }, { now: () => new Date(0) })
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error
            const { place, message } = readProblem(error.show(expression), expression)
            expect(place === undefined ? -1 : offsetOf(expression, place)).to.equal(error.position)
            expect(message).to.equal(error.message)
            return
          }
          throw new Error('the expression has no error')
        },
      ),
    )
  })
})
