import { setTimeout } from 'node:timers/promises'
import { deviating, storeWith } from '../../scim-server/index.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { asking, both, failing, isPatch, isQuery, isUser, withParameter } = deviating

/** The delay of a write in milliseconds, during which another request can arrive. */
const PAUSE = 60

/** Deviations in writing to JumpCloud and in reporting its errors. */
export const arrivalDeviations: readonly FrontDeviation[] = [
  {
    name: 'updates-written-later',
    says: 'the response to a PATCH is sent before the change is written',
    caughtBy: ['jumpcloud.arrival.before-answer'],
    around: async (request, serve) => {
      if (!isPatch(request)) return serve(request)
      void setTimeout(PAUSE).then(() => serve(request).catch(() => undefined))
      return { status: 204, headers: {} }
    },
  },
  {
    name: 'updates-overwrite-each-other',
    says: 'of two changes to one user at the same time, one overwrites the other',
    caughtBy: ['jumpcloud.arrival.concurrent-updates'],
    store: storeWith((correct) => ({
      update: async (type, id, change) => {
        const stale = await correct.get(type, id)
        if (stale === undefined) return undefined
        await setTimeout(PAUSE)
        return correct.update(type, id, () => change(stale))
      },
    })),
  },
  {
    name: 'list-repeats-last',
    says: 'each page of a list after the first begins with the last user of the page before',
    source: 'https://jumpcloud.com/support/best-practices-jumpcloud-api',
    caughtBy: ['jumpcloud.arrival.listed-once'],
    around: asking(both(isUser, isQuery), (request) => {
      const startIndex = Number(request.query.get('startIndex') ?? 1)
      if (startIndex <= 1) return request
      return { ...request, query: withParameter(request.query, 'startIndex', String(startIndex - 1)) }
    }),
  },
  {
    name: 'create-not-written',
    says: 'POST returns 201 with an id, and creates no system user',
    source: 'https://github.com/TheJumpCloud/jcapi-python/issues/37',
    caughtBy: ['jumpcloud.arrival.accepted-arrives'],
    api: (correct) => async (request, limits) => {
      const response = await correct(request, limits)
      const isCreation =
        request.method === 'POST' && request.url.endsWith('/api/systemusers') && response.status === 200
      if (isCreation) {
        const { _id } = JSON.parse(response.body) as { _id: string }
        await correct({ ...request, method: 'DELETE', url: `${request.url}/${_id}` }, limits)
      }
      return response
    },
  },
  {
    name: 'missing-permission-hidden',
    says: 'requests for which the role of the key has no permission succeed',
    source: 'https://github.com/TheJumpCloud/support/issues/155',
    caughtBy: ['jumpcloud.key.read-only-role'],
    around: failing(403, (_, { method }) => ({ status: method === 'POST' ? 201 : 204, headers: {} })),
  },
  {
    name: 'more-permissions-required',
    says: 'each write also writes the settings of the organization, which a Manager cannot do',
    caughtBy: ['jumpcloud.key.manager-suffices'],
    api: (correct) => async (request, limits) => {
      if (request.body === undefined || !/\/api\/systemusers(?:\/[0-9a-f]+)?$/.test(request.url))
        return correct(request, limits)
      const base = request.url.replace(/\/systemusers.*/, '/organizations')
      const { body: _body, ...asking } = request
      const listed = await correct({ ...asking, method: 'GET', url: base }, limits)
      const [organization] = (JSON.parse(listed.body) as { results?: { _id: string }[] }).results ?? []
      const settings = await correct(
        { ...request, method: 'PUT', url: `${base}/${organization?._id}`, body: '{"settings":{}}' },
        limits,
      )
      return settings.status === 200 ? correct(request, limits) : settings
    },
  },
  {
    name: 'login-page-passed-on',
    says: 'if JumpCloud does not know the key, the response is its login page',
    source: 'https://jumpcloud.com/support/best-practices-jumpcloud-api',
    caughtBy: ['jumpcloud.key.unknown'],
    around: failing(401, () => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>Log in</html>',
    })),
  },
]
