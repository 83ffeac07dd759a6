import { expect } from 'chai'
import { describeLeft, followCreated } from './created-objects.ts'

const entry = (provisioningAction: string, id: string, displayName: string) => ({
  provisioningAction,
  provisioningStatusInfo: { status: 'success' },
  targetIdentity: { id, displayName, identityType: 'User' },
})
const parts = { baseUrl: 'http://host.example/scim', headers: {}, now: new Date(0), isStopped: false }

describe('objects that provision leaves', () => {
  it('are all listed if the target gives two of them the same id, or reuses an id', () => {
    const created = followCreated()
    for (const name of ['Ann', 'Bob', 'Cy']) created.hear(entry('create', '7', name))
    expect(created.left.map(({ displayName }) => displayName)).to.deep.equal(['Ann', 'Bob', 'Cy'])
    expect(describeLeft(created, parts).join('\n'))
      .to.include('3 users that this run created: Ann, Bob, Cy')
      .and.to.include('the target gave 2 objects the id of another one; look for those by name afterwards')
    created.hear(entry('delete', '7', 'Bob'))
    expect(created.left.map(({ displayName }) => displayName)).to.deep.equal(['Ann', 'Cy'])
    created.hear(entry('delete', '7', 'Dee'))
    created.hear(entry('delete', '7', 'Dee'))
    expect(created.left).to.deep.equal([])
    created.hear(entry('delete', '7', 'Dee'))
    created.hear(entry('create', '7', 'Eve'))
    expect(describeLeft(created, parts).join('\n'))
      .to.include('1 user that this run created: Eve')
      .and.to.not.include('the id of another one')
  })
})
