import {
  type CheckContext,
  type CheckFamily,
  declarationOf,
  defineCheck,
  defineCheckFamily,
  shorten,
} from '../../harness/index.ts'
import { ordinaryUser, readTarget, sourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { undeclaredReason } from '../support/index.ts'
import { expectedProperty, isSameValue, requirementOf, rowOf } from './table.ts'
import { type PhaseResult, sentAt, tenantStory } from './tenant-story.ts'
import { isReference, nameOf, type Row, userRows } from './user-rows.ts'

type MappingRow = Parameters<CheckContext['report']['mapping']>[0]
type Sample = MappingRow['samples'][number]

/**
 * Checks each row of the attribute mappings of the run: compares the value in Entra, in the SCIM request, in the SCIM
 * response and in JumpCloud, over a whole tenant.
 */
export const mappingRows: CheckFamily = defineCheckFamily({
  id: 'jumpcloud.mapping.',
  expand: ({ schema, observe }) => {
    const seen = new Map<string, number>()
    return userRows(schema).map((row) => {
      const target = row.targetAttributeName
      const home = rowOf(target)
      const times = (seen.get(nameOf(target)) ?? 0) + 1
      seen.set(nameOf(target), times)
      const name = times === 1 ? nameOf(target) : `${nameOf(target)}-${times}`
      const arrives = observe === 'jumpcloud' && home !== undefined ? home.property : target
      return defineCheck({
        id: `jumpcloud.mapping.${name}`,
        title: `${sourceText(row)} arrives ${arrives === 'suspended' ? 'inverted' : 'unchanged'} as ${arrives}`,
        requirements: [home === undefined ? 'entra.update.attributes' : requirementOf(home)],
        run: (context) => (isReference(row) ? judgeReference(context, row) : judgeRow(context, row, name)),
      })
    })
  },
})

const sourceText = ({ source, defaultValue }: Row): string => source?.expression ?? `"${defaultValue ?? ''}"`

/** Returns the members of the report's row that are the same for every outcome. */
function rowFor(row: Row, name: string): Omit<MappingRow, 'outcome' | 'samples'> {
  const target = row.targetAttributeName
  return { row: name, source: sourceText(row), scim: target, jumpcloud: rowOf(target)?.property ?? null }
}

async function judgeRow(context: CheckContext, row: Row, name: string): Promise<void> {
  const { once, report, expect, target: facts, inapplicable, skip, jumpcloud } = context
  const target = row.targetAttributeName
  const reported = rowFor(row, name)
  const leaveOut = (reason: string): never => {
    report.mapping({ ...reported, outcome: 'inapplicable', samples: [] })
    return inapplicable(reason)
  }
  if (!isCommon(target) && !facts.declares(...declarationOf(target))) leaveOut(undeclaredReason(facts, target))
  const stories = await once(tenantStory)
  const samples = stories.flatMap(({ case: subject, broken, results }) => {
    // Values that break JumpCloud's rules are judged by jumpcloud.tenant.kept-out; another server's own copy is judged
    // here.
    if (broken !== undefined && jumpcloud.kind === 'jumpcloud') return []
    return (
      results
        // A failed phase proves nothing about this row; jumpcloud.tenant.provisioned reports it.
        .filter(({ synchronisation }) => synchronisation.action !== 'failed')
        .map((result) => sampleOf(result, subject, row, broken === undefined ? reported.jumpcloud : null))
    )
  })
  if (samples.length === 0) {
    report.mapping({ ...reported, outcome: 'skip', samples: [] })
    skip('no user could be created', 'entra.create')
  }
  // externalId has no property in JumpCloud, and another requirement (a SHOULD) covers it.
  if (isCommon(target) && samples.every(({ echoed }) => echoed === undefined))
    leaveOut(`the server does not store ${target}`)
  const wrong = samples.filter(({ outcome }) => outcome === 'fail')
  report.mapping({ ...reported, outcome: wrong.length > 0 ? 'fail' : 'pass', samples })
  const examples = wrong
    .slice(0, 3)
    .map(
      ({ subject, sent, echoed, stored, expected }) =>
        `${subject}: sent ${show(sent)}, echoed ${show(echoed)}, stored ${show(stored)}, expected ${show(expected)}`,
    )
  expect(wrong.length, `${wrong.length} of ${samples.length} samples differ: ${examples.join('; ')}`).to.equal(0)
}

/**
 * Returns whether a target attribute is externalId, which is common to all resources and in no schema (RFC 7643 §3.1).
 */
const isCommon = (target: string): boolean => target.toLowerCase() === 'externalid'

function sampleOf(result: PhaseResult, subject: string, row: Row, property: string | null): Sample {
  const { phase, sourceUser, echoed, stored } = result
  const target = row.targetAttributeName
  const mapped = sentAt(result, target)
  const shown = echoed === undefined ? undefined : readTarget(echoed, target)
  const held = property === null ? undefined : stored?.[property]
  const expected = property === null ? mapped : expectedProperty(property, mapped ?? null)
  // A null value in Entra is not sent, so the target keeps its old value: only sent values are compared.
  const isKept = mapped === undefined
  const isEchoed = isKept || isSameValue(target, shown, mapped)
  const isStored = isKept || property === null || isSameValue(target, held, expected)
  return {
    subject: `${subject} (${phase})`,
    entra: sourceOf(row, sourceUser),
    sent: mapped,
    echoed: shown,
    stored: held,
    expected,
    outcome: isEchoed && isStored ? 'pass' : 'fail',
  }
}

/**
 * Returns the source value that the report shows beside the target; for an expression over several sources, each value
 * by its name.
 */
function sourceOf(row: Row, sourceUser: PhaseResult['sourceUser']): unknown {
  const names = sourcesOf(row)
  const [first] = names
  if (first === undefined) return row.source?.expression ?? row.defaultValue
  return names.length === 1 ? sourceUser[first] : Object.fromEntries(names.map((name) => [name, sourceUser[name]]))
}

/**
 * Judges the row of the manager, which Entra sends in a separate PATCH as the id of another user; JumpCloud has no
 * property for it.
 */
async function judgeReference(context: CheckContext, row: Row): Promise<void> {
  const { entra, given, report, expect, target: facts, inapplicable, skip } = context
  const reported = rowFor(row, 'manager')
  if (!facts.declares(...declarationOf(row.targetAttributeName))) {
    report.mapping({ ...reported, outcome: 'inapplicable', samples: [] })
    inapplicable(undeclaredReason(facts, 'manager'))
  }
  const [user, manager] = [ordinaryUser(given.unique()), ordinaryUser(given.unique())]
  const [{ targetId: id }, { targetId: managerId }] = [await entra.provision(user), await entra.provision(manager)]
  if (id === undefined || managerId === undefined) {
    report.mapping({ ...reported, outcome: 'skip', samples: [] })
    return skip('no user could be created', 'entra.create')
  }
  await entra.setManager(id, managerId, 'add')
  const echoed = readTarget((await entra.readBack(id)) ?? {}, row.targetAttributeName)
  const shown = isJsonObject(echoed) ? echoed['value'] : echoed
  const outcome = shown === managerId ? 'pass' : 'fail'
  const sample = {
    subject: 'ordinary',
    entra: manager.objectId,
    sent: managerId,
    echoed: shown,
    expected: managerId,
    outcome,
  } as const
  report.mapping({ ...reported, outcome, samples: [sample] })
  expect(shown, 'the returned manager').to.equal(managerId)
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${shorten(text, 50)} (${text.length - 2} characters)` : text
}
