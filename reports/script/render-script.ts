import { RELATION_WORDS } from '../replay/relation-words.ts'
import type { ReplayPlan, Step } from '../replay/replay-plan.ts'
import { fill, type Slot, type Template, variablesOf } from '../replay/template.ts'
import { oneLine } from '../text/index.ts'
import { MEMBER_LIBRARY, RECORDED_LIBRARY, SHELL_LIBRARY, STATUS_LIBRARY } from './shell-library.ts'

/** The program that wrote a script. */
export interface ScriptOrigin {
  readonly version: string
  readonly startedAt: string
}

/**
 * Renders a finding as a POSIX shell script that needs only sh, curl and the utilities of every POSIX system: it
 * creates what it needs, sends the decisive request, and exits with 1 if the fault occurs, 0 if it does not, and 2 if
 * it cannot decide. Pure.
 */
export function renderScript(plan: ReplayPlan, { version, startedAt }: ScriptOrigin): string {
  const { check, baseUrl, credential, judgement } = plan
  const isRecorded = judgement.kind === 'recorded'
  const libraries = [
    SHELL_LIBRARY,
    ...(judgement.kind === 'status' ? [STATUS_LIBRARY] : []),
    ...(judgement.kind === 'members' ? [MEMBER_LIBRARY] : []),
    ...(isRecorded ? [RECORDED_LIBRARY] : []),
  ]
  const about = [
    check.failure ?? check.title,
    ...(check.reason === undefined ? [] : ['', `Seen on ${startedAt}: ${check.reason}`]),
    ...(check.remedy === undefined ? [] : ['', `To fix: ${check.remedy}`]),
    '',
    `Check ${check.id} of scim-rehearsal ${version} against ${baseUrl}.`,
    'Exit code: 1 the fault occurs, 0 it does not, 2 undecided.',
    'SCIM_URL is the base URL of the server, SCIM_TOKEN the credential without its scheme, SCIM_TIMEOUT the seconds that an answer may take.',
  ]
  return [
    '#!/bin/sh',
    ...about.map((line) => `# ${oneLine(line)}`.trimEnd()),
    '',
    'set -u',
    'LC_ALL=C',
    'export LC_ALL',
    `SCIM_URL=\${SCIM_URL:-${quote(baseUrl)}}`,
    'SCIM_URL=${SCIM_URL%/}',
    'SCIM_TOKEN=${SCIM_TOKEN-}',
    'SCIM_TIMEOUT=${SCIM_TIMEOUT:-60}',
    `credential="${doubleQuoted(`${credential.name}: ${credential.scheme === '' ? '' : `${credential.scheme} `}`)}$SCIM_TOKEN"`,
    "origin=$(printf '%s' \"$SCIM_URL\" | sed 's|^\\([a-z]*://[^/]*\\).*|\\1|')",
    'work=${TMPDIR:-/tmp}/scim-script-$$',
    '(umask 077 && mkdir "$work") || exit 2',
    ': >"$work/made"',
    // Two runs of a script within a day get different names.
    'name=rh$(printf \'%05d%03d\' "$(($(date +%s) % 100000))" "$(($$ % 1000))")',
    "NAME=$(printf '%s' \"$name\" | tr 'a-z' 'A-Z')",
    'digits=$(printf \'%012d\' "$(($(date +%s) % 100000 * 100000 + $$ % 100000))")',
    ...libraries.map((library) => library.trimEnd()),
    '',
    'fault_occurs() { say; say "THE FAULT OCCURS: $*"; exit 1; }',
    'trap clean_up EXIT',
    'end_on_signal',
    ...plan.spellings.map(({ variable, pattern }) => `${variable}=$(like ${quote(pattern)})`),
    ...(usesToken(plan)
      ? ['if [ -z "$SCIM_TOKEN" ]; then undecided "set SCIM_TOKEN to the credential of the server"; fi']
      : []),
    ...plan.steps.flatMap((step) => stepLines(step, plan)),
    '',
    ...judgementLines(plan),
    '',
  ].join('\n')
}

function stepLines(step: Step, plan: ReplayPlan): readonly string[] {
  const { number, role, method, url, headers, body, captures, recorded } = step
  const what = { prepare: 'prepares', decisive: 'the decisive request', read: 'reads the effect' }[role]
  // Headers that curl adds by itself are removed unless the request had them.
  const absent = ['accept', 'user-agent', ...(body === undefined ? [] : ['content-type'])].filter(
    (name) => !headers.some((header) => header.name === name),
  )
  const options = [
    ...headers.map(({ name, value }) =>
      value.length === 0 ? ` -H ${quote(`${name};`)}` : ` \\\n  -H "${doubleQuoted(`${name}: `)}${inQuotes(value)}"`,
    ),
    ...absent.map((name) => ` -H '${name}:'`),
  ].join('')
  return [
    '',
    `# ${number}: ${what}${role === 'read' ? '' : `; the run was answered ${recorded.status === 0 ? 'nothing' : recorded.status}`}`,
    // A server may store times in seconds.
    ...(role === 'decisive' && number > 1 && isAboutInstants(plan.check) ? ['sleep 1.1 2>/dev/null || sleep 2'] : []),
    ...(body === undefined ? [] : ['body <<END_OF_BODY', hereDocument(body), 'END_OF_BODY']),
    `send ${number} ${method} "${inQuotes(url)}" ${body === undefined ? 'nothing' : 'body'}${options}`,
    // In a comparison, one different response proves that the fault is gone.
    ...(role === 'prepare' && plan.judgement.kind !== 'recorded' ? [`prepared ${number} ${recorded.status}`] : []),
    ...captures.flatMap(({ variable, from, at, part, isNeeded }) => {
      const read = `$(${from === 'body' ? 'value' : 'header'} ${number} ${quote(at)})`
      return [
        `${variable}=${read}`,
        ...(part === 'last-segment' ? [`${variable}=$(last_segment "$${variable}")`] : []),
        ...(isNeeded === true ? [`need ${number} "$${variable}" ${quote(at)}`] : []),
      ]
    }),
  ]
}

