import { expect } from 'chai'
import fc from 'fast-check'
import type { Json, JsonObject, User } from '../graph/types.ts'
import { readProblem } from './expression-error.ts'
import { jobState, untilNextCycle } from './job-state.ts'
import { type Place, readPlace, writePlace } from './place.ts'
import { credentialsOf, mailFault, settingPairs, settingsOf, thresholdFault } from './settings.ts'
import { readLogEntry, readOnDemand } from './steps.ts'
import { testProperties } from './test-object.ts'
import { changedProperties, formOf, missingFields } from './user-form.ts'

const json = fc.jsonValue() as fc.Arbitrary<Json>

describe('the error of an expression', () => {
  it('is shown for any message', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (message, expression) => {
        expect(readProblem(message, expression).message).to.be.a('string')
      }),
    )
  })
})

describe('a user as a test object', () => {
  it('has the names of mappings, only values, and the computed IsSoftDeleted', () => {
    const user: User = {
      '@odata.context': 'x',
      id: 'i',
      displayName: 'Ann',
      userPrincipalName: 'ann@contoso.example',
      officeLocation: 'Oslo',
      mobilePhone: null,
      businessPhones: ['+1'],
      otherMails: [],
      proxyAddresses: ['SMTP:a@x'],
      accountEnabled: false,
      employeeOrgData: { costCenter: 'C1', division: null },
      onPremisesExtensionAttributes: { extensionAttribute1: 'e' },
    }
    expect(Object.fromEntries(testProperties(user).map(({ key, value }) => [key, value]))).to.deep.equal({
      objectId: 'i',
      displayName: 'Ann',
      userPrincipalName: 'ann@contoso.example',
      physicalDeliveryOfficeName: 'Oslo',
      businessPhones: ['+1'],
      telephoneNumber: '+1',
      proxyAddresses: ['SMTP:a@x'],
      costCenter: 'C1',
      extensionAttribute1: 'e',
      IsSoftDeleted: 'True',
    })
  })
})

describe('the result of provisioning on demand', () => {
  it('is read for any key and value, as an object or a list', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.oneof(fc.json(), fc.string()), (key, value) => {
        expect(readOnDemand({ key, value }).steps).to.be.an('array')
      }),
    )
    const result = {
      action: 'Create',
      provisioningSteps: [{ name: 'EntryExportAdd', type: 'Export', status: 'Failure' }],
    }
    const status = { statusInfo: { status: 'Failure', errorCode: 'C', reason: 'R' } }
    for (const value of [{ ...result, ...status }, [{ ...result, ...status }]])
      expect(readOnDemand({ key: 'StatusInfo', value: JSON.stringify(value) })).to.deep.include({
        action: 'Create',
        outcome: 'failure',
        errorCode: 'C',
        reason: 'R',
        steps: [{ title: 'Perform action', outcome: 'failure', description: '', details: [] }],
      })
  })

  it('takes the error of the key if the value has none', () => {
    const key = JSON.stringify({ result: 'Skipped', details: { errorCode: 'RedundantExport', errorMessage: 'same' } })
    expect(readOnDemand({ key, value: '{}' })).to.include({
      outcome: 'skipped',
      errorCode: 'RedundantExport',
      reason: 'same',
    })
  })
})

describe('an entry of the provisioning log', () => {
  it('is read for any members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (entry) => {
        expect(readLogEntry(entry as JsonObject).outcome).to.be.oneOf(['success', 'warning', 'failure', 'skipped'])
      }),
    )
  })
})

describe('the settings of provisioning', () => {
  it('are saved with every unknown member of the notification settings', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), json, { noNullPrototype: true }),
        fc.boolean(),
        fc.string(),
        fc.nat(),
        (unknown, isOn, recipients, threshold) => {
          const saved = [{ key: 'SyncNotificationSettings', value: JSON.stringify(unknown) }]
          const settings = {
            sendsMail: isOn,
            recipients,
            preventsDeletion: !isOn,
            deletionThreshold: String(threshold),
            scope: isOn ? ('all' as const) : ('assigned' as const),
          }
          const pairs = settingPairs(saved, settings)
          expect(settingsOf(pairs)).to.deep.equal(settings)
          const written = JSON.parse(pairs.find(({ key }) => key === 'SyncNotificationSettings')?.value ?? '')
          expect({ ...written, ...unknown }).to.deep.equal({ ...JSON.parse(JSON.stringify(written)), ...unknown })
          for (const name of Object.keys(unknown)) expect(Object.keys(written)).to.include(name)
        },
      ),
    )
  })

  it('are the defaults without saved keys, and for a value that is not JSON', () => {
    for (const saved of [[], [{ key: 'SyncNotificationSettings', value: 'x' }]])
      expect(settingsOf(saved)).to.deep.equal({
        sendsMail: false,
        recipients: '',
        preventsDeletion: false,
        deletionThreshold: '500',
        scope: 'assigned',
      })
    expect(credentialsOf([{ key: 'SecretToken', value: '*' }])).to.deep.equal({ tenantUrl: '', hasToken: true })
  })

  it('have faults for strings that are not a number or an address', () => {
    expect(['0', '500', ' 7 '].map(thresholdFault)).to.deep.equal([undefined, undefined, undefined])
    for (const wrong of ['', '-1', '1.5', 'x', '1e3']) expect(thresholdFault(wrong), wrong).to.be.a('string')
    expect(mailFault('a@b')).to.equal(undefined)
    for (const wrong of ['', 'a', 'a b@c']) expect(mailFault(wrong), wrong).to.be.a('string')
  })
})

