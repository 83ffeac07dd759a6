import { expect } from 'chai'
import { isJsonObject } from '../../mocks/jumpcloud-api/wire/json.ts'
import { access } from './access.ts'
import { administration } from './administration.ts'
import { bulk } from './bulk.ts'
import { clientRequests } from './client-requests.ts'
import { groups } from './groups.ts'
import { insights } from './insights.ts'
import { lists } from './lists.ts'
import { queryFilters } from './query-filters.ts'
import { radius } from './radius.ts'
import { recordedAnswers } from './recorded-answers.ts'
import { description, objectOf, seen, WAYS } from './subject.ts'
import { rates, switched } from './switches.ts'
import { users } from './users.ts'

/** The same contract for each way to reach the API; each response is validated against the OpenAPI description. */
const TOPICS = {
  'who may ask': access,
  'system users': users,
  lists,
  'filters of the query': queryFilters,
  'recorded answers': recordedAnswers,
  'requests of real clients': clientRequests,
  'organizations and administrators': administration,
  'user groups': groups,
  'RADIUS servers': radius,
  'bulk jobs and schedules': bulk,
  'Directory Insights': insights,
  switches: switched,
  'rate limits': rates,
}

for (const { name, open } of WAYS) {
  describe(name, () => {
    before(() => void seen.clear())

    for (const [topic, declare] of Object.entries(TOPICS)) {
      describe(topic, () =>
        declare((title, use, options) =>
          it(title, async () => {
            await using subject = await open(options)
            await use(subject)
          }),
        ),
      )
    }

    // This test is in a group, because mocha runs groups after single tests.
    describe('as a whole', () => {
      it('has succeeded in each operation at least once', async () => {
        const { paths } = await description()
        const ids = Object.values(objectOf(paths))
          .flatMap((item) => Object.values(objectOf(item)))
          .flatMap((operation) => (isJsonObject(operation) ? [operation['operationId']] : []))
          .filter((id) => id !== undefined)
        const unseen = ids.filter((id) => ![200, 201, 204].some((status) => seen.has(`${id} ${status}`)))
        expect(unseen).to.deep.equal([])
      })
    })
  })
}