function judgementLines({ judgement, decisive, check, steps, documents }: ReplayPlan): readonly string[] {
  const right = 'say; say "The fault does not occur."; exit 0'
  const { number, recorded } = decisive
  switch (judgement.kind) {
    case 'answer':
      return [
        `if [ "$(cat "$work/${number}.status")" = 000 ]; then fault_occurs 'the request is not answered'; fi`,
        right,
      ]
    case 'status':
      return [
        `judge_status ${number} ${String(recorded.status).padStart(3, '0')} ${judgement.statuses.join(' ')}`,
        ...(judgement.scimTypes.length === 0 ? [] : scimTypeLines(number, judgement.scimTypes)),
        right,
      ]
    case 'members':
      return [
        ...[...new Set([judgement.step, number])].map(
          (one) => `case $(cat "$work/${one}.status") in 2??) ;; *) undecided 'a request was rejected' ;; esac`,
        ),
        ...judgement.members.map(({ path, pattern, relation, values }) => {
          const { names, filter } = pattern
          const condition = filter === undefined ? "''" : quote(`${filter.after} ${filter.name} ${filter.value}`)
          const listed = values.map(inQuotes).join('\n')
          const call = `member ${judgement.step} ${relation} ${quote(names.join(' '))} ${condition} "${listed}"`
          return `${call} ||\n  fault_occurs ${quote(`${oneLine(path)} ${RELATION_WORDS[relation]}`)}" ${listed.replaceAll('\n', ', ')}"`
        }),
        right,
      ]
    case 'recorded':
      return [
        `instants=${isAboutInstants(check) ? 1 : 0}`,
        ...steps.filter((step) => judgement.steps.includes(step.number)).flatMap(recordedLines),
        '',
        `for step in ${judgement.steps.join(' ')}; do`,
        '  same_trouble "$step"',
        '  say "step	$step" >>"$work/now"',
        '  answered "$step" >>"$work/now"',
        '  say "step	$step" >>"$work/then"',
        '  answered "was$step" >>"$work/then"',
        'done',
        'masked <"$work/now" | normalize >"$work/now.normal"',
        'masked <"$work/then" | normalize >"$work/then.normal"',
        'if cmp -s "$work/now.normal" "$work/then.normal"; then',
        ...documents.map(({ path, checksum }) => `  document ${quote(path)} ${checksum}`),
        `  fault_occurs ${quote(`the answers are the same as in the run: ${oneLine(check.reason ?? 'they are wrong')}`)}`,
        'fi',
        'say',
        'say "What differs from the wrong answers of the run (<: the run, >: now):"',
        'diff "$work/then.normal" "$work/now.normal" || :',
        right,
      ]
    default:
      return ["undecided 'compare the answers with the rule by eye'"]
  }
}

function isAboutInstants({ reason = '', failure = '' }: ReplayPlan['check']): boolean {
  return /lastModified|created\b|meta\.|timestamp/i.test(`${reason} ${failure}`)
}

function scimTypeLines(number: number, scimTypes: readonly string[]): readonly string[] {
  return [
    `type=$(value ${number} /scimType)`,
    'case $type in',
    `  ${scimTypes.map(quote).join(' | ')}) ;;`,
    `  *) fault_occurs "scimType is \${type:-missing}; expected: ${doubleQuoted(scimTypes.join(' or '))}" ;;`,
    'esac',
  ]
}

/** The headers that are compared. */
const COMPARED = new Set(['content-type', 'location', 'etag', 'www-authenticate', 'allow', 'retry-after'])

function recordedLines({ number, recorded }: Step): readonly string[] {
  const { status, headers, body } = recorded
  return [
    '',
    `# The response of the run to request ${number}.`,
    `recorded ${number} ${String(status).padStart(3, '0')} <<END_OF_ANSWER`,
    ...headers
      .filter(({ name }) => COMPARED.has(name))
      .map(({ name, value }) => `${name}: ${hereDocument(value).replaceAll(/[\r\n]+/g, ' ')}`),
    '',
    hereDocument(body),
    'END_OF_ANSWER',
  ]
}

function usesToken({ steps }: ReplayPlan): boolean {
  return steps.some(({ headers }) => headers.some(({ value }) => variablesOf(value).includes('token')))
}

/** Formats a string as a here document that substitutes variables. */
function hereDocument(template: Template): string {
  const literal = (text: string): string =>
    text
      .replaceAll('\u0000', '')
      .replaceAll(/[\\$`]/g, '\\$&')
      .replaceAll(/^END_OF_(?:BODY|ANSWER)$/gm, ' $&')
  return fill(template, literal, substitution)
}

/** Text between double quotes. */
function inQuotes(template: Template): string {
  return fill(template, doubleQuoted, substitution)
}

function substitution({ variable, encoding }: Slot): string {
  if (variable === 'token') return encoding === 'plain' ? '${SCIM_TOKEN}' : '$(escape "$SCIM_TOKEN")'
  if (variable.startsWith('uuid:')) return `${variable.slice('uuid:'.length)}\${digits}`
  if (encoding === 'plain') return `\${${variable}}`
  return `$(${FUNCTIONS[encoding]} "$${variable}")`
}

const FUNCTIONS = { uri: 'encode', json: 'escape', upper: 'upper' } as const

const doubleQuoted = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/[\\$`"]/g, '\\$&')

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
