import {
  type Check,
  type CheckContext,
  type CheckFamily,
  declarationOf,
  defineCheck,
  defineCheckFamily,
  shorten,
} from '../../harness/index.ts'
import { ordinaryUser, type SourceUser, sampleSources, sourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { outcomeOf, undeclaredReason } from '../support/index.ts'
import { ADMINISTRATORS_OWN } from './administrators-own.ts'
import { isSameProperty, kindOf } from './record-changes.ts'
import { rowOf } from './table.ts'
import { sourcesIn, userWithChanges } from './tenant-users.ts'
import { isReference, nameOf, type Row, userRows } from './user-rows.ts'
import { arrivedUser, expectDone, expectStored, mappedProperties, mappedUserName, portalOf } from './users.ts'

/** Sources whose change always has another effect; other checks cover them. */
const COVERED_BY_OTHERS = /^(?:IsSoftDeleted|appRoleAssignments|objectId)$/

/**
 * Checks each row: a change of only its attribute leaves everything else unchanged, in JumpCloud and in SCIM responses.
 */
export const noOtherChanges: CheckFamily = defineCheckFamily({
  id: 'jumpcloud.alone.',
  expand: ({ schema, dialect }) => {
    const rows = userRows(schema)
    const seen = new Set<string>()
    return rows.flatMap((row) => {
      const name = nameOf(row.targetAttributeName)
      const sources = sourcesOf(row)
      const isExcluded =
        sources.length === 0 || sources.some((source) => COVERED_BY_OTHERS.test(source)) || isReference(row)
      if (isExcluded || row.matchingPriority > 0 || seen.has(name)) return []
      seen.add(name)
      return [
        defineCheck({
          id: `jumpcloud.alone.${name}`,
          title: `A change of ${row.targetAttributeName} changes nothing else`,
          requirements: ['jumpcloud.mapping.others-unchanged', 'entra.patch.others-stay'],
          dependsOn: dialect === 'legacy' && row.targetAttributeName.startsWith('urn:') ? ['patch.urn-path'] : [],
          run: (context) => judgeOtherChanges(context, row),
        }),
      ]
    })
  },
})

async function judgeOtherChanges(context: CheckContext, row: Row): Promise<void> {
  const { entra, expect, given, inapplicable, jumpcloud, requirement, skip, target: facts } = context
  const { targetAttributeName: target } = row
  if (target.toLowerCase() !== 'externalid' && !facts.declares(...declarationOf(target)))
    inapplicable(undeclaredReason(facts, target))
  const rows = entra.mapping.mapping.attributeMappings
  const base = ordinaryUser(given.unique())
  const missing = sourcesIn(rows).filter((name) => !Object.hasOwn(base, name))
  const sourceUser = { ...base, ...sampleSources(missing, base.mailNickname, 'before') } as SourceUser
  const created = await entra.provision(sourceUser)
  const { targetId: id } = created
  if (created.action !== 'create' || id === undefined)
    return skip(`Entra cannot create a user: ${outcomeOf(created)}`, 'entra.create')
  const userName = mappedUserName(created)
  const readBoth = async () => ({
    shown: await entra.readBack(id),
    stored: await jumpcloud.systemUser({ id, userName }),
  })
  const before = await readBoth()
  const updatedUser = userWithChanges([row], sourceUser)
  const updated = await entra.update(updatedUser, id)
  if (updated.action !== 'update') return skip(`${target} is not updated: ${outcomeOf(updated)}`, 'entra.update')
  const after = await readBoth()
  // Rows that read the same source change together with this one.
  const touched = new Set(updated.changes.map((change) => change.target))
  const properties = new Set([...touched].flatMap((one) => rowOf(one)?.property ?? []))
  const names = new Set([...touched].map((one) => declarationOf(one)[1].split('.')[0]))
  if (jumpcloud.kind === 'jumpcloud') {
    // The rows of side effects judge properties to which nothing is mapped.
    const changed = differing(before.stored, after.stored).filter(
      (name) => kindOf(name) === 'mapped' && !properties.has(name),
    )
    await requirement('jumpcloud.mapping.others-unchanged', () =>
      expect(changed, `changed properties other than ${[...properties].join(', ')}`).to.deep.equal([]),
    )
  }
  const flat = (resource: JsonObject | undefined): JsonObject => flattened(resource ?? {})
  const changed = differing(flat(before.shown), flat(after.shown)).filter((name) => !names.has(name))
  await requirement('entra.patch.others-stay', () =>
    expect(changed, `changed attributes other than ${[...touched].join(', ')}`).to.deep.equal([]),
  )
}

function differing(before: JsonObject | undefined, after: JsonObject | undefined): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...names].filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
}

/**
 * Returns the attributes of a resource including those of its extensions, without meta and schemas, which the server
 * sets.
 */
function flattened(resource: JsonObject): JsonObject {
  const entries = Object.entries(resource).flatMap(([name, value]): [string, JsonValue | undefined][] =>
    name.startsWith('urn:') && isJsonObject(value) ? Object.entries(value) : [[name, value]],
  )
  return Object.fromEntries(entries.filter(([name]) => name !== 'meta' && name !== 'schemas'))
}

/** Checks that updates do not remove custom attributes that an administrator set in JumpCloud. */
export const adminFieldsKept: Check = defineCheck({
  id: 'jumpcloud.alone.admin-fields',
  title: 'Custom attributes that an administrator set in JumpCloud survive an update, a disable and an enable',
  requirements: ['jumpcloud.mapping.admin-fields-kept'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect } = context
    const user = await arrivedUser(context)
    const own = await portal.edit(user.stored._id, structuredClone(ADMINISTRATORS_OWN))
    const updatedUser = { ...user.sourceUser, displayName: 'Jane Roe' }
    expectDone(context, await entra.update(updatedUser, user.id), 'the update')
    expectDone(context, await entra.disable(updatedUser, user.id), 'the disable')
    expectDone(context, await entra.update(updatedUser, user.id), 'the enable')
    const wanted = mappedProperties(context, updatedUser, ['displayname'])
    const stored = await expectStored(context, user, { ...wanted, suspended: false }, 'after the enable')
    // The rows of side effects judge all other properties, including in the traffic of this check.
    for (const name of Object.keys(ADMINISTRATORS_OWN).filter((own) => kindOf(own) === 'ignored'))
      expect(stored?.[name], `${name} in JumpCloud, which an administrator set`).to.fit(
        (value) => isSameProperty(value as JsonValue | undefined, own[name]),
        shorten(JSON.stringify(own[name]) ?? '', 200),
      )
  },
})
