import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { type JsonObject, type ScimResource, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  type CreatedResource,
  eventuallyReturns,
  isAssigned,
  read,
  requireDeclared,
  userWithExistingName,
} from '../support/index.ts'
import { differences } from './support/changes.ts'

/** Checks the simplest create, answered as RFC 7644 §3.3 requires; if it fails, all other creates would fail too. */
export const createAnswers201: Check = defineCheck({
  id: 'scim.create.answers-201',
  title: 'POST of a valid User returns 201 with the new resource',
  requirements: ['rfc7644-3.3-01', 'rfc7644-3.3-05', 'rfc7644-3.3-06', 'rfc7643-3.1-01', 'rfc7643-3.1-02'],
  decides: { ability: 'create.status', requirement: 'rfc7644-3.3-05' },
  async run({ scim, given, expect, target, requirement }) {
    const response = await scim.post(target.endpoint('User'), await given.plainUserBody())
    await requirement('rfc7644-3.3-01', () => expect(response).to.be.success())
    if (!response.isSuccess) return
    await requirement('rfc7644-3.3-05', () => expect(response).to.have.status(201))
    await requirement('rfc7644-3.3-06', () => expect(response).to.be.scimResource('User'))
    if (response.body === undefined) return
    await requirement('rfc7643-3.1-02', () => expect(response.id, 'id of the created User').to.be.a('string'))
    await requirement('rfc7643-3.1-01', () =>
      expect(response.resource.meta, 'meta of the created User').to.be.an('object'),
    )
  },
})

/** Checks the Location header of the response to a create (RFC 7644 §3.3). */
export const createHasLocation: Check = defineCheck({
  id: 'scim.create.location-header',
  title: 'The response to a create has the URL of the new resource in its Location header',
  requirements: ['rfc7644-3.3-07', 'rfc7644-3.3-08'],
  decides: { ability: 'create.location', requirement: 'rfc7644-3.3-07' },
  async run({ scim, given, expect, target, requirement, skip }) {
    const response = await scim.post(target.endpoint('User'), await given.userBody())
    if (!response.isSuccess) skip(`a User cannot be created: ${response.describe()}`, 'create.user')
    const location = response.headers['location']
    await requirement('rfc7644-3.3-07', () => expect(location, 'Location header of the response').to.be.a('string'))
    const shown = response.body === undefined ? undefined : response.resource.meta?.location
    if (location === undefined || shown === undefined) return
    await requirement('rfc7644-3.3-08', () =>
      expect(new URL(location, scim.baseUrl).href, 'Location header').to.equal(new URL(shown, scim.baseUrl).href),
    )
  },
})

/** Checks that a userName that is in use is rejected (RFC 7644 §3.3). */
export const duplicateIsConflict: Check = defineCheck({
  id: 'scim.create.duplicate-user-name',
  title: 'POST of an existing userName returns 409 uniqueness',
  requirements: ['rfc7644-3.3-09', 'rfc7643-4.1.1-02'],
  async run({ scim, given, once, expect, target, requirement }) {
    const user = await userWithExistingName({ once })
    const response = await scim.post(target.endpoint('User'), await given.userBody({ userName: user['userName'] }))
    await requirement('rfc7643-4.1.1-02', () =>
      expect(response, 'a second User with the same userName').to.not.be.success(),
    )
    await requirement('rfc7644-3.3-09', () => expect(response).to.be.scimError(409, 'uniqueness'))
  },
})

/** Checks that uniqueness of userName ignores letter case (RFC 7643 §4.1.1). */
export const duplicateIgnoresCase: Check = defineCheck({
  id: 'scim.create.user-name-ignores-case',
  title: 'A userName that differs from an existing one only in letter case is a duplicate',
  requirements: ['rfc7643-4.1.1-03'],
  async run({ scim, given, once, expect, target }) {
    const user = await userWithExistingName({ once })
    const response = await scim.post(
      target.endpoint('User'),
      await given.userBody({ userName: String(user['userName']).toUpperCase() }),
    )
    expect(response, 'a second User with the same userName in capitals').to.not.be.success()
  },
})

