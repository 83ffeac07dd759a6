import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { arrivedUser, portalOf } from './users.ts'

interface Times {
  readonly created: JsonValue | undefined
  readonly lastModified: JsonValue | undefined
}

/** Returns the times of the user in a response: of the user itself, or of the only one in a list. */
function timesIn(body: JsonValue | undefined): Times {
  const { Resources, meta } = isJsonObject(body) ? body : {}
  if (Array.isArray(Resources)) return timesIn(Resources[0])
  const { created, lastModified } = isJsonObject(meta) ? meta : {}
  return { created, lastModified }
}

/** Reads a user twice by id and once by filter. */
async function readTimes({ entra }: CheckContext, id: string, userName: string): Promise<(readonly [string, Times])[]> {
  const { client } = entra
  return [
    ['a GET', timesIn((await client.read('/Users', id)).body)],
    ['another GET', timesIn((await client.read('/Users', id)).body)],
    ['a query', timesIn((await client.query('/Users', 'userName', userName)).body)],
  ]
}

const change = (value: string) => ({
  schemas: [PATCH_OP_MESSAGE],
  Operations: [{ op: 'replace', path: 'displayName', value }],
})

/** Checks that meta.created does not depend on the request and does not change. */
export const createdSteady: Check = defineCheck({
  id: 'jumpcloud.times.created-steady',
  title: 'meta.created is the same in each response, also after a change',
  requirements: ['jumpcloud.times.created-steady'],
  async run(context) {
    portalOf(context)
    const { entra, expect, given, skip } = context
    const body = await given.userBody()
    const userName = String(body['userName'])
    const created = await entra.client.create('/Users', body)
    const id = isJsonObject(created.body) ? String(created.body['id']) : ''
    if (!isSuccess(created))
      return skip(`a user cannot be created: the POST was answered ${answerOf(created)}`, 'entra.create')
    const before = await readTimes(context, id, userName)
    const patched = await entra.client.patch('/Users', id, change('Jane Roe'))
    const after = await readTimes(context, id, userName)
    const [[, first] = ['', timesIn(created.body)]] = before
    const seen = [
      ['the POST', timesIn(created.body)],
      ...before,
      ['the PATCH', timesIn(patched.body)],
      ...after,
    ] as const
    for (const [where, { created: value }] of seen) {
      // A response without a body or without meta is ignored.
      if (value === undefined && /^the /.test(where)) continue
      expect(value, `meta.created in the response to ${where}`).to.fit(
        () => isSameTime(value, first.created),
        `${first.created}, as in the first GET`,
      )
    }
  },
})

/** Returns whether two values are the same time; fractions of a second may be missing in one of them. */
function isSameTime(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return one === other
  const precision = [one, other].every((time) => /\.\d{3}/.test(time)) ? 1 : 1000
  return Math.floor(Date.parse(one) / precision) === Math.floor(Date.parse(other) / precision)
}

/** Checks that meta.lastModified is not before meta.created and does not change without an update. */
export const lastModified: Check = defineCheck({
  id: 'jumpcloud.times.last-modified',
  title: 'meta.lastModified is not before meta.created, and does not change without a change to the user',
  requirements: ['jumpcloud.times.last-modified-order', 'jumpcloud.times.last-modified-steady'],
  async run(context) {
    portalOf(context)
    const { entra, expect, inapplicable, jumpcloud, pause, requirement } = context
    const { id, userName } = await arrivedUser(context)
    if (timesIn((await entra.client.read('/Users', id)).body).lastModified === undefined)
      inapplicable('the server has no meta.lastModified; jumpcloud.property.times reports that')
    for (const round of ['after the creation', 'after a change']) {
      if (round !== 'after the creation') {
        const patched = await entra.client.patch('/Users', id, change('Jane Roe'))
        if (!isSuccess(patched)) return
        // A server may write after its response; lastModified is then the time of that write.
        await jumpcloud.systemUser({ id, userName }, ({ displayname }) => displayname === 'Jane Roe')
      }
      const [[, first] = ['', timesIn(undefined)]] = await readTimes(context, id, userName)
      await requirement('jumpcloud.times.last-modified-order', () =>
        expect(first.lastModified, `meta.lastModified ${round}`).to.fit(
          () => Date.parse(String(first.lastModified)) >= Date.parse(String(first.created)) - CLOCKS_APART,
          `a time not before meta.created, ${first.created}`,
        ),
      )
      // If lastModified is always the time of the response, it differs by now.
      await pause(PAUSE)
      for (const [where, { lastModified: value }] of await readTimes(context, id, userName))
        await requirement('jumpcloud.times.last-modified-steady', () =>
          expect(value, `meta.lastModified in ${where} ${round}, with no change in between`).to.equal(
            first.lastModified,
          ),
        )
    }
  },
})

/** The maximum accepted difference between the clocks of a server and of JumpCloud, in milliseconds. */
const CLOCKS_APART = 2000
/** The pause before a change in milliseconds; more than a second, because some servers return no fractions. */
const PAUSE = 1100
