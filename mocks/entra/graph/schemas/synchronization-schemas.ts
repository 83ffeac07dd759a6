import {
  ANY_OBJECT,
  BOOLEAN,
  closed,
  ID,
  INSTANT,
  INTEGER,
  type JsonSchema,
  listOf,
  NULLABLE_TEXT,
  open,
  reference,
  TEXT,
} from './shapes.ts'

const orNull = (schema: JsonSchema): JsonSchema => ({ oneOf: [schema, { type: 'null' }] })
const pair = closed({ key: TEXT, value: NULLABLE_TEXT }, ['key', 'value'])

const schemaMembers = {
  id: TEXT,
  version: TEXT,
  provisioningTaskIdentifier: NULLABLE_TEXT,
  synchronizationRules: listOf(ANY_OBJECT),
  directories: listOf(ANY_OBJECT),
}

/** Templates, jobs, secrets, schemas, provisioning on demand. */
export const synchronizationSchemas: Readonly<Record<string, JsonSchema>> = {
  synchronizationTemplate: closed(
    {
      id: ID,
      applicationId: ID,
      default: BOOLEAN,
      description: NULLABLE_TEXT,
      discoverable: BOOLEAN,
      factoryTag: TEXT,
      metadata: listOf(pair),
      schema: reference('synchronizationSchema'),
    },
    ['id', 'schema'],
  ),
  synchronizationJobCreate: closed({ templateId: ID }, ['templateId']),
  synchronizationJob: closed(
    {
      id: ID,
      templateId: TEXT,
      schedule: closed(
        { expiration: NULLABLE_TEXT, interval: TEXT, state: { enum: ['Active', 'Disabled', 'Paused'] } },
        ['expiration', 'interval', 'state'],
      ),
      status: reference('synchronizationStatus'),
      synchronizationJobSettings: listOf(closed({ name: TEXT, value: TEXT }, ['name', 'value'])),
    },
    ['id', 'templateId', 'schedule', 'status'],
  ),
  synchronizationStatus: closed(
    {
      code: { enum: ['NotConfigured', 'NotRun', 'Active', 'Paused', 'Quarantine'] },
      countSuccessiveCompleteFailures: INTEGER,
      escrowsPruned: BOOLEAN,
      lastExecution: orNull(reference('synchronizationTaskExecution')),
      lastSuccessfulExecution: orNull(reference('synchronizationTaskExecution')),
      lastSuccessfulExecutionWithExports: orNull(reference('synchronizationTaskExecution')),
      progress: listOf(
        closed({ completedUnits: INTEGER, totalUnits: INTEGER, units: TEXT, progressObservationDateTime: INSTANT }),
      ),
      quarantine: orNull(
        closed(
          {
            currentBegan: INSTANT,
            nextAttempt: INSTANT,
            reason: TEXT,
            seriesBegan: INSTANT,
            seriesCount: INTEGER,
            error: reference('synchronizationError'),
          },
          ['currentBegan', 'nextAttempt', 'reason', 'seriesBegan', 'seriesCount', 'error'],
        ),
      ),
      steadyStateFirstAchievedTime: INSTANT,
      steadyStateLastAchievedTime: INSTANT,
      synchronizedEntryCountByType: listOf(closed({ key: TEXT, value: INTEGER }, ['key', 'value'])),
      troubleshootingUrl: NULLABLE_TEXT,
    },
    ['code', 'lastExecution', 'quarantine', 'progress'],
  ),
  synchronizationTaskExecution: closed(
    {
      activityIdentifier: TEXT,
      countEntitled: INTEGER,
      countEntitledForProvisioning: INTEGER,
      countEscrowed: INTEGER,
      countEscrowedRaw: INTEGER,
      countExported: INTEGER,
      countExports: INTEGER,
      countImported: INTEGER,
      countImportedDeltas: INTEGER,
      countImportedReferenceDeltas: INTEGER,
      state: { enum: ['Succeeded', 'Failed', 'EntryLevelErrors'] },
      error: reference('synchronizationError'),
      timeBegan: INSTANT,
      timeEnded: { type: ['string', 'null'], format: 'date-time' },
    },
    ['activityIdentifier', 'state', 'error', 'timeBegan', 'timeEnded'],
  ),
  synchronizationError: closed({ code: TEXT, message: TEXT, tenantActionable: BOOLEAN }, [
    'code',
    'message',
    'tenantActionable',
  ]),
  synchronizationJobRestart: closed({ criteria: closed({ resetScope: NULLABLE_TEXT }) }),
  synchronizationSecret: closed({ key: TEXT, value: TEXT }, ['key', 'value']),
  synchronizationSecrets: closed({ value: { type: 'array', items: pair, maxItems: 100 } }, ['value']),
  validateCredentials: closed({
    applicationIdentifier: NULLABLE_TEXT,
    templateId: NULLABLE_TEXT,
    useSavedCredentials: { type: ['boolean', 'null'] },
    credentials: { type: ['array', 'null'], items: pair, maxItems: 100 },
  }),
  synchronizationSchema: open(schemaMembers, ['synchronizationRules']),
  synchronizationSchemaUpdate: open(schemaMembers),
  parseExpression: closed(
    {
      expression: { type: 'string', minLength: 1 },
      targetAttributeDefinition: { type: ['object', 'null'] },
      testInputObject: orNull(open({ definition: {}, properties: listOf(open({ key: TEXT, value: {} }, ['key'])) })),
    },
    ['expression'],
  ),
  parseExpressionResponse: closed(
    {
      error: orNull(reference('synchronizationError')),
      evaluationResult: listOf(TEXT),
      evaluationSucceeded: BOOLEAN,
      parsedExpression: orNull(reference('attributeMappingSource')),
      parsingSucceeded: BOOLEAN,
    },
    ['error', 'evaluationResult', 'evaluationSucceeded', 'parsedExpression', 'parsingSucceeded'],
  ),
  attributeMappingSource: closed(
    {
      expression: TEXT,
      name: TEXT,
      type: { enum: ['Attribute', 'Constant', 'Function'] },
      parameters: listOf(closed({ key: TEXT, value: reference('attributeMappingSource') }, ['key', 'value'])),
    },
    ['expression', 'name', 'type', 'parameters'],
  ),
  attributeMappingFunctionSchema: closed(
    {
      name: TEXT,
      parameters: listOf(
        closed({ allowMultipleOccurrences: BOOLEAN, name: TEXT, required: BOOLEAN, type: TEXT }, ['name', 'required']),
      ),
    },
    ['name', 'parameters'],
  ),
  filterOperatorSchema: closed(
    {
      name: TEXT,
      arity: { enum: ['Unary', 'Binary'] },
      multivaluedComparisonType: TEXT,
      supportedAttributeTypes: listOf(TEXT),
    },
    ['name', 'arity'],
  ),
  provisionOnDemand: closed(
    {
      parameters: {
        type: 'array',
        minItems: 1,
        items: closed(
          {
            ruleId: ID,
            subjects: {
              type: 'array',
              minItems: 1,
              items: closed(
                {
                  objectId: ID,
                  objectTypeName: ID,
                  links: orNull(
                    closed({
                      members: listOf(closed({ objectId: ID, objectTypeName: ID }, ['objectId', 'objectTypeName'])),
                    }),
                  ),
                },
                ['objectId', 'objectTypeName'],
              ),
            },
          },
          ['ruleId', 'subjects'],
        ),
      },
    },
    ['parameters'],
  ),
  stringKeyStringValuePair: closed({ key: TEXT, value: TEXT }, ['key', 'value']),
}
