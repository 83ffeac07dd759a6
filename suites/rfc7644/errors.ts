import { type Check, type CheckContext, defineCheck, type ScimResponse, segmentOf } from '../../harness/index.ts'
import { isJsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { userWithExistingName } from '../support/index.ts'
import { patchOf } from './support/changes.ts'
import { put } from './support/replacing.ts'

/** The statuses by which a SCIM server rejects the content of a request. */
const REJECTIONS = [400, 409, 422]

interface KeywordRow {
  readonly id: string
  readonly title: string
  readonly row: string
  readonly dependsOn?: Check['dependsOn']
  readonly keywords: readonly string[]
  /** The ability whose checks report a server that rejects none of the requests. */
  readonly reportedBy: string
  readonly provoke: (context: CheckContext) => AsyncIterable<ScimResponse>
}

const KEYWORDS: readonly KeywordRow[] = [
  {
    id: 'uniqueness',
    title: 'PUT and PATCH to an existing userName return scimType uniqueness',
    row: 'rfc7644-3.12-18',
    keywords: ['uniqueness'],
    reportedBy: 'conflict.user',
    provoke: async function* (context) {
      const { scim, given, target } = context
      const [taken, user] = [await userWithExistingName(context), await given.user()]
      const { userName = '' } = taken
      yield put(context, user, { ...(await given.userBody()), id: user.id, userName })
      if (target.capabilities.patch) yield scim.patch(user, [{ op: 'replace', path: 'userName', value: userName }])
    },
  },
  {
    id: 'mutability',
    title: 'PATCH of id, if rejected, returns scimType mutability',
    row: 'rfc7644-3.12-19',
    dependsOn: ['patch', 'patch.attribute'],
    keywords: ['mutability'],
    reportedBy: 'patch.rejects',
    provoke: async function* ({ scim, given }) {
      yield scim.patch(await given.user(), [{ op: 'replace', path: 'id', value: given.unique('id') }])
    },
  },
  {
    id: 'invalid-syntax',
    title: 'A body with a wrong structure returns scimType invalidSyntax',
    row: 'rfc7644-3.12-20',
    keywords: ['invalidSyntax', 'invalidValue'],
    reportedBy: 'scim.create.malformed-json',
    provoke: async function* ({ scim, target }) {
      // "[]" is not sent: a server that accepts it creates a resource without an id, which cannot be removed.
      for (const text of ['{"userName": ', '"userName"'])
        yield scim.request({ method: 'POST', path: target.endpoint('User'), text })
    },
  },
  {
    id: 'invalid-path',
    title: 'A malformed path returns scimType invalidPath',
    row: 'rfc7644-3.12-21',
    dependsOn: ['patch', 'patch.attribute'],
    keywords: ['invalidPath', 'invalidFilter', 'noTarget', 'invalidValue'],
    reportedBy: 'patch.rejects',
    provoke: async function* ({ scim, given }) {
      yield scim.patch(await given.user(), patchOf({ op: 'replace', path: 'name..x', value: 'x' }))
    },
  },
  {
    id: 'invalid-value',
    title: 'A missing or incompatible value returns scimType invalidValue',
    row: 'rfc7644-3.12-23',
    keywords: ['invalidValue', 'invalidSyntax'],
    reportedBy: 'scim.create.user-name-required',
    provoke: async function* ({ scim, given, target }) {
      const invalid: readonly (readonly [name: string, value: JsonValue | undefined])[] = [
        ['userName', undefined],
        ['userName', 123],
        ['emails', 'x'],
        ['active', { a: 1 }],
      ]
      for (const [name, value] of invalid) {
        if (name !== 'userName' && target.attribute(USER_SCHEMA, name) === undefined) continue
        yield scim.post(target.endpoint('User'), await given.userBody({ [name]: value }))
      }
    },
  },
]

/**
 * Checks each keyword that only table 9 of RFC 7644 §3.12 defines; the checks of other features judge the other
 * keywords.
 */
export const keywords: readonly Check[] = KEYWORDS.map(
  ({ id, title, row, dependsOn = [], keywords, reportedBy, provoke }) =>
    defineCheck({
      id: `scim.error.${id}`,
      title,
      requirements: [row],
      dependsOn,
      async run(context) {
        let judged = 0
        for await (const response of provoke(context)) {
          if (!REJECTIONS.includes(response.status)) continue
          judged += 1
          const { scimType } = isJsonObject(response.body) ? response.body : {}
          context.expect(scimType, `scimType of ${response.describe()}`).to.be.oneOf([...keywords])
        }
        if (judged === 0)
          context.skip('the server rejects none of these requests; other checks report that', reportedBy)
      },
    }),
)

/**
 * Checks the body of a 404 for a resource that does not exist; a gateway would not send it, because the endpoint exists
 * (RFC 7644 §3.12).
 */
export const unknownResource: Check = defineCheck({
  id: 'scim.error.unknown-resource',
  title: 'The 404 for an unknown resource has a body with the Error schema',
  requirements: ['rfc7644-3.12-01', 'rfc7644-3.12-02'],
  readOnly: true,
  async run({ scim, given, expect, target, skip }) {
    const response = await scim.get(`${target.endpoint('User')}/${segmentOf(given.unknownId('User'))}`)
    if (response.status !== 404)
      skip(`an unknown resource is not answered with 404: ${response.describe()}`, 'scim.read.unknown-id')
    expect(response).to.be.scimResource('Error')
  },
})
