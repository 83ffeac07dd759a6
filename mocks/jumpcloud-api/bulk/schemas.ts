import type { JsonSchema } from '../wire/json.ts'

const string = { type: 'string' } as const

const scheduled: JsonSchema = {
  type: 'object',
  required: ['scheduledJobId', 'systemUserId', 'state', 'scheduledDate'],
  additionalProperties: false,
  properties: {
    scheduledJobId: string,
    systemUserId: string,
    state: { type: 'string', enum: ['ACTIVATED', 'SUSPENDED'] },
    scheduledDate: string,
  },
}

/** The schemas of bulk jobs. A row is validated when it is processed, as SystemUserCreate or SystemUserUpdate. */
export const BULK_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  BulkUserCreate: { type: 'object', description: 'As SystemUserCreate.' },
  BulkUserUpdate: {
    type: 'object',
    description: 'SystemUserUpdate with the id.',
    properties: { id: string },
  },
  JobId: { type: 'object', required: ['jobId'], additionalProperties: false, properties: { jobId: string } },
  JobWorkResult: {
    type: 'object',
    required: ['id', 'status', 'createdAt', 'updatedAt'],
    additionalProperties: false,
    properties: {
      id: string,
      status: { type: 'string', enum: ['pending', 'finished', 'failed'] },
      statusMsg: string,
      meta: { type: 'object' },
      persistedFields: { type: 'object' },
      createdAt: string,
      updatedAt: string,
    },
  },
  BulkScheduledStateChange: {
    type: 'object',
    required: ['user_ids', 'state', 'start_date'],
    properties: {
      user_ids: { type: 'array', minItems: 1, maxItems: 1000, items: string },
      state: { type: 'string', enum: ['ACTIVATED', 'SUSPENDED'] },
      start_date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}' },
      activation_email_override: string,
      send_activation_emails: { type: 'boolean' },
    },
  },
  ScheduledUserState: scheduled,
  NextScheduledUserStates: {
    type: 'object',
    required: ['events_count', 'results'],
    additionalProperties: false,
    properties: {
      events_count: { type: 'integer' },
      results: { type: 'array', items: { $ref: '#/components/schemas/ScheduledUserState' } },
    },
  },
}
