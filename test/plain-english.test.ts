import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from './support/command.ts'

/** A phrase that readers stumble over, and the words that docs/style.md gives for it. */
interface Phrase {
  readonly pattern: RegExp
  readonly write: string
}

/** The pages that are written by hand. docs/style.md quotes the phrases; the other exceptions are written by scripts. */
const PAGES = {
  files: ['*.md', 'docs/**/*.md', 'examples/**/README.md'],
  except: ['docs/style.md', 'docs/requirements.md', 'docs/deviations.md'],
}

/** The sources of the command line; only their strings are read. */
const COMMANDS = {
  files: ['harness/options/*.ts', 'harness/cli/*.ts'],
  except: ['**/*.test.ts'],
}

/** The sources of titles and reasons of findings, of descriptions of deviations, and of messages of servers; only their strings are read. */
const FINDINGS = {
  files: [
    'suites/**/*.ts',
    'harness/{abilities,diagnosis,judge,load,run,scim,target,assertions}/**/*.ts',
    'mocks/**/*.ts',
    'examples/**/*.{ts,mjs}',
    'suites/requirements/*.json',
  ],
  except: ['**/*.test.ts', 'harness/diagnosis/defects/*.ts'],
}

/** The code outside mocks, suites and examples: its comments, messages and test titles are read. This file quotes the phrases. */
const CODE = {
  files: ['{harness,reports,test,scripts,bench}/**/*.{ts,tsx,mjs}'],
  except: ['test/plain-english.test.ts', '**/dist/**'],
}

/** The sources whose comments are read as well. */
const COMMENTED = {
  files: ['mocks/**/*.ts', 'suites/**/*.ts', 'examples/**/*.{ts,mjs}'],
  except: [],
}

/** The members of a register's rows that users read. */
const ROW = ['title', 'statement', 'failure', 'impact', 'remedy', 'note'] as const

const PHRASES: readonly Phrase[] = [
  { pattern: /\b(?:anew|afresh)\b/i, write: 'again' },
  { pattern: /\b(?:whoever|nobody|everybody)\b/i, write: 'anyone who, no user, all users' },
  { pattern: /\bpeople\b/i, write: 'users' },
  { pattern: /\btold\b/i, write: 'reported, message' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, write: 'fix, fixed' },
  { pattern: /\bbears?\b(?! in mind)/i, write: 'has, carries' },
  { pattern: /\bplay(?:s|ed|ing)?\b(?! (?:the (?:mock )?Entra client|Entra's client))/i, write: 'run, ran' },
  { pattern: /\bcomes? back\b/i, write: 'is returned' },
  { pattern: /\btaken apart\b/i, write: 'expanded' },
  { pattern: /\bdeparts? from\b/i, write: 'violates' },
  { pattern: /\bstands? (?:on|it|there|beside|as)\b|\bstands? in\b(?! for)/i, write: 'depends on, is in' },
  { pattern: /\bmilder\b|\bgoverns\b/i, write: 'the more lenient reading applies' },
  { pattern: /\btexts\b|\b(?:bare|empty) text\b/i, write: 'strings, a string' },
  { pattern: /\b(?:third|each|which) leg\b/i, write: 'step' },
  { pattern: /\bfor want of\b|\bforetells?\b/i, write: 'because … has no, predicts' },
  { pattern: /\b(?:is|are) to be\b/i, write: 'must be' },
  { pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b)[a-z]+/i, write: 'is not a …, has no …' },
  { pattern: /\bwhere there (?:is|are) no/i, write: 'if there is no' },
  { pattern: /\bwhat (?:is|was) (?:answered|asked|chosen|kept|played|refused|shown|taken)\b/i, write: 'the noun' },
  { pattern: /\d(?: (?!and\b|or\b)[\p{Letter}]+)? at most\b/iu, write: 'at most N' },
  { pattern: /\b(?:is|are|was|were) refused\b|\brefuses\b/i, write: 'is rejected' },
  { pattern: /\bas it was(?: sent)?\b(?! read)/i, write: 'unchanged, as sent' },
  { pattern: /\b(?:makes?|made) up\b/i, write: 'sets, invents' },
  { pattern: /\bjudged elsewhere\b/i, write: 'another check reports that' },
  { pattern: /\bthe text suggests\b/i, write: 'the RFC suggests' },
  { pattern: /\b(?:found|asked|sent|shown|answered) no more\b/i, write: 'no longer found' },
  { pattern: /\bone (?:a|an) (?:line|request|row|server|user)\b|\ba line a\b/i, write: 'one per line' },
  { pattern: /\bwithout a word\b|\bin words of\b/i, write: 'without an error' },
  {
    pattern: /\bwho (?:is|are) no\b(?! longer)|\bwhere (?:nothing|none) (?:is|was)\b/i,
    write: 'a non-member, if there is none',
  },
  { pattern: /\b(?:cannot|can) tell\b/i, write: 'does not know, can distinguish' },
  { pattern: /\b(?:is|are) (?:none|nothing) of\b|\bnothing but\b/i, write: 'is not a, only' },
  {
    pattern: /\b(?:header|request|body|string|schema|field|attribute|value|record|file|row|switch) alone\b/i,
    write: 'only',
  },
  { pattern: /\bas (?:it|they) (?:is|are|came|come)(?=[.,;:)]|$)/i, write: 'unchanged, as received' },
  { pattern: /\b(?:take|takes|took|taken) \w+(?: \w+){0,2} for (?:a|an|the|another)\b/i, write: 'treat … as' },
  { pattern: /\bheeds?\b|\bharms\b/i, write: 'applies, has no other effect' },
  { pattern: /\bmay as well\b/i, write: 'may also' },
  { pattern: /\b\d+ an? (?:second|minute|hour|day|response)\b/i, write: 'per second' },
  { pattern: /\b(?:is|are|was|were) left alone\b|\bstays? alone\b/i, write: 'is not changed' },
  { pattern: /\btells? (?:\S+ ){1,3}apart\b/i, write: 'distinguishes' },
  { pattern: /\b(?:flags?|one|first|last|longest) wins?\b/i, write: 'overrides, is used' },
  { pattern: /\bfrom the ground up\b|\bof the house\b/i, write: 'from the lowest to the highest, of the project' },
  { pattern: /\bsomebody\b|\bstrangers?\b/i, write: 'another user, an independent server' },
  { pattern: /\bwhatever\b/i, write: 'any, independently of' },
  { pattern: /\bof (?:its|their) own\b(?=[^ ]| (?:and|or|that|with|in)\b|$)/i, write: 'its own …, a separate …' },
]

/** Phrases that pages and code avoid too; the registers may repeat them from the RFCs. */
/** Replaces matches by blanks, so that lines keep their numbers. */
const blank = (text: string, pattern: RegExp): string => text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '))

/** Returns the prose of a page: without code, quotes and targets of links. */
function proseOf(page: string): string {
  const exempt = [/^```.*?^```/gms, /^ {4}.*$/gm, /`[^`]*`/g, /"[^"\n]*"/g, /“[^”]*”/g, /\]\([^)\s]*\)/g]
  return exempt.reduce(blank, page)
}

const TOKENS = /\/\*.*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gs

/** The comments of a source: without code spans and quotes. */
function commentsOf(source: string): string {
  let comments = ''
  let end = 0
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    comments += blank(source.slice(end, index), /.+/g)
    comments += token.startsWith('/') ? blank(blank(token, /`[^`]*`/g), /"[^"]*"/g) : blank(token, /.+/g)
    end = index + token.length
  }
  return comments
}

