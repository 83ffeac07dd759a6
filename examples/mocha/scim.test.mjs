import { after, before, describe } from 'mocha'
import { describeRehearsal } from 'scim-rehearsal/mocha'
// The reference server takes the place of your server.
import { listenScimServer } from 'scim-rehearsal/scim-server'

describe('our SCIM server', () => {
  let server

  before(async () => {
    server = await listenScimServer({ token: 'secret' })
  })
  after(() => server.close())

  describeRehearsal({ target: () => ({ url: server.url, token: 'secret' }) })
})