/** Checks that userName is required (RFC 7643 §4.1.1). */
export const userNameIsRequired: Check = defineCheck({
  id: 'scim.create.user-name-required',
  title: 'POST of a User without userName is rejected',
  requirements: ['rfc7643-4.1.1-01'],
  async run({ scim, given, expect, target, warn }) {
    const response = await scim.post(target.endpoint('User'), await given.userBody({ userName: undefined }))
    expect(response).to.be.refused()
    if (response.status !== 400) warn(`RFC 7644 suggests 400: ${response.describe()}`)
  },
})

/** Checks that the server ignores an id and meta that a client sends (RFC 7644 §3.3). */
export const clientIdIsIgnored: Check = defineCheck({
  id: 'scim.create.client-id-ignored',
  title: 'id and meta in the body of a POST are ignored',
  requirements: ['rfc7643-3.1-05', 'rfc7643-3.1-16', 'rfc7644-3.3-02'],
  async run({ scim, given, expect, target, requirement }) {
    const wished = given.unique('id')
    const body = await given.userBody({ id: wished, meta: { resourceType: 'User', created: '2001-01-01T00:00:00Z' } })
    const response = await scim.post(target.endpoint('User'), body)
    await requirement('rfc7644-3.3-02', () => expect(response).to.be.success())
    if (!response.isSuccess || response.body === undefined) return
    await requirement('rfc7643-3.1-05', () => expect(response.id, 'id of the created User').to.not.equal(wished))
    const created = response.resource.meta?.created
    if (created !== undefined)
      await requirement('rfc7643-3.1-16', () => expect(created, 'meta.created').to.not.match(/^2001-/))
  },
})

/** Checks that a body that cannot be parsed is rejected (RFC 7644 §3.12). */
export const malformedJson: Check = defineCheck({
  id: 'scim.create.malformed-json',
  title: 'A body that is not JSON returns 400',
  requirements: ['rfc7644-3.12-06', 'rfc7644-3.12-14'],
  async run({ scim, given, expect, target, requirement }) {
    // Throws Skipped if a valid body is rejected too.
    await given.userBody()
    const response = await scim.request({ method: 'POST', path: target.endpoint('User'), text: '{"schemas": [' })
    await requirement('rfc7644-3.12-14', () => expect(response, 'the POST').to.be.answered([100, 499]))
    await requirement('rfc7644-3.12-06', () => expect(response).to.have.status(400))
  },
})

const TYPES = [
  { type: 'User', dependsOn: [] },
  { type: 'Group', dependsOn: ['groups'] },
] as const

/** Checks that the server sets meta.resourceType according to the endpoint. */
export const resourceTypeIsSet: readonly Check[] = TYPES.map(({ type, dependsOn }) =>
  defineCheck({
    id: `scim.create.${type.toLowerCase()}-type`,
    title: `POST of a ${type} to its endpoint creates a resource with meta.resourceType ${type}`,
    requirements: ['rfc7644-3.3-01', 'rfc7644-3.3.1-01'],
    dependsOn,
    async run(context) {
      const { scim, given, expect, target, requirement } = context
      // Throws Skipped if no User can be created, which a check above reports.
      const user = await given.userBody()
      const response = await scim.post(target.endpoint(type), type === 'User' ? user : given.groupBody())
      await requirement('rfc7644-3.3-01', () => expect(response).to.be.success())
      if (!response.isSuccess || response.body === undefined) return
      await requirement('rfc7644-3.3.1-01', () =>
        eventuallyReturns(context, response.resource, ({ meta }) => {
          if (meta === undefined) return context.note('the resource has no meta; scim.common.present reports that')
          expect(meta.resourceType, 'meta.resourceType').to.equal(type)
        }),
      )
    },
  }),
)

/**
 * Posts a User. If that is rejected, posts it again with an e-mail address as userName, because some servers require an
 * address somewhere.
 */
async function postInEitherForm({ scim, given, target }: CheckContext, body: JsonObject): Promise<ScimResponse> {
  const response = await scim.post(target.endpoint('User'), body)
  return response.isSuccess
    ? response
    : scim.post(target.endpoint('User'), { ...body, userName: `${given.unique()}@rehearsal.example` })
}

