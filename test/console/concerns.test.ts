import { expect } from 'chai'
import { askConsole, configureConsole, startTestConsole } from '../support/console.ts'

describe('the concerns of the console, before anything is provisioned', () => {
  const people = {
    'jane.doe': { userPrincipalName: 'jane.doe@contoso.example' },
    'jürgen groß': { userPrincipalName: 'juergen@contoso.example' },
  }
  const concernsOf = async (options: Parameters<typeof configureConsole>[1]) => {
    await using running = await startTestConsole({ people })
    const { job, userIds } = await configureConsole(running, options)
    const { body: schema } = await askConsole(running, 'GET', `/v1.0${job}/schema`)
    const { status, body } = await askConsole(running, 'POST', 'concerns', { schema, users: userIds })
    expect(status).to.equal(200)
    const { body: users } = await askConsole(running, 'GET', '/jumpcloud/api/systemusers')
    expect(users.totalCount, 'nothing reaches the JumpCloud of the console').to.equal(0)
    expect((await askConsole(running, 'GET', 'exchanges')).body.last).to.equal(0)
    return body
  }

  it('are the two mistakes of the article: an e-mail address as username, groups left on; and the users that JumpCloud would reject', async () => {
    const { findings, users } = await concernsOf({ userName: 'userPrincipalName', hasGroups: true })
    expect(findings.map(({ id }: { id: string }) => id)).to.have.members(['user-name-is-email', 'groups-enabled'])
    expect(users).to.deep.include({ users: 2, untried: 0 })
    expect(users.refused.map(({ reason }: { reason: string }) => reason).join('\n')).to.match(/e-?mail|special/i)
    expect(users.refused).to.have.length(2)
  })

  it('are none for the article’s table, except for users whose nickname JumpCloud rejects', async () => {
    const { findings, users } = await concernsOf({})
    expect(findings).to.deep.equal([])
    expect(users.refused.map(({ user }: { user: string }) => user)).to.have.length(1)
    expect(users.refused[0].reason).to.match(/username|special/i)
  })
})
