import { expect } from 'chai'
import { evaluate } from './compile.ts'
import { ExpressionError } from './expression-error.ts'
import type { SourceObject } from './source-object.ts'
import type { ExpressionValue } from './value.ts'

const roles = [
  { id: '1', value: 'Admin', displayName: 'Administrator' },
  { id: '2', value: 'User', displayName: 'Ordinary user' },
]

/** Behaviour that the documentation leaves open: empty and absent arguments, limits, .NET specifics. */
const rows: readonly (readonly [expression: string, object: SourceObject, value: ExpressionValue])[] = [
  ['SingleAppRoleAssignment([appRoleAssignments])', { appRoleAssignments: roles }, 'Admin'],
  ['SingleAppRoleAssignment([appRoleAssignments])', {}, null],
  [
    'AppRoleAssignmentsComplex([appRoleAssignments])',
    { appRoleAssignments: roles },
    [
      { primary: false, type: 'WindowsAzureActiveDirectoryRole', display: 'Administrator', value: 'Admin' },
      { primary: false, type: 'WindowsAzureActiveDirectoryRole', display: 'Ordinary user', value: 'User' },
    ],
  ],
  ['AssertiveAppRoleAssignmentsComplex([appRoleAssignments])', { appRoleAssignments: [] }, null],
  ['AppRoleAssignments([appRoleAssignments])', { appRoleAssignments: roles }, ['Admin', 'User']],
  ['"Company name: \\"Contoso\\" \\\\"', {}, 'Company name: "Contoso" \\'],
  ['[extension_0f3c_costCenter]', { extension_0f3c_costCenter: '7' }, '7'],
  ['[absent]', {}, null],
  ['[flag]', { flag: true }, true],
  ['CStr([flag])', { flag: true }, 'True'],
  ['Append([a], "x")', {}, 'x'],
  ['Mid([a], 1, 3)', {}, null],
  ['Mid("abc", 3, 5)', {}, 'c'],
  ['Mid("abc", 9, 5)', {}, ''],
  ['ToLower([a])', {}, null],
  ['Join("-", [a], [b])', {}, null],
  ['Join("-", [list], "x")', { list: ['a', 'b'] }, 'a-b-x'],
  ['Count([a])', {}, 0],
  ['Count([a])', { a: 'one' }, 1],
  ['Item(Split([a], "@"), 1)', { a: 'jane@contoso.com' }, 'jane'],
  ['Item([list], 3)', { list: ['a', 'b'] }, null],
  ['BitAnd(&HF, [a])', { a: '6' }, 6],
  ['BitAnd([a], 514)', { a: 512 }, 512],
  ['Not([a])', {}, true],
  ['CBool(0)', {}, false],
  ['CBool(2)', {}, true],
  ['IsString([list])', { list: ['a'] }, false],
  ['IsString(1)', {}, true],
  ['IIF(1 < 2, "a", "b")', {}, 'a'],
  ['IIF([a] > 9, "a", "b")', { a: '10' }, 'a'],
  ['IIF("b" > "a", "a", "b")', {}, 'a'],
  ['InStr("abcABC", "B", 3)', {}, 5],
  ['InStr("abc", "z")', {}, 0],
  ['PCase("2nd don\'t o\'neil_x")', {}, "2Nd Don't O'neil_X"],
  ['ToUpper("straße")', {}, 'STRAßE'],
  ['ToUpper("i", "tr-TR")', {}, 'İ'],
  ['ToLower("ΟΔΟΣ")', {}, 'οδοσ'],
  ['Replace("a.b.c", ".", , , "$&", , )', {}, 'a$&b$&c'],
  ['Replace("x", , "y", , "z", , )', {}, 'x'],
  ['Replace([a], , "[^\\\\w]", , "", , )', { a: "Zoë O'Łó" }, 'ZoëOŁó'],
  ['Replace("ab", , "(a)(?<n>b)", , "$2$1${n}$&$$$9", , )', {}, 'babab$$9'],
  ['Replace("aabcc", , "(\\\\w)\\\\1", , "<$1>", , )', {}, '<a>b<c>'],
  ['Replace("ab", , "(?\'n\'b)", "n", "x", , )', {}, 'ax'],
  ['DateAdd("m", 1, "2024-01-31")', {}, '2/29/2024 12:00:00 AM'],
  ['DateAdd("yyyy", 1, "2024-02-29")', {}, '2/28/2025 12:00:00 AM'],
  [
    'FormatDateTime("11/23/2026 8:05:09 PM", , "M/d/yyyy h:mm:ss tt", "yyyy-MM-ddTHH:mm:ssK")',
    {},
    '2026-11-23T20:05:09Z',
  ],
  ['FormatDateTime("2026-11-23", , "yyyy-MM-dd", "dddd, d MMMM yy \'at\' HH")', {}, 'Monday, 23 November 26 at 00'],
  ['DateFromNum(NumFromDate("2026-11-23T08:00:00Z"))', {}, '11/23/2026 8:00:00 AM'],
  ['Switch([list], "none", "", "empty")', { list: null }, 'empty'],
  ['Switch([n], "none", "1", "one")', { n: 1 }, 'one'],
  ['Switch([flag], "none", "True", "yes")', { flag: true }, 'yes'],
  ['Switch([a], "none", [b], "same")', { a: 'x', b: 'x' }, 'same'],
]

