import type { RehearsalConfig } from '../config/rehearsal-config.ts'
import type { OptionRow } from './option.ts'

/** The options that only `provision` and `on-demand` have, which a configuration file has below `provision`. */
export const provisionOptions: Readonly<Record<keyof NonNullable<RehearsalConfig['provision']>, OptionRow>> = {
  users: {
    commands: ['provision'],
    flags: '--users <number>',
    value: { kind: 'integer', minimum: 1, maximum: 10_000_000 },
    help: 'users of the synthetic tenant',
    default: 50,
  },
  groups: {
    commands: ['provision'],
    flags: '--groups <number>',
    value: { kind: 'integer', minimum: 0, maximum: 100_000 },
    help: 'groups of the synthetic tenant',
    default: 0,
  },
  tenant: {
    commands: ['provision'],
    flags: '--tenant <file>',
    value: { kind: 'path' },
    help: "users from Entra's download CSV or Graph /users JSON",
  },
  scope: {
    commands: ['provision'],
    flags: '--scope <name>',
    value: { kind: 'word', words: ['assigned', 'all'] },
    help: 'which users to provision',
    default: 'assigned',
  },
  entraToken: {
    commands: ['provision'],
    flags: '--entra-token',
    value: { kind: 'switch' },
    help: "a token of Entra's own, with its keys served",
  },
  switch: {
    commands: ['provision'],
    flags: '--switch <name=value>',
    value: {
      kind: 'settings',
      properties: {
        accept: { type: 'string', minLength: 1, maxLength: 500, pattern: '^[ -~]+$' },
        adscimversion: { type: 'string', minLength: 1, maxLength: 500, pattern: '^[ -~]+$' },
        oauthSecret: { enum: ['header', 'body'] },
        assertionAudience: { enum: ['api', 'bare'] },
        retryAfter: { enum: ['pauses', 'fails'] },
        timedOutPost: { enum: ['repeated', 'fails'] },
        vanishedObject: { enum: ['stays-failed', 'matched-again'] },
        matching: { enum: ['before-scope', 'after-scope'] },
        listAtSingleValue: { enum: ['first', 'whole'] },
        primaryEmail: { enum: ['first', 'each'] },
      },
    },
    help: "what Microsoft's pages leave open (docs/fidelity.md)",
  },
  scenario: {
    commands: ['provision'],
    flags: '--scenario <name>',
    value: { kind: 'string' },
    help: 'what happens between cycles',
    default: 'none',
  },
  cycles: {
    commands: ['provision'],
    flags: '--cycles <number>',
    value: { kind: 'integer', minimum: 1 },
    help: 'the initial cycle and N-1 incremental ones',
    default: 1,
  },
  clock: {
    commands: ['provision'],
    flags: '--clock <name>',
    value: { kind: 'word', words: ['real', 'virtual'] },
    help: 'wall time, or jumps to the next due moment',
    default: 'virtual',
  },
  state: {
    commands: ['provision'],
    flags: '--state <file>',
    value: { kind: 'path' },
    help: 'SQLite file that keeps watermark, links and escrows',
  },
  actions: {
    commands: ['provision'],
    flags: '--actions <list>',
    value: { kind: 'word', words: ['create', 'update', 'delete'] },
    help: 'target object actions',
    repeats: true,
  },
  deletionThreshold: {
    commands: ['provision'],
    flags: '--deletion-threshold <number>',
    value: { kind: 'integer', minimum: 0 },
    help: 'deletions and disables of a cycle above which none is sent',
  },
  skipOutOfScopeDeletions: {
    commands: ['provision'],
    flags: '--skip-out-of-scope-deletions',
    value: { kind: 'switch' },
    help: 'do not disable or delete users that lose assignment or scope',
  },
  table: {
    commands: ['provision'],
    flags: '--table',
    value: { kind: 'switch' },
    help: 'print the provisioning log as a table',
  },
  log: {
    commands: ['provision'],
    flags: '--log <file>',
    value: { kind: 'path' },
    help: 'file of the provisioning log',
  },
  mailTo: {
    commands: ['provision'],
    flags: '--mail-to <address>',
    value: { kind: 'string' },
    help: 'address to notify when the job goes into quarantine',
  },
  mailVia: {
    commands: ['provision'],
    flags: '--mail-via <way>',
    value: { kind: 'string' },
    help: 'smtp://host:port, or the file that the mail is written to',
  },
}
