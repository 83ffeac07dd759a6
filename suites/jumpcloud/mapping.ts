import { type CheckContext, type CheckFamily, defineCheck, defineCheckFamily } from '../../harness/index.ts'
import { type ObjectMapping, readTarget } from '../../mocks/entra/index.ts'
import { expectedProperty, TABLE } from './table.ts'
import { type Passage, tenantStory } from './tenant-story.ts'

type Sample = Parameters<CheckContext['report']['mapping']>[0]['samples'][number]
type Row = ObjectMapping['attributeMappings'][number]

/** One check for each row of the attribute mappings that the run provisions by: all four legs compared, over a whole tenant. */
export const mappingRows: CheckFamily = defineCheckFamily({
  id: 'jumpcloud.mapping.',
  expand: ({ schema }) => {
    const users = schema.synchronizationRules
      .flatMap(({ objectMappings }) => objectMappings)
      .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))
    const rows = (users?.attributeMappings ?? []).filter(
      ({ targetAttributeName }) => !/(?:^|:)manager$/.test(targetAttributeName),
    )
    return rows.map((row) => {
      const home = TABLE.find(({ target }) => target === row.targetAttributeName)
      return defineCheck({
        id: `jumpcloud.mapping.${nameOf(row.targetAttributeName)}`,
        title: `${row.source?.expression ?? 'the default'} arrives as ${home?.property ?? 'SCIM'} unchanged`,
        requirements: [home?.requirement ?? 'entra.update.attributes'],
        run: (context) => judgeRow(context, row, home?.property),
      })
    })
  },
})

function nameOf(target: string): string {
  return target
    .replace(/^urn:.*:/, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/-$/, '')
}

async function judgeRow(
  { once, report, expect, target: facts, inapplicable, skip }: CheckContext,
  row: Row,
  property: string | undefined,
): Promise<void> {
  const target = row.targetAttributeName
  const [urn, name] = splitUrn(target)
  if (!facts.declares(urn, name)) inapplicable(`${target} is not declared in /Schemas`)
  const stories = await once(tenantStory)
  const samples = stories
    .filter(({ isKeptOut }) => !isKeptOut)
    .flatMap(({ case: subject, passages }) =>
      passages
        // A passage that failed says nothing of this row; jumpcloud.tenant.provisioned tells of it.
        .filter(({ synchronisation }) => synchronisation.action !== 'failed')
        .map((passage) => sampleOf(passage, subject, target, property)),
    )
  if (samples.length === 0) skip('nobody could be provisioned', 'entra-create')
  const wrong = samples.filter(({ outcome }) => outcome === 'fail')
  report.mapping({
    row: nameOf(target),
    source: row.source?.expression ?? `"${row.defaultValue ?? ''}"`,
    scim: target,
    jumpcloud: property ?? null,
    outcome: wrong.length > 0 ? 'fail' : 'pass',
    samples,
  })
  const told = wrong
    .slice(0, 3)
    .map(
      ({ subject, sent, echoed, stored, expected }) =>
        `${subject}: sent ${show(sent)}, echoed ${show(echoed)}, stored ${show(stored)}, expected ${show(expected)}`,
    )
  expect(wrong.length, `${wrong.length} of ${samples.length} samples differ: ${told.join('; ')}`).to.equal(0)
}

function sampleOf(
  { phase, person, synchronisation, echoed, stored }: Passage,
  subject: string,
  target: string,
  property: string | undefined,
): Sample {
  const mapped = synchronisation.mapped.attributes.find((attribute) => attribute.target === target)?.value
  const shown = echoed === undefined ? undefined : readTarget(echoed, target)
  const held = property === undefined ? undefined : stored?.[property]
  const expected = property === undefined ? mapped : expectedProperty(property, mapped ?? null)
  // What is null in Entra is not sent, so the target keeps what it has: only what was sent is compared.
  const isSame = target.startsWith('emails') ? isSameAddress : Object.is
  const isEchoed = mapped === undefined || isSame(shown, mapped)
  const isStored = property === undefined || mapped === undefined || isSame(held, expected)
  return {
    subject: `${subject} (${phase})`,
    entra: sourceOf(person, target),
    sent: mapped,
    echoed: shown,
    stored: held,
    expected,
    outcome: isEchoed && isStored ? 'pass' : 'fail',
  }
}

/** E-mail addresses may be canonicalised, such as to lower case (RFC 7643 §4.1.2: "SHOULD be canonicalized by the service provider"). */
function isSameAddress(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return one === other
  return one.toLowerCase() === other.toLowerCase()
}

/** The source value that a reader looks for beside the target. */
function sourceOf(person: Passage['person'], target: string): unknown {
  const sources: Readonly<Record<string, unknown>> = {
    userName: person.mailNickname,
    'name.givenName': person.givenName,
    'name.familyName': person.surname,
    displayName: person.displayName,
    'emails[type eq "work"].value': person.userPrincipalName,
    active: `IsSoftDeleted ${person.IsSoftDeleted}`,
    title: person.jobTitle,
  }
  if (Object.hasOwn(sources, target)) return sources[target]
  return target.endsWith(':department')
    ? person.department
    : target.endsWith(':employeeNumber')
      ? person.employeeId
      : undefined
}

function splitUrn(target: string): [urn: string, path: string] {
  const match = /^(urn:.*):([^:]+)$/.exec(target.replace(/\[.*\]/, ''))
  return match === null
    ? ['urn:ietf:params:scim:schemas:core:2.0:User', target.replace(/\[.*\]/, '')]
    : [match[1] ?? '', match[2] ?? '']
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 50)}… (${text.length - 2} characters)` : text
}
