import type { ScimRequest } from '../wire/message.ts'

/** Returns whether a deviation applies to a request. */
export type When = (request: ScimRequest) => boolean

/** Matches a method and a path below the base URL; HEAD does not count as GET. */
export const on =
  (method: string, path: RegExp): When =>
  (request) =>
    request.method === method && path.test(request.path)

/** Matches POST to `/Users` or `/Groups`. */
export const isCreate: When = on('POST', /^\/(?:Users|Groups)\/?$/)

/** Matches GET of `/Users` or `/Groups`, and `.search` below them. */
export const isQuery: When = (request) =>
  on('GET', /^\/(?:Users|Groups)\/?$/)(request) || on('POST', /^\/(?:Users|Groups)\/\.search$/)(request)

/** Matches GET of one User or Group. */
export const isRead: When = on('GET', /^\/(?:Users|Groups)\/[^/]+$/)

export const isPut: When = on('PUT', /^\/(?:Users|Groups)\/[^/]+$/)

export const isPatch: When = on('PATCH', /^\/(?:Users|Groups)\/[^/]+$/)

export const isDelete: When = on('DELETE', /^\/(?:Users|Groups)\/[^/]+$/)

/** Matches a bulk request. */
export const isBulk: When = on('POST', /^\/Bulk\/?$/)

/** Matches every request for Users or Groups. */
export const isResource: When = ({ path }) => /^\/(?:Users|Groups)(?:\/|$)/.test(path)

/** Matches every request for Users. */
export const isUser: When = ({ path }) => /^\/Users(?:\/|$)/.test(path)

/** Matches every request for Groups. */
export const isGroup: When = ({ path }) => /^\/Groups(?:\/|$)/.test(path)

export const always: When = () => true

/** Combines two conditions with "and". */
export const both =
  (first: When, second: When): When =>
  (request) =>
    first(request) && second(request)