/** The strings of a source that are sentences: without comments, names, placeholders and quotes inside of them. */
function stringsOf(source: string): string {
  let strings = ''
  let end = 0
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    const isSentence = !token.startsWith('/') && / \S+ /.test(token)
    strings += blank(source.slice(end, index), /.+/g)
    strings += isSentence ? blank(blank(token, /\$\{[^}]*\}/g), /(?<=.)"[^"\n]*"(?=.)/g) : blank(token, /.+/g)
    end = index + token.length
  }
  return strings
}

/** The strings of a register that users read, in the lines of their rows; without code spans and quotes. */
function rowsOf(register: string): string {
  const rows = JSON.parse(register) as readonly Readonly<Record<string, string>>[]
  const lines = rows.map((row) => ROW.map((name) => blank(blank(row[name] ?? '', /`[^`]*`/g), /"[^"]*"/g)).join(' · '))
  return ['[', ...lines].join('\n')
}

/** Every phrase with its file and line, as an editor opens it. */
function phrasesIn(file: string, prose: string, phrases: readonly Phrase[] = PHRASES): string[] {
  return prose.split('\n').flatMap((line, index) =>
    phrases.flatMap(({ pattern, write }) => {
      const found = pattern.exec(line)
      return found === null ? [] : [`${file}:${index + 1}: "${found[0]}"; write: ${write}`]
    }),
  )
}

async function phrasesOf(
  { files, except }: { readonly files: string[]; readonly except: string[] },
  read: (text: string, path: string) => string,
  phrases: readonly Phrase[] = PHRASES,
): Promise<string[]> {
  const paths = await Array.fromAsync(glob(files, { cwd: root, exclude: ['**/node_modules/**', ...except] }))
  expect(paths.length).to.be.greaterThan(10)
  return paths.sort().flatMap((path) => phrasesIn(path, read(readFileSync(join(root, path), 'utf8'), path), phrases))
}

describe('plain English (docs/style.md)', () => {
  it('is the language of the pages', async () => {
    expect(await phrasesOf(PAGES, proseOf)).to.deep.equal([])
  })

  it('is the language of the command line', async () => {
    expect(await phrasesOf(COMMANDS, stringsOf)).to.deep.equal([])
  })

  it('is the language of findings, requirements and deviations', async () => {
    const read = (text: string, path: string): string => (path.endsWith('.json') ? rowsOf(text) : stringsOf(text))
    expect(await phrasesOf(FINDINGS, read)).to.deep.equal([])
  })

  it('is the language of the comments of harness, reports, tests and scripts', async () => {
    expect(await phrasesOf(CODE, commentsOf)).to.deep.equal([])
  })

  it('is the language of messages and test titles', async () => {
    expect(await phrasesOf(CODE, stringsOf)).to.deep.equal([])
  })

  it('is the language of the comments of mocks, suites and examples', async () => {
    expect(await phrasesOf(COMMENTED, commentsOf)).to.deep.equal([])
  })

  it('names file and line, and ignores quotes and code', () => {
    const page =
      'A user.\n\nIt is played anew.\n\n```\ntold\n```\n\nThe message "nobody is told" and `people`; there is no list.\n'
    expect(phrasesIn('docs/page.md', proseOf(page))).to.deep.equal([
      'docs/page.md:3: "anew"; write: again',
      'docs/page.md:3: "played"; write: run, ran',
    ])
    const source = "/** Whoever is told. */\nconst told = 'the user is told this'\n"
    expect(phrasesIn('harness/cli/a.ts', stringsOf(source))).to.deep.equal([
      'harness/cli/a.ts:2: "told"; write: reported, message',
    ])
    expect(phrasesIn('mocks/a.ts', commentsOf(source))).to.deep.equal([
      'mocks/a.ts:1: "Whoever"; write: anyone who, no user, all users',
      'mocks/a.ts:1: "told"; write: reported, message',
    ])
  })
})
