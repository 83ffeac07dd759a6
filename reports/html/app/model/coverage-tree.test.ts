import { expect } from 'chai'
import type { CoveredRequirement, RequirementState } from '../../../model/result.ts'
import { coverageAt, coverageTree, placeOf, requirementsBelow } from './coverage-tree.ts'

const requirement = (
  spec: string,
  section: string,
  id: string,
  state: RequirementState = 'pass',
): CoveredRequirement => ({
  id,
  spec,
  section,
  level: 'MUST',
  title: `title of ${id}`,
  url: '',
  state,
})

const tree = coverageTree([
  requirement('RFC 7644', '3.4.2.2', 'filter-1', 'fail'),
  requirement('RFC 7644', '3.4.2.10', 'filter-2'),
  requirement('RFC 7644', '3.4', 'read'),
  requirement('RFC 7644', '10', 'last', 'unseen'),
  requirement('Entra', 'Matching', 'match-1'),
  requirement('Entra', 'Matching', 'match-2'),
  requirement('Validator', 'Create', 'create'),
])

describe('the map of requirements', () => {
  it('has sections in sections, in the order of the document', () => {
    const rfc = coverageAt(tree, ['RFC 7644'])
    expect(rfc.children.map(({ label }) => label)).to.deep.equal(['§3', '§10'])
    const deep = coverageAt(tree, ['RFC 7644', '3', '3.4', '3.4.2'])
    expect(deep.children.map(({ key }) => key)).to.deep.equal(['3.4.2.2', '3.4.2.10'])
  })

  it('lists the requirements of a section beside its subsections', () => {
    const section = coverageAt(tree, ['RFC 7644', '3', '3.4'])
    expect(section.children.map(({ key }) => key)).to.deep.equal(['read', '3.4.2'])
  })

  it('counts states at each level', () => {
    expect(tree.counts).to.deep.equal({ fail: 1, pass: 5, unseen: 1 })
    expect(tree.size).to.equal(7)
    expect(coverageAt(tree, ['RFC 7644', '3']).counts).to.deep.equal({ fail: 1, pass: 2 })
  })

  it('omits the level of topics if each topic has one row', () => {
    expect(coverageAt(tree, ['Validator']).children.map(({ key }) => key)).to.deep.equal(['create'])
    expect(coverageAt(tree, ['Entra']).children.map(({ key }) => key)).to.deep.equal(['Matching'])
  })

  it('contains every requirement exactly once', () => {
    expect(requirementsBelow(tree).map(({ id }) => id)).to.have.members([
      'filter-1',
      'filter-2',
      'read',
      'last',
      'match-1',
      'match-2',
      'create',
    ])
  })

  it('names the section of a requirement', () => {
    expect(placeOf(requirement('RFC 7644', '3.5.2', 'x'))).to.equal('RFC 7644 §3.5.2')
    expect(placeOf(requirement('Entra', 'Matching', 'x'))).to.equal('Entra: Matching')
  })

  it('leads to every node by its path, and from a wrong path to the last node that exists', () => {
    const leaf = coverageAt(tree, ['RFC 7644', '3', '3.4', '3.4.2', '3.4.2.2', 'filter-1'])
    expect(leaf.requirement?.id).to.equal('filter-1')
    expect(coverageAt(tree, leaf.path)).to.equal(leaf)
    expect(coverageAt(tree, ['RFC 7644', 'nothing']).key).to.equal('RFC 7644')
  })
})