/** Checks that a User with only the required attributes can be created (RFC 7644 §3.3). */
export const minimumIsEnough: Check = defineCheck({
  id: 'scim.create.minimum',
  title: 'A User with only the attributes that /Schemas declares required is created',
  requirements: ['rfc7644-3.3-03'],
  async run(context) {
    const { given, expect, target } = context
    requireDeclared(context, USER_SCHEMA)
    const isRequired = (name: string): boolean =>
      name === 'schemas' ||
      name === 'userName' ||
      name.startsWith('urn:') ||
      target.attribute(USER_SCHEMA, name)?.required === true
    const body = Object.entries(await given.userBody()).filter(([name]) => isRequired(name))
    expect(await postInEitherForm(context, Object.fromEntries(body))).to.be.success()
  },
})

/** Checks that null and an empty array in a create mean no value (RFC 7644 §3.3). */
export const nullIsAccepted: Check = defineCheck({
  id: 'scim.create.null-and-empty',
  title: 'null and an empty array in the body of a POST are accepted, and mean no value',
  requirements: ['rfc7644-3.3-04'],
  async run(context) {
    const { given, expect, target, inapplicable, warn } = context
    requireDeclared(context, USER_SCHEMA)
    const overrides = Object.entries({ nickName: null, emails: [] }).filter(([name]) => {
      const definition = target.attribute(USER_SCHEMA, name)
      return definition !== undefined && definition.required !== true
    })
    if (overrides.length === 0) inapplicable('/Schemas declares nickName and emails required, or does not declare them')
    const response = await postInEitherForm(context, await given.userBody(Object.fromEntries(overrides)))
    expect(response).to.be.success()
    if (response.body === undefined) return
    const shown = await read(context, response.resource)
    for (const [name, value] of overrides)
      if (isAssigned(shown[name])) warn(`${name}, sent as ${JSON.stringify(value)}, is ${JSON.stringify(shown[name])}`)
  },
})

/** Checks that an undeclared attribute in a create is rejected or ignored (RFC 7644 §3.3). */
export const unknownIsIgnored: Check = defineCheck({
  id: 'scim.create.unknown-attribute',
  title: 'A POST with an attribute that no schema declares is rejected, or the attribute is ignored',
  requirements: ['rfc7644-3.3-10'],
  async run(context) {
    const { scim, given, expect, target, warn, note } = context
    const [name, value] = [given.unique('nosuch'), given.unique('value')]
    const response = await scim.post(target.endpoint('User'), await given.userBody({ [name]: value }))
    note(`an unknown attribute: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused()
    if (!response.isSuccess && response.status !== 400) warn(`RFC 7644 suggests 400: ${response.describe()}`)
    if (!response.isSuccess || response.body === undefined) return
    const { [name]: kept, ...others } = await read(context, response.resource)
    if (kept !== undefined) note('the server stores the unknown attribute')
    expect(JSON.stringify(others), 'the other attributes').to.not.include(value)
  },
})

/** Checks that the response to a create shows the stored resource (RFC 7643 §3.1). */
export const stateIsShown: Check = defineCheck({
  id: 'scim.create.shows-state',
  title: 'The response to a POST has the same User as a later GET',
  requirements: ['rfc7644-3.1-04'],
  async run(context) {
    const { scim, given, expect, target, skip } = context
    const plain = await given.userBody()
    const body = { ...plain, userName: `A${String(plain['userName'])}`, displayName: 'McShown O’State' }
    const response = await scim.post(
      target.endpoint('User'),
      plain['displayName'] === undefined ? { ...body, displayName: undefined } : body,
    )
    if (!response.isSuccess) skip(`a User cannot be created: ${response.describe()}`, 'create.user')
    if (response.body === undefined) skip('the response to a POST has no body', 'scim.create.answers-201')
    const answered = byDefault(context, response.resource)
    await eventuallyReturns(context, response.resource, (shown) =>
      expect(
        differences(answered, byDefault(context, shown)),
        'attributes that differ between the response to the POST and a GET',
      ).to.deep.equal([]),
    )
  },
})

/** Removes from a resource the attributes that are returned only to the client that has just written them. */
function byDefault({ target }: CheckContext, resource: ScimResource): ScimResource {
  const isShown = (name: string): boolean => target.attribute(USER_SCHEMA, name)?.returned !== 'request'
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => !name.startsWith('urn:') && isShown(name)),
  ) as CreatedResource
}
