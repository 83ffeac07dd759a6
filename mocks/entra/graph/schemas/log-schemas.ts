import { ANY_OBJECT, closed, ID, INSTANT, INTEGER, type JsonSchema, listOf, NULLABLE_TEXT, TEXT } from './shapes.ts'

const system = closed({ id: TEXT, displayName: TEXT, details: ANY_OBJECT }, ['id', 'displayName'])
const identity = closed({ id: TEXT, displayName: TEXT, identityType: TEXT, details: ANY_OBJECT }, [
  'id',
  'displayName',
  'identityType',
])

/** Entries of logs, and errors. */
export const logSchemas: Readonly<Record<string, JsonSchema>> = {
  provisioningObjectSummary: closed(
    {
      id: ID,
      activityDateTime: INSTANT,
      tenantId: ID,
      jobId: ID,
      cycleId: ID,
      changeId: ID,
      provisioningAction: { enum: ['create', 'update', 'delete', 'stageddelete', 'disable', 'other'] },
      durationInMilliseconds: INTEGER,
      servicePrincipal: closed({ id: ID, displayName: TEXT }, ['id', 'displayName']),
      sourceSystem: system,
      targetSystem: system,
      initiatedBy: closed({ id: TEXT, displayName: TEXT, initiatorType: TEXT }),
      sourceIdentity: identity,
      targetIdentity: identity,
      provisioningStatusInfo: closed(
        {
          status: { enum: ['success', 'warning', 'failure', 'skipped'] },
          errorInformation: { type: ['object', 'null'] },
        },
        ['status', 'errorInformation'],
      ),
      provisioningSteps: listOf(
        closed({ name: TEXT, provisioningStepType: TEXT, status: TEXT, description: TEXT, details: ANY_OBJECT }, [
          'name',
          'provisioningStepType',
          'status',
        ]),
      ),
      modifiedProperties: listOf(
        closed({ displayName: TEXT, oldValue: NULLABLE_TEXT, newValue: NULLABLE_TEXT }, [
          'displayName',
          'oldValue',
          'newValue',
        ]),
      ),
    },
    [
      'id',
      'activityDateTime',
      'jobId',
      'provisioningAction',
      'sourceIdentity',
      'provisioningStatusInfo',
      'provisioningSteps',
    ],
  ),
  directoryAudit: closed(
    {
      id: ID,
      category: TEXT,
      correlationId: ID,
      result: { enum: ['success', 'failure'] },
      resultReason: TEXT,
      activityDisplayName: TEXT,
      activityDateTime: INSTANT,
      loggedByService: TEXT,
      operationType: TEXT,
      initiatedBy: ANY_OBJECT,
      targetResources: listOf(
        closed({ id: NULLABLE_TEXT, displayName: NULLABLE_TEXT, type: TEXT, modifiedProperties: listOf(ANY_OBJECT) }),
      ),
      additionalDetails: listOf(ANY_OBJECT),
    },
    ['id', 'category', 'result', 'activityDisplayName', 'activityDateTime', 'targetResources'],
  ),
  error: closed(
    {
      error: closed(
        {
          code: TEXT,
          message: TEXT,
          details: listOf(closed({ code: TEXT, message: TEXT, target: TEXT }, ['code', 'message'])),
          innerError: closed({ date: TEXT, 'request-id': ID, 'client-request-id': TEXT }, [
            'date',
            'request-id',
            'client-request-id',
          ]),
        },
        ['code', 'message', 'innerError'],
      ),
    },
    ['error'],
  ),
}
