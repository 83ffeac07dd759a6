import { type Check, type CheckContext, defineCheck, type ScimResponse, segmentOf } from '../../harness/index.ts'
import { type JsonValue, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'

const dependsOn = ['auth'] as const

/** Checks that a request without credentials is rejected (RFC 7644 §3.12). */
export const credentialsAreNeeded: Check = defineCheck({
  id: 'scim.auth.missing-credentials',
  title: 'A request without credentials returns 401',
  requirements: ['rfc7644-3.12-07'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const { scim, target } = context
    judgeRejection(context, await scim.anonymous.get(target.endpoint('User'), { query: { count: 1 } }))
  },
})

/** Judges the response to a request that the server must reject; only a success gives access. */
function judgeRejection({ expect, warn }: CheckContext, response: ScimResponse): void {
  if (response.status >= 400 && response.status !== 401) warn(`RFC 7644 suggests 401: ${response.describe()}`)
  else expect(response).to.have.status(401)
}

/** Checks that a request with an invalid token is rejected (RFC 7644 §2). */
export const wrongCredentials: Check = defineCheck({
  id: 'scim.auth.wrong-credentials',
  title: 'A request with an unknown token returns 401',
  requirements: ['rfc7644-3.12-07', 'rfc7644-2-06'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const { scim, given, target } = context
    const headers = { authorization: `Bearer ${given.unique('never-given')}` }
    judgeRejection(context, await scim.anonymous.get(target.endpoint('User'), { query: { count: 1 }, headers }))
  },
})

/** Checks that a 401 response names the supported authentication schemes in WWW-Authenticate (RFC 7644 §2). */
export const schemesAreNamed: Check = defineCheck({
  id: 'scim.auth.www-authenticate',
  title: 'A 401 lists the authentication schemes in WWW-Authenticate',
  requirements: ['rfc7644-2-01'],
  dependsOn,
  readOnly: true,
  async run({ scim, expect, target, skip }) {
    const response = await scim.anonymous.get(target.endpoint('User'), { query: { count: 1 } })
    if (response.status !== 401)
      skip(`a request without credentials does not answer 401: ${response.describe()}`, 'scim.auth.missing-credentials')
    expect(response.headers['www-authenticate'], 'WWW-Authenticate header of the 401')
      .to.be.a('string')
      .that.matches(/^[\w!#$%&'*+.^`|~-]+/)
  },
})

/** Checks a create without credentials, which a server may allow for self-registration (RFC 7644 §2.2). */
export const anonymousCreate: Check = defineCheck({
  id: 'scim.auth.anonymous-create',
  title: 'A POST of a User without credentials creates the User, or is rejected with 401 or 403',
  requirements: ['rfc7644-2.2-01'],
  dependsOn,
  async run({ scim, given, expect, target, note, skip }) {
    const response = await scim.anonymous.post(target.endpoint('User'), await given.userBody())
    note(`a create without credentials: ${response.describe()}`)
    expect(response).to.have.status(200, 201, 401, 403)
    if (response.isSuccess && (await scim.created(response)) === undefined)
      skip(`no User was created: ${response.describe()}`, 'create.user.id')
  },
})

const SCIM_ERROR = /^urn:ietf:params:scim:api:messages:2\.0:Error$/i

/** Describes what is wrong with the body of a rejection; undefined if it is a SCIM error. */
function bodyFault({ body, text, status }: ScimResponse): string | undefined {
  if (text.trim() === '') return 'has no body'
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'has a body that is not a JSON object'
  const { schemas, status: stated } = body
  const isError = Array.isArray(schemas) && schemas.some((urn) => SCIM_ERROR.test(String(urn)))
  if (!isError) return 'has a JSON body without the Error schema'
  return stated === String(status) ? undefined : `has ${JSON.stringify(stated) ?? 'nothing'} as status in its body`
}

/**
 * Checks that a 401 response has a body of the Error schema. A gateway in front of the server may have sent it, so a
 * deviation is only a warning (fair treatment: judged once, in a separate check).
 */
export const rejectionHasErrorBody: Check = defineCheck({
  id: 'scim.auth.error-body',
  title: 'A 401 has a body with the Error schema',
  requirements: ['rfc7644-3.12-01', 'rfc7644-3.12-02', 'rfc7644-3.12-03'],
  dependsOn,
  async run({ scim, given, target, skip, warn }) {
    const path = target.endpoint('User')
    const unknown = `${path}/${given.unique('unknown')}`
    const headers = { authorization: `Bearer ${given.unique('never-given')}` }
    const body: JsonValue = { schemas: [PATCH_OP_MESSAGE], Operations: [{ op: 'replace', path: 'title', value: 'x' }] }
    const answers = [
      await scim.anonymous.get(path, { query: { count: 1 } }),
      await scim.anonymous.get(path, { query: { count: 1 }, headers }),
      await scim.anonymous.post(path, await given.userBody()),
      await scim.anonymous.patch(unknown, body),
      await scim.anonymous.delete(unknown),
    ]
    const rejected = answers.filter(({ status }) => status === 401)
    if (rejected.length === 0) skip('no request without credentials answers 401', 'scim.auth.missing-credentials')
    const faults = rejected.flatMap((response) => {
      const fault = bodyFault(response)
      return fault === undefined ? [] : [`${response.describe()} ${fault}`]
    })
    for (const fault of new Set(faults)) warn(fault)
  },
})

/** Checks that every operation on Users and Groups requires credentials (RFC 7644 §2). */
export const everyMethodIsGuarded: Check = defineCheck({
  id: 'scim.auth.every-method',
  title: 'Without credentials, no User or Group can be read, created, changed or deleted',
  requirements: ['rfc7644-3.12-07', 'rfc7644-2-06'],
  dependsOn,
  async run({ scim, given, expect, target }) {
    const hasGroups = target.capabilities.groups
    const user = await given.user()
    const group = hasGroups ? await given.group() : undefined
    const { anonymous } = scim
    const at = (type: string, id: string): string => `${target.endpoint(type)}/${segmentOf(id)}`
    const change = [{ op: 'replace', path: 'displayName', value: given.unique() }]
    const answers: ScimResponse[] = []
    for (const path of [at('User', user.id), ...(group === undefined ? [] : [at('Group', group.id)])]) {
      answers.push(await anonymous.get(path), await anonymous.patch(path, change), await anonymous.delete(path))
    }
    answers.push(await anonymous.put(at('User', user.id), await given.userBody({ userName: String(user['userName']) })))
    if (hasGroups) {
      answers.push(await anonymous.get(target.endpoint('Group'), { query: { count: 1 } }))
      answers.push(await anonymous.post(target.endpoint('Group'), given.groupBody()))
    }
    const carriedOut = answers.filter(({ isSuccess }) => isSuccess).map((response) => response.describe())
    expect(carriedOut, 'requests without credentials that are answered 2xx').to.deep.equal([])
  },
})
