import { RELATION_WORDS } from './relation-words.ts'
import type { Judgement, ReplayPlan, SoughtMember, Step } from './replay-plan.ts'
import { fill, type Slot, type Template } from './template.ts'

/**
 * Formats a template in the notation that Postman and HTTP files share: `{{id1}}`, and `{{id1_uri}}` if the value is
 * percent-encoded.
 */
export function mustached(template: Template): string {
  return fill(template, (text) => text, mustache)
}

function mustache({ variable, encoding }: Slot): string {
  if (variable === 'token') return '{{SCIM_TOKEN}}'
  if (variable.startsWith('uuid:')) return `${variable.slice('uuid:'.length)}{{digits}}`
  return `{{${variable}${encoding === 'plain' ? '' : `_${encoding}`}}}`
}

/** Returns statements that create the unique names of an execution; `set` writes a variable. */
export function namingStatements({ spellings }: Pick<ReplayPlan, 'spellings'>, set: string): readonly string[] {
  return [
    'const name = "rh" + Math.random().toString(36).slice(2, 10).padEnd(8, "0");',
    `${set}("name", name);`,
    `${set}("NAME", name.toUpperCase());`,
    `${set}("digits", String(Date.now()).slice(-12).padStart(12, "0"));`,
    ...spellings.map(
      ({ variable, pattern }) =>
        `${set}(${quoted(variable)}, [...name].map((c, i) => /[A-Z]/.test(${quoted(pattern)}[i]) ? c.toUpperCase() : c).join(""));`,
    ),
  ]
}

/**
 * Returns statements that store the values of a response that later requests need; the script must define `body` and
 * `header(name)`.
 */
export function captureStatements({ captures }: Step, set: string): readonly string[] {
  return captures.flatMap(({ variable, from, at, part }) => {
    const path = at
      .split('/')
      .slice(1)
      .map((key) => `?.[${quoted(key)}]`)
      .join('')
    const value = from === 'body' ? `String(body${path} ?? "")` : `String(header(${quoted(at)}) ?? "")`
    return [
      `const ${variable} = ${value}${part === 'whole' ? '' : '.split("/").pop()'};`,
      `${set}("${variable}", ${variable});`,
      `${set}("${variable}_uri", encodeURIComponent(${variable}));`,
      `${set}("${variable}_json", JSON.stringify(${variable}).slice(1, -1));`,
      `${set}("${variable}_upper", ${variable}.toUpperCase());`,
    ]
  })
}

/**
 * Returns a description of the correct response, and an expression over `status` and `body` that is true for it;
 * undefined if no program can decide.
 */
export function expectationOf(
  { number, role }: Step,
  judgement: Judgement,
  variable: (name: string) => string,
): { readonly words: string; readonly expression: string } | undefined {
  if (judgement.kind === 'answer' && role === 'decisive')
    return { words: 'the request is answered', expression: 'status > 0' }
  if (judgement.kind === 'status' && role === 'decisive') {
    const { statuses, scimTypes } = judgement
    const pattern = `/^(?:${statuses.map((one) => one.replace('xx', '..')).join('|')})$/.test(String(status))`
    const types = scimTypes.length === 0 ? '' : ` && ${JSON.stringify(scimTypes)}.includes(body?.scimType)`
    return {
      words: `the status is ${statuses.join(' or ')}${scimTypes.length === 0 ? '' : `, with scimType ${scimTypes.join(' or ')}`}`,
      expression: pattern + types,
    }
  }
  if (judgement.kind !== 'members' || judgement.step !== number) return undefined
  const conditions = judgement.members.map(({ pattern, relation, values }) => {
    const { filter } = pattern
    const wanted = `[${values.map((value) => expressionOf(value, variable)).join(', ')}]`
    const condition = filter === undefined ? 'null' : JSON.stringify([filter.after, filter.name, filter.value])
    return `member(body, ${JSON.stringify(pattern.names)}, ${condition}, ${quoted(relation)}, ${wanted})`
  })
  return {
    words: judgement.members.map(describeMember).join(', '),
    expression: conditions.join(' && '),
  }
}

function describeMember({ path, relation, values }: SoughtMember): string {
  const value = relation === 'empty' ? '' : values.length === 1 ? ' the expected value' : ' the expected values'
  return `${path} ${RELATION_WORDS[relation]}${value}`
}

/** A function `member(body, names, filter, relation, wanted)` for expectations of members. */
export const MEMBER_FUNCTION: readonly string[] = [
  'const member = (body, names, filter, relation, wanted) => {',
  '  const get = (one, name) => Object.entries(one ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];',
  '  let found = [body];',
  '  names.forEach((name, place) => {',
  '    found = found.flatMap((one) => get(one, name) ?? []);',
  '    if (filter && filter[0] === place) found = found.filter((one) => String(get(one, filter[1])).toLowerCase() === filter[2].toLowerCase());',
  '  });',
  '  const shown = found.map((one) => String(typeof one === "object" ? one?.value ?? "" : one).toLowerCase()).filter((one) => one !== "");',
  '  const sought = wanted.map((one) => String(one).toLowerCase());',
  '  if (relation === "empty") return shown.length === 0;',
  '  if (relation === "excludes") return !sought.some((one) => shown.includes(one));',
  '  const isThere = sought.every((one) => shown.includes(one));',
  '  return relation === "only" ? isThere && shown.every((one) => sought.includes(one)) : isThere;',
  '};',
]

/** Returns the requests that remove the resources that a plan creates, the youngest first. */
export function removalsOf({
  steps,
  credential,
}: ReplayPlan): readonly { readonly url: string; readonly header: string; readonly value: string }[] {
  return steps
    .flatMap(({ method, url, captures, recorded }) => {
      const id = captures.find(({ from, at }) => from === 'body' && at === '/id')
      if (method !== 'POST' || id === undefined || recorded.status < 200 || recorded.status >= 300) return []
      const value = `${credential.scheme === '' ? '' : `${credential.scheme} `}{{SCIM_TOKEN}}`
      return [{ url: `${mustached(url).split('?')[0] ?? ''}/{{${id.variable}_uri}}`, header: credential.name, value }]
    })
    .reverse()
}

function expressionOf(template: Template, variable: (name: string) => string): string {
  const parts = template.map((piece) =>
    typeof piece === 'string' ? quoted(piece) : variable(piece.variable === 'token' ? 'SCIM_TOKEN' : piece.variable),
  )
  return parts.length === 0 ? '""' : parts.join(' + ')
}

const quoted = (text: string): string => JSON.stringify(text).replaceAll('</', '<\\/')
