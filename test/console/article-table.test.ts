import { expect } from 'chai'
import { ARTICLE_TABLE, departuresOf, graphRow } from '../../harness/console/app/guide/article-table.ts'
import { defaultSchema } from '../../mocks/entra/index.ts'

type Row = Parameters<typeof departuresOf>[0][number]

describe('the differences of a mapping from the article', () => {
  const article = ARTICLE_TABLE.map(graphRow) as unknown as readonly Row[]

  it('are none for the article’s own rows, however they are written', () => {
    expect(departuresOf(article)).to.deep.equal([])
    const spelled = article.map((row) => ({
      targetAttributeName: row.targetAttributeName.toUpperCase(),
      source: row.source && { expression: row.source.expression.replaceAll(/([,(])/g, '$1  ') },
    }))
    expect(departuresOf(spelled)).to.deep.equal([])
  })

  it('are each other source, and each row that is missing', () => {
    const changed = article
      .filter(({ targetAttributeName }) => targetAttributeName !== 'title')
      .map((row) => (row.targetAttributeName === 'userName' ? { ...row, source: { expression: '[mail]' } } : row))
    expect(departuresOf(changed)).to.deep.equal([
      { target: 'userName', recommended: '[mailNickname]', present: '[mail]' },
      { target: 'title', recommended: '[jobTitle]' },
    ])
    expect(departuresOf([])).to.have.length(ARTICLE_TABLE.length)
  })

  it('are the username and the e-mail address in Entra’s own table', () => {
    const users = defaultSchema.synchronizationRules
      .flatMap(({ objectMappings }) => objectMappings)
      .find(({ targetObjectName }) => !/group/i.test(targetObjectName))
    const departures = departuresOf(users?.attributeMappings ?? [])
    expect(departures.map(({ target, present }) => [target, present])).to.deep.include.members([
      ['userName', '[userPrincipalName]'],
      ['emails[type eq "work"].value', '[mail]'],
    ])
  })
})
