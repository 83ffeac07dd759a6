import { createRateCounter } from '../../serving/index.ts'
import {
  type ClientBehaviour,
  CYCLE_INTERVAL,
  DEFAULT_ENTRA_SWITCHES,
  DEFAULT_IDENTITY,
  guidFrom,
  initialSource,
  openJobState,
} from '../index.ts'
import type { GraphParts } from './api/parts.ts'
import { roleAssignment } from './applications/application.ts'
import { Applications } from './applications/applications.ts'
import { ApplicationView } from './directory/application-view.ts'
import { cachedSource } from './directory/cached-source.ts'
import { Directory } from './directory/directory.ts'
import { auditOf } from './http/audit.ts'
import { EntryLog } from './logs/entry-log.ts'
import type { GraphOptions } from './options.ts'
import { GraphStore } from './state/graph-store.ts'
import { secretBox } from './state/secret-box.ts'
import { type GraphClock, graphClock } from './synchronization/graph-clock.ts'
import { type JobStates, Jobs } from './synchronization/jobs.ts'
import { Scheduler } from './synchronization/scheduler.ts'
import { Secrets } from './synchronization/secrets.ts'

/** A running tenant with its jobs. */
export interface TenantService {
  readonly parts: GraphParts
  readonly scheduler: Scheduler
  close(): Promise<void>
}

/** The maximum rate of on-demand requests of a job (Graph documentation, "synchronizationJob: provisionOnDemand"). */
const ON_DEMAND_RATE = { requests: 5, seconds: 10 } as const

const IN_MEMORY: JobStates = { open: () => openJobState(), remove: () => {} }

/** Opens the tenant of a state, or a new one, and resumes its jobs. */
export function openTenantService(options: ServiceOptions): TenantService {
  const store = new GraphStore(options.state?.file)
  try {
    return serviceOver(store, options)
  } catch (error) {
    store[Symbol.dispose]()
    throw error
  }
}

type ServiceOptions = GraphOptions & { readonly random: () => number }

function serviceOver(store: GraphStore, options: ServiceOptions): TenantService {
  const {
    random,
    transport,
    groups = [],
    disabled = [],
    state,
    dialect,
    activeAsText,
    switches,
    vault,
    pause,
    interval = CYCLE_INTERVAL,
  } = options
  const behaviour: ClientBehaviour = {
    ...(dialect === undefined ? {} : { dialect }),
    ...(activeAsText === undefined ? {} : { activeAsText }),
    ...(switches === undefined ? {} : { switches }),
  }
  const clock = storedClock(store, options.now)
  const guid = (): string => guidFrom(random)
  const mask = <Value>(value: Value): Value => vault?.maskDeep(value) ?? value
  const directory = new Directory(store, {
    source: cachedSource(initialSource(options)),
    groups,
    disabled,
    now: () => clock.now(),
    guid,
  })
  const applications = new Applications(store, guid)
  const secrets = new Secrets(store, secretBox(state?.key), (secret) => vault?.add(secret))
  const provisioningLog = new EntryLog(store, 'provisioning')
  const auditLog = new EntryLog(store, 'audit')
  const identityOf: GraphParts['identityOf'] = ({ appId, servicePrincipalId, displayName }) => ({
    tenantId: DEFAULT_IDENTITY.tenantId,
    applicationId: appId,
    servicePrincipalId,
    application: displayName,
  })
  const scheduler: Scheduler = new Scheduler(clock, () => jobs.all())
  // Opening a job wakes the scheduler, before all jobs exist.
  let isOpen = false
  const jobs: Jobs = new Jobs(store, {
    states: state?.jobs ?? IN_MEMORY,
    random,
    onWake: () => {
      if (isOpen) scheduler.wake()
    },
    dependenciesOf: (servicePrincipalId) => ({
      clock,
      transport,
      random,
      interval,
      behaviour,
      ...(pause === undefined ? {} : { pause }),
      secrets: () => secrets.of(servicePrincipalId),
      identity: () => identityOf(applications.ofServicePrincipal(servicePrincipalId)),
      tenant: (scope) => {
        const record = applications.ofServicePrincipal(servicePrincipalId)
        return new ApplicationView(directory, {
          servicePrincipalId,
          scope,
          roleOf: (appRoleId) => roleAssignment(record, appRoleId),
        })
      },
      onEntry: (entry) => provisioningLog.add(mask(entry)),
      onQuarantine: (status) => {
        const { displayName } = applications.ofServicePrincipal(servicePrincipalId)
        const { quarantine } = mask(status).status
        auditLog.add(
          auditOf({
            id: guid(),
            at: clock.now(),
            activity: 'Quarantine',
            category: 'ProvisioningManagement',
            correlationId: guid(),
            target: { id: servicePrincipalId, displayName, type: 'ServicePrincipal' },
            reason: quarantine?.error.message ?? 'quarantine',
          }),
        )
      },
      onFault: options.onFault ?? (() => {}),
    }),
  })
  isOpen = true
  scheduler.wake()
  let closing: Promise<void> | undefined
  return {
    parts: {
      directory,
      applications,
      jobs,
      secrets,
      provisioningLog,
      auditLog,
      clock,
      transport,
      onDemandRate: createRateCounter(ON_DEMAND_RATE),
      matching: switches?.matching ?? DEFAULT_ENTRA_SWITCHES.matching,
      guid,
      identityOf,
      mask,
    },
    scheduler,
    close: () => {
      closing ??= (async () => {
        scheduler.close()
        await jobs.close()
        store[Symbol.dispose]()
      })()
      return closing
    },
  }
}

/** Creates a clock whose skipped time is stored, because the dates of jobs include it. */
function storedClock(store: GraphStore, now: (() => Date) | undefined): GraphClock {
  const kept = store.all('meta').find(({ id }) => id === 'clock')?.document['skipped']
  const clock = graphClock(now, typeof kept === 'number' ? kept : 0)
  return {
    now: clock.now,
    monotonic: clock.monotonic,
    get skipped() {
      return clock.skipped
    },
    skip: (milliseconds) => {
      clock.skip(milliseconds)
      if (milliseconds > 0) store.put('meta', 'clock', { skipped: clock.skipped })
    },
  }
}