const errors: readonly (readonly [expression: string, object: SourceObject, code: string, position: number])[] = [
  ['', {}, 'syntax', 0],
  ['Append("a", "b"', {}, 'syntax', 15],
  ['Append("a" "b")', {}, 'syntax', 11],
  ['Append("a, "b")', {}, 'syntax', 13],
  ['Append([, "b")', {}, 'syntax', 7],
  ['append("a", "b")', {}, 'unknown-function', 0],
  ['Append("a")', {}, 'wrong-argument-count', 0],
  ['Switch([a], , "x")', {}, 'wrong-argument-count', 0],
  ['Left("a", "x")', {}, 'wrong-type', 10],
  ['ToLower([list])', { list: ['a'] }, 'wrong-type', 8],
  ['Mid("a", 0, 1)', {}, 'invalid-argument', 9],
  ['Item([list], 0)', { list: ['a'] }, 'invalid-argument', 13],
  ['CDate("soon")', {}, 'invalid-argument', 6],
  ['DateAdd("q", 1, Now())', {}, 'invalid-argument', 8],
  ['DateAdd("yyyy", 9999, Now())', {}, 'invalid-argument', 16],
  ['ToLower("a", "not a culture")', {}, 'invalid-argument', 13],
  ['RandomString(257, 0, 0, 0, 0)', {}, 'invalid-argument', 13],
  ['RandomString(2, 3, 0, 0, 0)', {}, 'invalid-argument', 13],
  ['ToLower(SelectUniqueValue("a", "b"))', {}, 'invalid-argument', 8],
  ['Replace("a", , "[a-z-[b]]", , "", , )', {}, 'invalid-regular-expression', 15],
  ['Replace("a", , "(?>a)", , "", , )', {}, 'invalid-regular-expression', 15],
  ['Replace("a", , "(?<n>a)", "m", "", , )', {}, 'invalid-argument', 26],
  ['IIF([a] = "x", "1", "2")', {}, 'condition-on-empty', 4],
  ['IIF([a], "1", "2")', {}, 'condition-on-empty', 4],
  ['IIF([a] = "", "1", "2")', { a: 'x' }, 'condition-on-empty', 4],
  ['IIF(Coalesce([a], "x") = [b], "1", "2")', {}, 'condition-on-empty', 4],
]

describe('functions of the expression language', () => {
  for (const [expression, object, value] of rows) {
    it(`${expression} over ${JSON.stringify(object)} gives ${JSON.stringify(value)}`, () => {
      expect(evaluate(expression, object)).to.deep.equal(value)
    })
  }

  for (const [expression, object, code, position] of errors) {
    it(`${expression} over ${JSON.stringify(object)} is ${code} at ${position}`, () => {
      expect(() => evaluate(expression, object))
        .to.throw(ExpressionError)
        .that.includes({ code, position })
    })
  }

  for (const [expression, reading, taken, other] of [
    ['Join("-", "a", "", [absent], "b")', { joinSkipsEmpty: false }, 'a-b', 'a---b'],
    ['Split("a, b", ",")', { splitTrims: false }, ['a', 'b'], ['a', ' b']],
    ['IIF(Append("", "") = "", "e", "f")', { emptyCondition: 'is-false', emptyResult: 'fails' }, 'e', 'f'],
    ['IIF(Coalesce([a], [b]) = "", "e", "f")', { emptyCondition: 'is-false', emptyResult: 'fails' }, 'e', 'f'],
    ['Append([absent], "x")', { appendToAbsent: 'absent' }, 'x', null],
  ] as const) {
    it(`${expression} has another result with ${JSON.stringify(reading)}`, () => {
      expect(evaluate(expression, {})).to.deep.equal(taken)
      expect(evaluate(expression, {}, { reading })).to.deep.equal(other)
    })
  }

  for (const expression of ['IIF([a] = "x", 1, 2)', 'IIF([a], 1, 2)', 'IIF(IsNullOrEmpty([a]), 1, 2)']) {
    it(`${expression} treats an empty condition as false if the reading says so`, () => {
      expect(evaluate(expression, {}, { reading: { emptyCondition: 'is-false' } })).to.equal(2)
    })
  }

  it('shows the line, the caret and the signature', () => {
    const source = 'Append(\n  [a],\n  Mid([a], 0, 1))'
    try {
      evaluate(source, { a: 'x' })
      expect.fail('it did not throw')
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      expect(error.show(source)).to.equal(
        'Mid counts from 1 (line 3)\n    Mid([a], 0, 1))\n             ^\n  Mid(source, start, length)',
      )
    }
  })

  it('shortens a long line to the part around the caret', () => {
    const source = `Append("${'x'.repeat(5000)}", Mid("a", 0, 1))`
    try {
      evaluate(source, {})
      expect.fail('it did not throw')
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      const [, line = '', caret = ''] = error.show(source).split('\n')
      expect(line).to.match(/^ {2}… x+", Mid\("a", 0, 1\)\)$/)
      expect(line).to.have.length.below(130)
      expect(line[caret.indexOf('^')]).to.equal('0')
    }
  })

  describe('DefaultDomain', () => {
    it('is that of the tenant, else that of the user principal name, else an error', () => {
      const jane = { userPrincipalName: 'jane@contoso.com' }
      expect(evaluate('Join("@", "j", DefaultDomain())', jane, { defaultDomain: 'fabrikam.com' })).to.equal(
        'j@fabrikam.com',
      )
      expect(evaluate('DefaultDomain()', jane)).to.equal('contoso.com')
      expect(() => evaluate('DefaultDomain()', {})).to.throw(ExpressionError, 'default domain')
    })
  })
})
