import type { JsonSchema } from '../wire/json.ts'

/** The services whose events Directory Insights stores (its specification, EventServiceTimeQuery). */
const SERVICES = [
  'alerts',
  'all',
  'directory',
  'ldap',
  'mdm',
  'notifications',
  'object_storage',
  'password_manager',
  'radius',
  'reports',
  'saas_app_management',
  'software',
  'sso',
  'systems',
  'access_management',
  'asset_management',
] as const

const string = { type: 'string' } as const
const whole = { type: 'integer' } as const
const terms = { type: ['array', 'object'] } as const
const span: Readonly<Record<string, JsonSchema>> = {
  service: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', enum: SERVICES } },
  start_time: { type: 'string', format: 'date-time' },
  end_time: { type: 'string', format: 'date-time' },
  search_term: { type: 'object', properties: { and: terms, or: terms, not: terms } },
}
const record = { type: 'object' } as const

/** The schemas of Directory Insights (EventQuery, EventDistinctQuery, directory events). */
export const INSIGHTS_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  EventQuery: {
    type: 'object',
    required: ['service', 'start_time'],
    properties: {
      ...span,
      fields: { type: 'array', items: string },
      // An invalid limit or order means the default.
      limit: {},
      skip: {},
      sort: {},
      search_after: { type: 'array', maxItems: 2, items: { type: ['string', 'number'] } },
      q: string,
      exact_match: string,
    },
  },
  EventDistinctQuery: {
    type: 'object',
    required: ['service', 'start_time', 'field'],
    properties: { ...span, field: string },
  },
  DirectoryEvent: {
    type: 'object',
    properties: {
      id: string,
      event_type: string,
      timestamp: { type: 'string', format: 'date-time' },
      service: { type: 'string', enum: SERVICES },
      organization: string,
      resource: record,
      changes: { type: 'array', items: record },
      association: record,
      initiated_by: record,
      auth_method: string,
      client_ip: string,
      useragent: record,
      success: { type: 'boolean' },
      '@version': string,
    },
  },
  EventCount: { type: 'object', required: ['count'], additionalProperties: false, properties: { count: whole } },
  EventDistinct: {
    type: 'object',
    required: ['buckets'],
    additionalProperties: false,
    properties: {
      buckets: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'doc_count'],
          additionalProperties: false,
          properties: { key: string, doc_count: whole },
        },
      },
      doc_count_error_upper_bound: whole,
      sum_other_doc_count: whole,
    },
  },
}
