import type { SourceUser } from './source-user.ts'

/** A user with unusual but realistic data, and the name of the case. */
export interface UnusualUser {
  readonly case: string
  readonly user: SourceUser
}

type Overrides = Partial<Omit<SourceUser, 'objectId'>>

/**
 * Cases, one per line: the difference from an ordinary user. `alias` is the unique nickname, `domain` that of the
 * tenant.
 */
const CASES: readonly (readonly [name: string, make: (alias: string, domain: string) => Overrides])[] = [
  ['no-surname', () => ({ surname: null, displayName: 'Teller' })],
  ['no-given-name', () => ({ givenName: null, displayName: 'Suharto' })],
  ['diacritics', () => ({ givenName: 'Zoë Françoise', surname: 'Ångström-Łukasiewicz', displayName: 'Zoë Ångström' })],
  ['combining-marks', () => ({ givenName: 'Jose\u0301', surname: 'Nguye\u0302\u0303n', displayName: 'Jose\u0301' })],
  ['right-to-left', () => ({ givenName: 'محمد', surname: 'الخوارزمي', displayName: 'محمد الخوارزمي' })],
  ['hebrew', () => ({ givenName: 'שרה', surname: 'כהן', displayName: 'שרה כהן' })],
  ['chinese', () => ({ givenName: '小明', surname: '王', displayName: '王小明' })],
  ['emoji', () => ({ displayName: 'Ada 👩‍💻 Lovelace', jobTitle: '🚀 Lead' })],
  ['apostrophe', () => ({ surname: "O'Brien", displayName: "Niamh O'Brien" })],
  ['quote-and-backslash', () => ({ displayName: 'Dwayne "The Rock" \\ Johnson', jobTitle: 'say "hi" \\o/' })],
  ['markup', () => ({ displayName: '<script>alert(1)</script> & Co', jobTitle: '<b>Boss</b>' })],
  ['formula', () => ({ jobTitle: '=HYPERLINK("http://evil.example","x")' })],
  ['plus-address', (alias, domain) => ({ userPrincipalName: `${alias}+test@${domain}` })],
  ['upper-case-mail', (alias, domain) => ({ userPrincipalName: `${alias.toUpperCase()}@${domain}` })],
  ['missing-mail', () => ({ mail: null })],
  ['title-1024', () => ({ jobTitle: 'T'.repeat(1024) })],
  ['given-name-1024', () => ({ givenName: 'G'.repeat(1024) })],
  ['surname-1024', () => ({ surname: 'S'.repeat(1024) })],
  ['display-name-1024', () => ({ displayName: 'D'.repeat(1024) })],
  ['employee-id-256', (alias) => ({ employeeId: `${alias}${'9'.repeat(256)}`.slice(0, 256) })],
  ['leading-zeros', (alias) => ({ employeeId: `000${alias}` })],
  ['blanks-inside', () => ({ givenName: 'Anna  Maria', displayName: 'Anna  Maria  Gomez' })],
  [
    'guest',
    (alias, domain) => ({
      userPrincipalName: `${alias}_fabrikam.example#EXT#@${domain}`,
      mailNickname: `${alias}_fabrikam.example#EXT#`,
    }),
  ],
  ['nickname-is-email', (alias, domain) => ({ mailNickname: `${alias}@${domain}` })],
  ['nickname-with-blank', (alias) => ({ mailNickname: `${alias} jr` })],
  ['nickname-begins-with-digit', (alias) => ({ mailNickname: `7${alias}` })],
  ['given-name-1025', () => ({ givenName: 'G'.repeat(1025) })],
  ['surname-1025', () => ({ surname: 'S'.repeat(1025) })],
  ['title-1025', () => ({ jobTitle: 'T'.repeat(1025) })],
  ['employee-id-257', (alias) => ({ employeeId: `${alias}${'9'.repeat(257)}`.slice(0, 257) })],
]

/** Creates one user for each unusual case; `objectIdOf` returns stable GUIDs. */
export function unusualUsers(
  prefix: string,
  objectIdOf: (index: number) => string,
  domain = 'contoso.example',
): UnusualUser[] {
  return CASES.map(([name, make], index) => {
    const alias = `${prefix}a${index}`
    const ordinary: SourceUser = {
      objectId: objectIdOf(index),
      userPrincipalName: `${alias}@${domain}`,
      mailNickname: alias,
      displayName: `Awkward ${index}`,
      givenName: 'Awkward',
      surname: `Case${index}`,
      mail: `${alias}@${domain}`,
      jobTitle: 'Analyst',
      department: 'Quality',
      employeeId: `${alias}-1`,
      IsSoftDeleted: 'False',
    }
    return { case: name, user: { ...ordinary, ...make(alias, domain) } as SourceUser }
  })
}
