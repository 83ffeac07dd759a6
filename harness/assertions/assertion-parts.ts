/** The parts of a failed assertion, before chai writes its message. */
export interface AssertionParts {
  /** The label of the value in the check. */
  readonly label: string | undefined
  /** The value that is judged. */
  readonly subject: unknown
  /** Chai's template, with placeholders for the values: `expected #{this} to deeply equal #{exp}`. */
  readonly template: string
  readonly expected: unknown
  readonly actual: unknown
}

const known = new WeakMap<object, AssertionParts>()

/** Returns the parts of a failed assertion; undefined if the error was thrown in another way. */
export const partsOf = (error: object): AssertionParts | undefined => known.get(error)

/** Lets every failing assertion of chai store its parts. */
export const keepParts: Chai.ChaiPlugin = ({ Assertion }, { flag }) => {
  const prototype = Assertion.prototype as unknown as { assert: (...parts: unknown[]) => void }
  const { assert } = prototype
  prototype.assert = function (this: Chai.AssertionStatic, ...parts: unknown[]) {
    try {
      assert.apply(this, parts)
    } catch (error) {
      const [, template, negated, expected, actual] = parts
      const predicate = flag(this, 'negate') === true ? negated : template
      if (typeof error === 'object' && error !== null)
        known.set(error, {
          label: flag(this, 'message') as string | undefined,
          subject: flag(this, 'object'),
          template: String(typeof predicate === 'function' ? predicate() : predicate),
          expected,
          actual: parts.length > 4 ? actual : flag(this, 'object'),
        })
      throw error
    }
  }
}