describe('the state of a job', () => {
  const job = (code: string, quarantine: string | null, state = 'Active') => ({
    schedule: { interval: 'PT40M', state },
    status: {
      code,
      lastExecution: null,
      progress: [],
      synchronizedEntryCountByType: [],
      quarantine:
        quarantine === null
          ? null
          : { currentBegan: '', nextAttempt: quarantine, reason: 'x', seriesCount: 1, error: null },
    },
  })

  it('has a name, also if it is unknown', () => {
    expect(jobState(job('Active', null))).to.include({ title: 'Active', isRunning: true })
    expect(jobState(job('Active', null)).text).to.include('40 minutes')
    expect(jobState(job('Paused', null, 'Disabled'))).to.include({ isRunning: false })
    expect(jobState(job('Other', null))).to.include({ title: 'Other' })
  })

  it('gives the time until the next cycle, in quarantine until the next attempt', () => {
    const now = '2026-01-01T00:00:00.000Z'
    expect(untilNextCycle(job('Active', null), now)).to.equal('PT40M')
    expect(untilNextCycle(job('Quarantine', '2026-01-01T00:29:59.500Z'), now)).to.equal('PT1800S')
    expect(untilNextCycle(job('Quarantine', '2025-12-31T00:00:00.000Z'), now)).to.equal('PT0S')
    expect(untilNextCycle(job('Quarantine', 'never'), now)).to.equal('PT40M')
  })
})

describe('a place of the pane', () => {
  it('is read from its own URL, with any characters in an id', () => {
    const id = fc.string({ minLength: 1 }).filter((text) => !['new', 'deleted'].includes(text))
    const place: fc.Arbitrary<Place> = fc.oneof(
      fc.constantFrom<Place>({ screen: 'applications' }, { screen: 'new-application' }, { screen: 'users' }),
      id.map((user): Place => ({ screen: 'user', user })),
      id.map((application): Place => ({ screen: 'provisioning-logs', application })),
      fc
        .tuple(id, fc.nat(9), fc.constantFrom('none' as const, 'new' as const, 3))
        .map(([application, mapping, row]): Place => ({ screen: 'mapping', application, mapping, row })),
    )
    fc.assert(
      fc.property(place, (given) => {
        expect(readPlace(writePlace(given))).to.deep.equal(given)
      }),
    )
  })

  it('is the list of applications for an unknown URL', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readPlace(text).screen).to.be.a('string')
      }),
    )
    expect(readPlace('nonsense/1')).to.deep.equal({ screen: 'applications' })
  })
})

describe('the form of a user', () => {
  const user: User = {
    id: 'i',
    displayName: 'Ann',
    userPrincipalName: 'ann@contoso.example',
    mailNickname: 'ann',
    businessPhones: ['+1', '+2'],
    employeeOrgData: { costCenter: 'C1', division: 'D' },
  }

  it('changes only properties that were edited', () => {
    expect(changedProperties(user, formOf(user))).to.deep.equal({})
    expect(missingFields(formOf(user))).to.deep.equal([])
    expect(missingFields(formOf(undefined))).to.deep.equal(['Display name', 'User principal name', 'Mail nickname'])
  })

  it('writes null for an emptied property, and preserves the rest of a list and of an object', () => {
    const form = { ...formOf(user), displayName: '', businessPhones: '+3', costCenter: '' }
    expect(changedProperties(user, form)).to.deep.equal({
      displayName: null,
      businessPhones: ['+3', '+2'],
      employeeOrgData: { costCenter: null, division: 'D' },
    })
    expect(changedProperties(user, { ...formOf(user), businessPhones: '' })).to.deep.equal({ businessPhones: ['+2'] })
  })
})
