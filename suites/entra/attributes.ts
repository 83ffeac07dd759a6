import {
  answerOf,
  type Check,
  type CheckContext,
  type CheckFamily,
  type Dialect,
  defineCheck,
  defineCheckFamily,
  targetName,
} from '../../harness/index.ts'
import {
  readTarget,
  resourcesOf,
  type SourceUser,
  type Synchronisation,
  sampleSources,
  sourcesOf,
} from '../../mocks/entra/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { isSuccess, outcomeOf } from '../support/index.ts'
import { declarationIn, judgeDeclaredAway, needAttribute } from './declared-away.ts'
import { requireDifference } from './difference.ts'
import { filteredAdd } from './filtered-add.ts'
import { fullRows, mappingWith, type Row, userRows } from './full-mapping.ts'
import { expectNothingSentAgain } from './sent-again.ts'
import { expectAction, type ProvisionedUser, provisionedUser, sourceUserFor } from './source-users.ts'
import { idOf, isSameForEntra, patchUser, shownAt } from './wire.ts'

/** Attributes that a server may require of every user; they are never left out of a create. */
const NEEDED = /^(?:userName|displayName|active|emails\[.*\]\.value)$/i
/** Attributes whose rows have separate checks: `active` and roles. */
const CHECKED_SEPARATELY = /^(?:active|roles(?:\[|\.|$).*)$/i

/**
 * Checks each row of the run's mappings and each of Entra's 22 default ones: a new value is sent, a changed value is
 * sent without other attributes, and a returned value is not sent again.
 */
export const attributeUpdates: CheckFamily = defineCheckFamily({
  id: 'entra.attribute.',
  expand: ({ schema, dialect }) =>
    fullRows(userRows(schema))
      .filter(
        ({ targetAttributeName, source }) =>
          !CHECKED_SEPARATELY.test(targetAttributeName) && sourcesOf({ source }).length > 0,
      )
      .map((row) =>
        defineCheck({
          id: `entra.attribute.${targetName(row.targetAttributeName)}`,
          title: `${row.targetAttributeName} is stored, returned and changed without changing other attributes`,
          requirements: ['entra.update.attributes', 'entra.update.add-when-absent', 'entra.update.no-redundant'],
          dependsOn: formsOf(row.targetAttributeName, dialect),
          run: (context) => judgeRow(context, row),
        }),
      ),
})

/** The forms of PATCH by which Entra changes one attribute: a URN as path, or URNs and dots in the keys of a value. */
function formsOf(target: string, dialect: Dialect): NonNullable<Check['dependsOn']> {
  if (dialect === 'legacy') return target.startsWith('urn:') ? ['patch.urn-path'] : []
  return target.includes('.') && !target.includes('[') ? ['patch.path-less-dotted'] : []
}

async function judgeRow(context: CheckContext, row: Row): Promise<void> {
  const { entra, inapplicable, requirement } = context
  const target = row.targetAttributeName
  if (!(await judgeDeclaredAway(context, target, 'entra.update.attributes'))) return
  const names = sourcesOf(row)
  const rows = entra.mapping.mapping.attributeMappings.filter(
    ({ targetAttributeName }) => targetAttributeName !== target,
  )
  const customEntra = entra.with({ mapping: mappingWith(context, [...rows, row]) })
  const { sourceUser, id, isNew } = await createWithout(context, customEntra, row)
  // Other rows that read the same source are sent with it in production; here only this attribute may cause a
  // rejection.
  const single = entra.with({ mapping: mappingWith(context, [row]) })
  const alias = sourceUser.objectId
  const values = (phase: 'before' | 'after'): SourceUser => ({
    ...sourceUser,
    ...withForm(sourceUser, sampleSources(names, alias, phase)),
  })

  // The user as last read, if nothing was sent since. Entra would read the same before it sends a change.
  let shown: JsonObject | undefined
  if (isNew) {
    const added = await single.update(values('before'), id)
    if (added.changes.length === 0) return inapplicable(`the mapping yields no value for ${target}`)
    if (!isExternalId(target))
      await requirement('entra.update.add-when-absent', async () => {
        shown = await arrives(context, added, target, id)
      })
    if (added.action !== 'update') return
  }
  if (isExternalId(target)) {
    shown = await entra.readBack(id)
    if (shown === undefined || readTarget(shown, target) === undefined)
      return inapplicable('the server does not store externalId; entra.create.external-id reports that')
  }
  const changed = await single.update(values('after'), id, shown)
  shown = undefined
  // An expression such as a constant yields the same value for every source.
  if (changed.action === 'none') return inapplicable(`the mapping gives ${target} the same value for different users`)
  await requirement('entra.update.attributes', async () => {
    shown = await arrives(context, changed, target, id)
  })
  if (changed.action !== 'update') return
  const again = await single.update(values('after'), id, shown)
  await requirement('entra.update.no-redundant', () =>
    expectNothingSentAgain(
      context,
      again.changes.filter((change) => change.target === target),
    ),
  )
}

const isExternalId = (target: string): boolean => target.toLowerCase() === 'externalid'

/** Creates a user without the attribute if the server accepts one, else with it. */
async function createWithout(
  context: CheckContext,
  customEntra: CheckContext['entra'],
  row: Row,
): Promise<ProvisionedUser & { readonly isNew: boolean }> {
  const names = sourcesOf(row)
  const isNeeded =
    row.matchingPriority > 0 ||
    NEEDED.test(row.targetAttributeName) ||
    context.entra.mapping.mapping.attributeMappings.some(
      (other) =>
        other.targetAttributeName !== row.targetAttributeName &&
        (other.matchingPriority > 0 || NEEDED.test(other.targetAttributeName)) &&
        sourcesOf(other).some((name) => names.includes(name)),
    )
  const isFiltered = row.targetAttributeName.includes('[')
  // If the server rejects every filtered add, entra.patch.value-path-add reports it once; here changes are judged.
  if (!isNeeded && !(isFiltered && (await context.once(filteredAdd)) === 'refused')) {
    const bare = await sourceUserFor(context, Object.fromEntries(names.map((name) => [name, null])))
    const { action, targetId } = await customEntra.create(bare)
    if (action === 'create' && targetId !== undefined) return { sourceUser: bare, id: targetId, isNew: true }
  }
  const base = await sourceUserFor(context)
  const sourceUser = { ...base, ...withForm(base, sampleSources(names, base.objectId, 'before')) }
  const created = await customEntra.create(sourceUser)
  if (created.action !== 'create' || created.targetId === undefined)
    context.skip(`Entra cannot create a user: ${outcomeOf(created)}`, 'entra.create')
  return { sourceUser, id: created.targetId, isNew: false }
}

/** Gives a nickname the form that the target accepts. */
function withForm(sourceUser: SourceUser, sources: Partial<SourceUser>): Partial<SourceUser> {
  const { mailNickname } = sources
  // A nickname that is omitted from a create is null there.
  const isEmail = typeof sourceUser.mailNickname === 'string' && sourceUser.mailNickname.includes('@')
  if (mailNickname === undefined || !isEmail || mailNickname.includes('@')) return sources
  return { ...sources, mailNickname: `${mailNickname}@contoso.example` }
}

/** Asserts that a sent value is returned; returns the user as read. */
async function arrives(
  context: CheckContext,
  sent: Synchronisation,
  target: string,
  id: string,
): Promise<JsonObject | undefined> {
  expectAction(context, sent, 'update')
  const wanted = sent.mapped.attributes.find((attribute) => attribute.target === target)?.value
  return context.eventually(async () => {
    const user = await context.entra.readBack(id)
    const shown = user === undefined ? undefined : readTarget(user, target)
    if (shown !== wanted && isSameForEntra(wanted, shown)) context.note(`${target} is returned in another letter case`)
    else context.expect(shown, `${target} after the PATCH`).to.deep.equal(wanted)
    return user
  })
}

/**
 * Checks that one POST with all of Entra's default attributes is accepted, including those that the server does not
 * declare.
 */
export const allAttributes: Check = defineCheck({
  id: 'entra.create.all-attributes',
  title: "A POST with Entra's 22 default attributes is accepted, and declared attributes are returned unchanged",
  requirements: ['entra.create.default-attributes', 'entra.create.unlisted-ignored', 'entra.create.echo'],
  async run(context) {
    const { entra, expect, requirement, skip } = context
    const rows = fullRows(context.wholeMapping.attributeMappings).filter(
      ({ targetAttributeName }) => !/^roles/i.test(targetAttributeName),
    )
    // An immutable attribute can be set by a create.
    const isDeclared = ({ targetAttributeName: name }: Row): boolean =>
      ['writable', 'immutable'].includes(declarationIn(context, name))
    // A /Schemas that declares none of them is ignored; matching attributes are always sent.
    const declared = rows.some(isDeclared) ? rows.filter((row) => row.matchingPriority > 0 || isDeclared(row)) : rows
    const names = [...new Set(rows.flatMap(sourcesOf))]
    const make = async (): Promise<SourceUser> => {
      const base = await sourceUserFor(context)
      return { ...base, ...withForm(base, sampleSources(names, base.objectId, 'before')) }
    }
    const customEntra = entra.with({ mapping: mappingWith(context, declared) })
    const created = await customEntra.provision(await make())
    // If no user can be created, entra.create reports that.
    if (created.action === 'failed') await provisionedUser(context)
    await requirement('entra.create.default-attributes', () => expectAction(context, created, 'create'))
    if (created.targetId === undefined) return skip('no user was created', 'entra.create')
    const shown = await entra.readBack(created.targetId)
    for (const { target: name, value } of created.mapped.attributes) {
      const echoed = shown === undefined ? undefined : readTarget(shown, name)
      if (isExternalId(name) && echoed === undefined) continue
      if (!isSameForEntra(value, echoed))
        await requirement('entra.create.echo', () => expect(echoed, `${name} after the POST`).to.deep.equal(value))
    }
    if (declared.length === rows.length) return
    const everything = await entra.with({ mapping: mappingWith(context, rows) }).provision(await make())
    await requirement('entra.create.unlisted-ignored', () => expectAction(context, everything, 'create'))
  },
})

function needExternalIdMapped({ entra, inapplicable, target }: CheckContext): void {
  const isMapped = entra.mapping.mapping.attributeMappings.some(({ targetAttributeName }) =>
    isExternalId(targetAttributeName),
  )
  if (target.observe === 'jumpcloud' && !isMapped)
    inapplicable('the mapping has no externalId, and JumpCloud has no property for it')
}

/** Skips the check if the server does not store even a simple externalId, which `entra.create.external-id` reports. */
export async function needExternalId(context: CheckContext): Promise<void> {
  const { entra, given, skip } = context
  needExternalIdMapped(context)
  const body = await given.userBody({ externalId: given.unique() })
  const created = await entra.client.create('/Users', body)
  const id = isSuccess(created) ? idOf(context, created) : undefined
  if (id === undefined || (await shownAt(context, id, 'externalId')) !== body['externalId'])
    skip('the server does not store a plain externalId', 'entra.create.external-id')
}

/** Checks that externalId is stored and can be used for matching, as tenants that match by it need. */
export const externalId: Check = defineCheck({
  id: 'entra.create.external-id',
  title: 'externalId is returned unchanged, and a query by it finds the user',
  requirements: ['entra.create.external-id', 'entra.match.by-external-id'],
  async run(context) {
    const { entra, expect, given, requirement } = context
    needExternalIdMapped(context)
    const body = await given.userBody({ externalId: given.unique() })
    const response = await entra.client.create('/Users', body)
    if (!isSuccess(response))
      context.skip(
        `a user with externalId cannot be created: the POST was answered ${answerOf(response)}`,
        'entra.create',
      )
    const id = idOf(context, response)
    const shown = await shownAt(context, id, 'externalId')
    await requirement('entra.create.external-id', () => expect(shown, 'externalId').to.equal(body['externalId']))
    if (shown === undefined) return
    const found = await entra.client.query('/Users', 'externalId', String(body['externalId']))
    await requirement('entra.match.by-external-id', () => {
      expect(found, 'the query by externalId').to.be.answered(200)
      const ids = (resourcesOf(found) ?? []).map((user) => user['id'])
      expect(ids, `ids of the users that externalId eq ${JSON.stringify(body['externalId'])} finds`).to.include(id)
    })
  },
})

/** Checks that a value stays when it is emptied in Entra, because Entra sends nothing for an empty source attribute. */
export const nullIsNotSent: Check = defineCheck({
  id: 'entra.clear.value-kept',
  title: 'The server keeps a value that becomes empty in Entra, because Entra does not send empty values',
  requirements: ['entra.clear.not-sent'],
  async run(context) {
    const { entra, expect } = context
    await needAttribute(context, 'title')
    const { sourceUser, id } = await provisionedUser(context)
    const before = await shownAt(context, id, 'title')
    await requireDifference(context, sourceUser, { ...sourceUser, surname: 'Roe' })
    const cleared = await entra.update({ ...sourceUser, jobTitle: null, surname: 'Roe' }, id)
    expectAction(context, cleared, 'update')
    if (cleared.mapped.attributes.some(({ target }) => target === 'title'))
      return context.inapplicable('the mapping gives an empty jobTitle a value')
    await context.eventually(async () => expect(await shownAt(context, id, 'title'), 'title').to.equal(before))
  },
})

/** Checks a Replace with an empty string, which administrators may be asked to use to clear a value. */
export const emptyStringClears: Check = defineCheck({
  id: 'entra.clear.empty-text',
  title: 'Replace with an empty string leaves the attribute empty or without a value',
  requirements: ['entra.clear.empty-text'],
  async run(context) {
    const { expect, eventually } = context
    await needAttribute(context, 'title')
    const { id } = await provisionedUser(context)
    const response = await patchUser(context, id, { op: 'replace', path: 'title', value: '' })
    expect(response, 'Replace of title with ""').to.be.answered([200, 299])
    await eventually(async () => expect((await shownAt(context, id, 'title')) ?? '', 'title').to.equal(''))
  },
})
