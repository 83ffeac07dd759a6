import type { Job } from '../graph/types.ts'

/** The state of a job in words. */
export interface JobState {
  readonly title: string
  readonly tone: 'good' | 'bad' | 'warn' | 'plain'
  /** The meaning, or what to do. */
  readonly text: string
  readonly isRunning: boolean
}

/** The reasons of a quarantine in words (Entra documentation, "Application provisioning in quarantine status"). */
const REASONS: Readonly<Record<string, string>> = {
  EncounteredQuarantineException: 'The connection to the application failed.',
  EncounteredBaseEscrowThreshold: 'Too many objects failed in one cycle.',
  EncounteredTotalEscrowThreshold: 'Too many objects and references failed in one cycle.',
  EncounteredEscrowProportionThreshold: 'More than 40 % of the objects failed in one cycle.',
  QuarantinedOnDemand: 'The job was put into quarantine on demand.',
  TooManyDeletes: 'The cycle would delete or disable more objects than the accidental deletion threshold allows.',
  IngestionInterrupted: 'The import was interrupted.',
}

/** Returns the reason of a quarantine in words. */
export const quarantineReason = (reason: string): string => REASONS[reason] ?? reason

const STATES: Readonly<Record<string, JobState>> = {
  NotConfigured: {
    title: 'Not configured',
    tone: 'plain',
    text: 'Provisioning has not started. Select Start, or set Provisioning Status to On and save.',
    isRunning: false,
  },
  NotRun: { title: 'Not run', tone: 'plain', text: 'The initial cycle has not ended yet.', isRunning: true },
  Active: { title: 'Active', tone: 'good', text: 'Provisioning runs every 40 minutes.', isRunning: true },
  Paused: { title: 'Paused', tone: 'plain', text: 'Provisioning is stopped. Its state is stored.', isRunning: false },
  Quarantine: {
    title: 'Quarantine',
    tone: 'bad',
    text: 'Provisioning runs less often until a cycle succeeds.',
    isRunning: true,
  },
}

/** Describes the state of a job. */
export function jobState({ status, schedule }: Pick<Job, 'status' | 'schedule'>): JobState {
  const state = STATES[status.code] ?? { title: status.code, tone: 'plain', text: '', isRunning: false }
  const minutes = minutesOf(schedule.interval)
  const isActive = schedule.state === 'Active'
  if (status.code !== 'Active') return { ...state, isRunning: isActive }
  const text =
    minutes === undefined ? '' : `Provisioning runs every ${minutes === 1 ? 'minute' : `${minutes} minutes`}.`
  return status.lastExecution?.state === 'EntryLevelErrors'
    ? { ...state, tone: 'warn', text: `${text} Some objects failed in the last cycle.`.trim(), isRunning: isActive }
    : { ...state, text, isRunning: isActive }
}

function minutesOf(interval: string): number | undefined {
  const [, minutes] = /^PT(\d+)M$/.exec(interval) ?? []
  return minutes === undefined ? undefined : Number(minutes)
}

/**
 * Returns the time until the next cycle: until the next attempt of a job in quarantine, otherwise the interval of the
 * job.
 */
export function untilNextCycle({ status, schedule }: Pick<Job, 'status' | 'schedule'>, now: string): string {
  const { quarantine } = status
  if (quarantine === null) return schedule.interval
  const seconds = Math.ceil((Date.parse(quarantine.nextAttempt) - Date.parse(now)) / 1000)
  return Number.isFinite(seconds) ? `PT${Math.max(seconds, 0)}S` : schedule.interval
}
