import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { type BulkOperation, bulk, creation, failure, isRefused, resultsOf, statusOf } from './support/bulk.ts'

interface InvalidRow {
  readonly id: string
  readonly title: string
  readonly row: string
  /** True if the rule applies to the client, so that a server may be lenient. */
  readonly isLenient?: boolean
  /** Matches the statuses that a rejection may have (default: 400). */
  readonly status?: RegExp
  /** Returns operations that break this rule and no other. */
  readonly operations: (context: CheckContext) => Promise<readonly BulkOperation[]>
}

const without = (operation: BulkOperation, name: string): BulkOperation => {
  const { [name]: _left, ...rest } = operation
  return rest
}

const INVALID: readonly InvalidRow[] = [
  {
    id: 'method',
    title: 'A bulk operation without a method, or with GET, is rejected',
    row: 'rfc7644-3.7-06',
    operations: async (context) => [without(await creation(context), 'method'), { ...failure(context), method: 'GET' }],
  },
  {
    id: 'bulk-id',
    title: 'A bulk POST without a bulkId is rejected',
    row: 'rfc7644-3.7-07',
    isLenient: true,
    operations: async (context) => [without(await creation(context), 'bulkId')],
  },
  {
    id: 'path',
    title: 'A bulk operation without a path is rejected',
    row: 'rfc7644-3.7-09',
    operations: async (context) => [without(await creation(context), 'path')],
  },
  {
    id: 'path-of-method',
    title: 'A bulk POST to the path of a resource is rejected',
    row: 'rfc7644-3.7-10',
    status: /^4\d\d$/,
    // A PUT to the endpoint is not sent, because its effect on a server is unpredictable.
    operations: async (context) => [
      { ...(await creation(context)), path: context.scim.pathOf(await context.given.user()) },
    ],
  },
  {
    id: 'data',
    title: 'A bulk POST without data is rejected',
    row: 'rfc7644-3.7-11',
    operations: async (context) => [without(await creation(context), 'data')],
  },
]

/** Checks each invalid operation. */
export const invalidOperations: readonly Check[] = INVALID.map(
  ({ id, title, row, isLenient = false, status: fit = /^400$/, operations }) =>
    defineCheck({
      id: `scim.bulk.${id}`,
      title,
      requirements: [row],
      dependsOn: ['bulk'],
      async run(context) {
        const { expect, warn } = context
        for (const operation of await operations(context)) {
          const { data: _data, ...withoutData } = operation
          const response = await bulk(context, [operation])
          const results = resultsOf(response)
          const status = response.isSuccess ? results.map(statusOf).join(', ') : String(response.status)
          const isAccepted = response.isSuccess && !results.some(isRefused)
          if (isAccepted && isLenient)
            warn(`the operation ${JSON.stringify(withoutData)} is accepted: ${response.describe()}`)
          else if (response.isSuccess)
            expect(status, `status of the operation ${JSON.stringify(withoutData)}`).to.not.fit(
              () => isAccepted,
              'a success',
            )
          else expect(response).to.be.refused({ notImplemented: true })
          if (!isAccepted && !fit.test(status))
            warn(`RFC 7644 suggests 400 for ${JSON.stringify(withoutData)}: ${status}`)
        }
      },
    }),
)
