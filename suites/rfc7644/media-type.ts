import { AssertionError } from 'chai'
import { type Check, type CheckContext, defineCheck, responseIfAny, type ScimResponse } from '../../harness/index.ts'
import { isJsonObject, SCIM_MEDIA_TYPE } from '../../mocks/protocol/index.ts'
import { aSharedUser, isDerivedFromName, read } from '../support/index.ts'
import { plainString } from './support/changes.ts'

const JSON_MEDIA_TYPE = 'application/json'

const mediaTypeOf = ({ headers }: ScimResponse): string =>
  (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/**
 * Requests Users with other headers; an empty value removes one. Skips the check if the same request without the change
 * fails.
 */
async function ask(
  { scim, target, given, skip }: CheckContext,
  headers: Readonly<Record<string, string>>,
): Promise<ScimResponse> {
  const query = target.capabilities.filter ? { filter: `userName eq "${given.unique('no-user')}"` } : { count: 1 }
  const control = await scim.get(target.endpoint('User'), { query })
  if (control.status !== 200) skip(`Users cannot be listed: ${control.describe()}`, 'list-response')
  return scim.get(target.endpoint('User'), { query, headers })
}

/** Checks that JSON in UTF-8 with non-ASCII letters is accepted without a charset parameter (RFC 7644 §3.8). */
export const utf8: Check = defineCheck({
  id: 'scim.media-type.utf-8',
  title: 'JSON in UTF-8 is accepted and returned, without a charset parameter',
  requirements: ['rfc7644-3.8-01'],
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    const name = plainString(context)
    const text = 'Zoë Ångström 山田太郎'
    const body = JSON.stringify(await given.userBody({ [name]: text }))
    const response = await scim.request({ method: 'POST', path: target.endpoint('User'), text: body })
    expect(response).to.be.success()
    const charset = /charset="?([\w-]+)/i.exec(response.headers['content-type'] ?? '')?.[1]
    if (charset !== undefined) expect(charset.toLowerCase(), 'charset of the response').to.equal('utf-8')
    if (response.body === undefined) return
    const user = await read(context, response.resource)
    if (name === 'displayName' && isDerivedFromName(user)) inapplicable('the server derives displayName from the name')
    const shown = user[name]
    expect(String(shown).normalize('NFC'), name).to.equal(text.normalize('NFC'))
  },
})

/** Checks that a client can request application/json (RFC 7644 §3.8). */
export const acceptJson: Check = defineCheck({
  id: 'scim.media-type.accept-json',
  title: 'A request with Accept: application/json gets JSON',
  requirements: ['rfc7644-3.8-03'],
  readOnly: true,
  async run(context) {
    const { expect } = context
    const response = await ask(context, { accept: JSON_MEDIA_TYPE })
    expect(response).to.have.status(200)
    expect(response.excerpt(), `the body of ${response.describe()}`).to.fit(
      () => isJsonObject(response.body),
      'a JSON object',
    )
  },
})

/** Checks that the default media type of responses is application/scim+json (RFC 7644 §3.8). */
export const defaultType: Check = defineCheck({
  id: 'scim.media-type.default',
  title: 'Without Accept, and with */*, the response is application/scim+json',
  requirements: ['rfc7644-3.8-04'],
  readOnly: true,
  async run(context) {
    const { expect, warn } = context
    for (const accept of ['', '*/*']) {
      const response = await ask(context, { accept })
      expect(response).to.be.success()
      const type = mediaTypeOf(response)
      expect(type, `Content-Type with Accept ${JSON.stringify(accept)}`).to.be.oneOf([SCIM_MEDIA_TYPE, JSON_MEDIA_TYPE])
      if (type === JSON_MEDIA_TYPE) warn(`with Accept ${JSON.stringify(accept)} the response is application/json`)
    }
  },
})

/** Checks that request bodies of type application/scim+json are accepted for every method (RFC 7644 §3.8). */
export const scimIsAccepted: Check = defineCheck({
  id: 'scim.media-type.content-type',
  title: 'Bodies of application/scim+json are accepted for every method',
  requirements: ['rfc7644-3.8-06'],
  decides: { ability: 'media-type.scim' },
  async run(context) {
    const { scim, given, expect, target, skip } = context
    const body = await given.plainUserBody()
    const created = await responseIfAny(scim.post(target.endpoint('User'), body))
    if (created?.isSuccess !== true) {
      // The same body as application/json shows whether the media type is the reason.
      const headers = { 'content-type': JSON_MEDIA_TYPE }
      const plain = await responseIfAny(scim.post(target.endpoint('User'), await given.plainUserBody(), { headers }))
      if (plain?.isSuccess !== true)
        return skip(
          created === undefined
            ? 'a POST of a User gets no response'
            : `a User cannot be created: ${created.describe()}`,
          'create.user',
        )
      const what = `a POST of a User as application/scim+json (as ${JSON_MEDIA_TYPE} it is answered ${plain.status})`
      if (created === undefined) throw new AssertionError(`${what} gets no response`)
      expect(created, what).to.be.success()
    }
    if (created === undefined || created.body === undefined) return
    const user = created.resource
    expect(await scim.put(user, { ...body, id: created.id })).to.not.have.status(415)
    if (!target.capabilities.patch) return
    const operation = { op: 'replace', path: 'userName', value: String(body['userName']) }
    expect(await scim.patch(user, [operation])).to.not.have.status(415)
  },
})

/**
 * Checks that request bodies of type application/json are accepted. The RFC does not say so, but many clients send
 * them.
 */
export const plainJsonIsAccepted: Check = defineCheck({
  id: 'scim.media-type.plain-json',
  title: 'A request with Content-Type application/json is accepted',
  requirements: ['rfc7644-3.8-03'],
  async run({ scim, given, expect, target, warn, skip }) {
    const headers = { accept: JSON_MEDIA_TYPE, 'content-type': JSON_MEDIA_TYPE }
    const response = await scim.post(target.endpoint('User'), await given.userBody(), { headers })
    if (response.status === 415) warn(`application/json is rejected: ${response.describe()}`)
    else expect(response).to.be.success()
    if (response.isSuccess && (await scim.created(response)) === undefined)
      skip(`no User was created: ${response.describe()}`, 'create.user.id')
  },
})

/** Checks a path that ends in `.scim`, by which some servers select the format (RFC 7644 §3.8). */
export const suffix: Check = defineCheck({
  id: 'scim.media-type.suffix',
  title: 'A path that ends in .scim returns the resource or 404',
  requirements: ['rfc7644-3.8-09'],
  async run({ scim, once, expect, note }) {
    const response = await scim.get(`${scim.pathOf(await aSharedUser({ once }))}.scim`)
    note(`a path that ends in .scim: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused({ notImplemented: true })
  },
})
