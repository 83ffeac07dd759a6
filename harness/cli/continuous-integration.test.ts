import { expect } from 'chai'
import { isContinuousIntegration } from './continuous-integration.ts'

describe('continuous integration', () => {
  it('is detected by CI or TF_BUILD', () => {
    for (const environment of [{ CI: 'true' }, { CI: '1' }, { CI: 'woodpecker' }, { TF_BUILD: 'True' }])
      expect(isContinuousIntegration(environment), JSON.stringify(environment)).to.equal(true)
    for (const environment of [{}, { CI: '' }, { CI: 'false' }, { CI: '0' }, { TF_BUILD: 'False' }])
      expect(isContinuousIntegration(environment), JSON.stringify(environment)).to.equal(false)
  })
})
