import { expect } from 'chai'
import fc from 'fast-check'
import { evaluate } from './compile.ts'
import { documentedExamples } from './documented-examples.ts'
import { explain } from './explain.ts'
import { ExpressionError } from './expression-error.ts'
import { functionTable } from './function-table.ts'
import { MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_LENGTH, parse } from './parser.ts'
import type { SourceObject } from './source-object.ts'
import { print, type SyntaxTree } from './syntax-tree.ts'

const definition = fc.constantFrom(...functionTable.values())
const attributeName = fc.constantFrom('a', 'b', 'list', 'roles', 'extension_0f3c_costCenter', 'absent')
const operator = fc.constantFrom('=', '<>', '>', '>=', '<', '<=')
const numberText = fc.oneof(
  fc.integer().map(String),
  fc.nat().map((number) => `&H${number.toString(16).toUpperCase()}`),
  fc.tuple(fc.nat(9999), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`),
)
const position = 0

const { tree } = fc.letrec<{ tree: SyntaxTree; term: SyntaxTree; call: SyntaxTree; argument: SyntaxTree }>((tie) => ({
  tree: tie('term'),
  term: fc.oneof(
    { maxDepth: 4 },
    attributeName.map((name): SyntaxTree => ({ kind: 'attribute', name, position })),
    fc.string({ unit: 'grapheme' }).map((value): SyntaxTree => ({ kind: 'string', value, position })),
    fc
      .constantFrom('M/d/yyyy', 'd', '2026-11-23', '(?<g>a+)+$', 'g', '${g}', 'True', '')
      .map((value): SyntaxTree => ({ kind: 'string', value, position })),
    numberText.map((text): SyntaxTree => ({ kind: 'number', value: readNumber(text), text, position })),
    fc.constantFrom('vbTextCompare', 'vbBinaryCompare').map((name): SyntaxTree => ({ kind: 'word', name, position })),
    tie('call'),
  ),
  call: definition
    .chain(({ name, minimum, maximum }) => {
      const count = { minLength: minimum, maxLength: Math.min(maximum, minimum + 4) }
      return fc.record({ name: fc.constant(name), given: fc.array(tie('argument'), count) })
    })
    // A call without arguments and one with a single omitted argument have the same form.
    .filter(({ given }) => given.length !== 1 || given[0]?.kind !== 'omitted')
    .map(({ name, given }): SyntaxTree => ({ kind: 'call', name, arguments: given, position })),
  argument: fc.oneof(
    { arbitrary: tie('term'), weight: 6 },
    { arbitrary: fc.constant<SyntaxTree>({ kind: 'omitted', position }), weight: 1 },
    {
      arbitrary: fc
        .tuple(tie('term'), operator, tie('term'))
        .map(([left, sign, right]): SyntaxTree => ({ kind: 'comparison', operator: sign, left, right, position })),
      weight: 1,
    },
  ),
}))

const value = fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.double(), fc.boolean(), fc.array(fc.string()))
const object: fc.Arbitrary<SourceObject> = fc.record(
  {
    a: value,
    b: value,
    list: fc.array(fc.string()),
    roles: fc.array(fc.record({ id: fc.uuid(), value: fc.string(), displayName: fc.string() })),
    extension_0f3c_costCenter: value,
  },
  { requiredKeys: [] },
)

function readNumber(text: string): number {
  return text.startsWith('&H') ? Number.parseInt(text.slice(2), 16) : Number(text)
}

/** Evaluates an expression; any exception other than ExpressionError fails the property. */
function evaluateOrFail(source: string, over: SourceObject): void {
  try {
    evaluate(source, over, { now: () => new Date(0), random: () => 0.5 })
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    expect(error.position).to.be.within(0, source.length)
    expect(error.show(source)).to.include(error.message)
  }
}

function withoutPositions(from: SyntaxTree): SyntaxTree {
  return JSON.parse(JSON.stringify(from, (key, part: unknown) => (key === 'position' ? 0 : part))) as SyntaxTree
}

describe('the expression language', () => {
  it('prints a tree as an expression that is parsed to the same tree', () => {
    fc.assert(
      fc.property(tree, (original) => {
        expect(withoutPositions(parse(print(original)))).to.deep.equal(withoutPositions(original))
      }),
    )
  })

  it('prints the examples of the documentation as expressions with the same tree', () => {
    for (const { expression } of documentedExamples) {
      const parsed = parse(expression)
      expect(withoutPositions(parse(print(parsed)))).to.deep.equal(withoutPositions(parsed))
    }
  })

  it('throws only ExpressionError for well-formed expressions', () => {
    fc.assert(
      fc.property(tree, object, (generated, over) => evaluateOrFail(print(generated), over)),
      { numRuns: 1000 },
    )
  })

  it('throws only ExpressionError for any string', () => {
    const unit = fc.constantFrom(...'()[],"\\ab1-&H=<> \n', 'Replace(', 'Switch(', 'Join(', '(?<', '😀')
    fc.assert(fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' })), object, evaluateOrFail), {
      numRuns: 1000,
    })
  })

  it('throws only ExpressionError for examples with a part removed, doubled or replaced', () => {
    const example = fc.constantFrom(...documentedExamples)
    const piece = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('(', ')', ',', '"', '[', '-1', '999999999999'))
    fc.assert(
      fc.property(example, fc.nat(), fc.nat(20), piece, ({ expression, object: over }, at, length, inserted) => {
        const start = at % (expression.length + 1)
        evaluateOrFail(expression.slice(0, start) + inserted + expression.slice(start + length), over)
      }),
      { numRuns: 1000 },
    )
  })

  it('explains an expression with the same outcome as its evaluation', () => {
    const environment = { now: () => new Date(0), random: () => 0.5 }
    fc.assert(
      fc.property(tree, object, (generated, over) => {
        const source = print(generated)
        const { outcome } = explain(source, over, environment)
        if ('value' in outcome) expect(evaluate(source, over, environment)).to.deep.equal(outcome.value)
        else expect(() => evaluate(source, over, environment)).to.throw(ExpressionError, outcome.error.message)
      }),
    )
  })
})

describe('limits of an expression', () => {
  const code = (source: string, over: SourceObject = {}): string => {
    try {
      evaluate(source, over)
      return 'none'
    } catch (error) {
      return error instanceof ExpressionError ? error.code : String(error)
    }
  }

  it(`accepts at most ${MAX_EXPRESSION_LENGTH} characters`, () => {
    expect(code(`"${'x'.repeat(MAX_EXPRESSION_LENGTH - 2)}"`)).to.equal('none')
    expect(code(`"${'x'.repeat(MAX_EXPRESSION_LENGTH - 1)}"`)).to.equal('too-long')
  })

  it(`accepts calls that are nested at most ${MAX_EXPRESSION_DEPTH} deep`, () => {
    const nested = (depth: number): string => `${'CStr('.repeat(depth)}"x"${')'.repeat(depth)}`
    expect(code(nested(MAX_EXPRESSION_DEPTH))).to.equal('none')
    expect(code(nested(MAX_EXPRESSION_DEPTH + 1))).to.equal('too-deep')
  })

  for (const [name, source] of [
    ['encodings of encodings', `${'ConvertToBase64('.repeat(90)}"x"${')'.repeat(90)}`],
    ['replacements of replacements', `${'Replace('.repeat(9)}"xxxxxxxxxx"${', "x", , , "xxxxxxxxxx", , )'.repeat(9)}`],
  ] as const) {
    it(`stop ${name} before they fill the memory`, () => {
      expect(code(source)).to.equal('result-too-long')
    })
  }

  it('match a catastrophic pattern in linear time', () => {
    expect(code('Replace([a], , "(a+)+$", , "", , )', { a: `${'a'.repeat(50_000)}b` })).to.equal('none')
  })

  it('stop a pattern whose matches take quadratic time', () => {
    const source = 'Replace([a], , "[a-z]*[C-D]|a", , "", , )'
    expect(code(source, { a: `${'a'.repeat(30_000)}B` })).to.equal('invalid-regular-expression')
  })

  it('stop a long pattern on a long string', () => {
    const source = 'Replace([a], , "([a-z]?){1000}[C-D]", , "", , )'
    expect(code(source, { a: `${'a'.repeat(50_000)}B` })).to.equal('invalid-regular-expression')
  })

  it('stop a catastrophic pattern with lookahead with an error of the pattern', () => {
    const source = 'Replace([a], , "^(?=a)(a+)+$", , "", , )'
    expect(code(source, { a: `${'a'.repeat(60)}b` })).to.equal('invalid-regular-expression')
  })
})
