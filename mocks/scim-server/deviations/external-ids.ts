import { isJsonObject } from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { filterOf } from './message-parts.ts'
import { both, isCreate, isQuery, isUser } from './request-conditions.ts'
import { filters, refusing, resources, sending } from './rewriters.ts'

const CAUGHT = ['entra.create.external-id-forms'] as const

/** Rejects users whose externalId has a certain form. */
const rejectingForm = (form: RegExp): Around =>
  refusing(
    ({ method, path, body }) =>
      method === 'POST' &&
      /^\/Users\/?$/.test(path) &&
      isJsonObject(body) &&
      form.test(String(body['externalId'] ?? '')),
    400,
    'externalId has a wrong format',
    { scimType: 'invalidValue' },
  )

/** Returns externalId differently from how it was sent. */
const returning = (change: (text: string) => string): Around =>
  resources(isUser, (user) =>
    typeof user['externalId'] === 'string' ? { ...user, externalId: change(user['externalId']) } : user,
  )

/** Changes the value of a filter over externalId. */
const searchingFor = (change: (text: string) => string): Around =>
  filters((filter) => filter.replace(/(?<=externalId eq ").*(?=")/i, (value) => change(value)))

/** Deviations in externalId, for clients whose identifiers have an unexpected form. */
export const externalIdDeviations: readonly Deviation[] = [
  {
    name: 'external-id-with-dot-refused',
    says: 'an externalId with a dot is rejected',
    caughtBy: CAUGHT,
    around: rejectingForm(/\./),
  },
  {
    name: 'external-id-with-slash-refused',
    says: 'an externalId with a slash is rejected',
    caughtBy: CAUGHT,
    around: rejectingForm(/\//),
  },
  {
    name: 'external-id-with-at-refused',
    says: 'an externalId with an at sign is rejected',
    caughtBy: CAUGHT,
    around: rejectingForm(/@/),
  },
  {
    name: 'external-id-with-blank-refused',
    says: 'an externalId with a space is rejected',
    caughtBy: CAUGHT,
    around: rejectingForm(/ /),
  },
  {
    name: 'external-id-non-ascii-refused',
    says: 'an externalId with non-ASCII letters is rejected',
    caughtBy: CAUGHT,
    around: rejectingForm(/[^ -~]/),
  },
  {
    name: 'external-id-cut-at-dot',
    says: 'externalId is returned only up to its first dot',
    caughtBy: CAUGHT,
    around: returning((text) => text.split('.')[0] ?? text),
  },
  {
    name: 'external-id-encoded',
    says: 'externalId is returned with its slashes encoded',
    caughtBy: CAUGHT,
    around: returning((text) => text.replaceAll('/', '%2F')),
  },
  {
    name: 'external-id-decoded',
    says: 'externalId is returned percent-decoded',
    caughtBy: CAUGHT,
    around: returning((text) => text.replaceAll('%2F', '/')),
  },
  {
    name: 'external-id-in-ascii',
    says: 'non-ASCII letters of externalId are returned as question marks',
    caughtBy: CAUGHT,
    around: returning((text) => text.replace(/[^ -~]/g, '?')),
  },
  {
    name: 'external-id-is-number',
    says: 'leading zeros of externalId are lost',
    caughtBy: CAUGHT,
    around: returning((text) => text.replace(/^0+/, '')),
  },
  {
    name: 'external-id-lower-case',
    says: 'externalId is returned in lower case',
    caughtBy: CAUGHT,
    around: returning((text) => text.toLowerCase()),
  },
  {
    name: 'external-id-without-marks',
    says: 'externalId is stored without diacritics',
    caughtBy: CAUGHT,
    around: sending(both(isUser, isCreate), (body) =>
      typeof body['externalId'] === 'string'
        ? { ...body, externalId: body['externalId'].normalize('NFD').replace(/\p{M}/gu, '') }
        : body,
    ),
  },
  {
    name: 'external-id-filter-cut-at-slash',
    says: 'a filter by externalId reads its value only up to a slash',
    caughtBy: CAUGHT,
    around: searchingFor((text) => text.split('/')[0] ?? text),
  },
  {
    name: 'external-id-filter-plus-is-blank',
    says: 'a filter by externalId reads + as a space',
    caughtBy: CAUGHT,
    around: searchingFor((text) => text.replaceAll('+', ' ')),
  },
  {
    name: 'external-id-filter-in-ascii',
    says: 'a filter by externalId loses non-ASCII letters',
    caughtBy: CAUGHT,
    around: searchingFor((text) => text.replace(/[^ -~]/g, '?')),
  },
  {
    name: 'external-id-filter-with-dot-refused',
    says: 'a filter by an externalId with a dot is rejected',
    caughtBy: CAUGHT,
    around: refusing(
      (request) => isQuery(request) && /externalId eq "[^"]*\./i.test(filterOf(request) ?? ''),
      400,
      'unexpected "."',
      {
        scimType: 'invalidFilter',
      },
    ),
  },
]
