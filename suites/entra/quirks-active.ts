import { type Check, segmentOf } from '../../harness/index.ts'
import { aUser, defineQuirks, expectAllSucceeded, patch, type Quirk, shown } from './quirk.ts'

type Form = readonly [
  name: string,
  title: string,
  source: string,
  requirement: string,
  operation: Parameters<typeof patch>[0][number],
  before: boolean,
  after: boolean,
]

const gh = (path: string): string => `https://github.com/${path}`

/** The forms in which clients send `active`, one per line: the value that is sent, and the state before and after. */
const FORMS: readonly Form[] = [
  [
    'active-text',
    'Replace of active with the string "False" disables the user',
    gh('scimmyjs/scimmy/issues/51'),
    'entra.disable.string-boolean',
    { op: 'Replace', path: 'active', value: 'False' },
    true,
    false,
  ],
  [
    'active-text-enables',
    'Replace of active with the string "True" enables the user',
    gh('AzureAD/SCIMReferenceCode/issues/21'),
    'entra.enable.restores',
    { op: 'Replace', path: 'active', value: 'True' },
    false,
    true,
  ],
  [
    'active-capital-boolean',
    'Replace of active with a boolean, with op in capitals, enables the user',
    gh('FusionAuth/fusionauth-issues/issues/3311'),
    'entra.enable.restores',
    { op: 'Replace', path: 'active', value: true },
    false,
    true,
  ],
  [
    'active-documented',
    "The sample request of Microsoft's documentation for Disable User disables the user",
    'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
    'entra.disable.boolean',
    { op: 'Replace', path: 'active', value: false },
    true,
    false,
  ],
  [
    'active-flagged',
    'replace of active with false disables the user',
    'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility',
    'entra.disable.boolean',
    { op: 'replace', path: 'active', value: false },
    true,
    false,
  ],
  [
    'active-added',
    'Add of active with the string "False" disables the user',
    gh('rancher/rancher/issues/54025'),
    'entra.disable.other-forms',
    { op: 'Add', path: 'active', value: 'False' },
    true,
    false,
  ],
  [
    'active-added-flagged',
    'add of active with a boolean disables the user',
    gh('getsentry/sentry/issues/84941'),
    'entra.disable.other-forms',
    { op: 'add', path: 'active', value: false },
    true,
    false,
  ],
  [
    'active-lower-case-text',
    'Replace of active with the string "false", as administrators write it in Switch, disables the user',
    gh('Unleash/unleash/pull/9336'),
    'entra.disable.other-forms',
    { op: 'Replace', path: 'active', value: 'false' },
    true,
    false,
  ],
  [
    'active-path-less',
    'A replace of active without a path disables the user',
    gh('Metatavu/keycloak-scim-server/issues/95'),
    'entra.disable.boolean',
    { op: 'replace', value: { active: false } },
    true,
    false,
  ],
]

/** Checks each form of `active` that clients send. */
export const activeQuirks: readonly Check[] = defineQuirks(
  FORMS.map(
    ([name, title, source, requirement, operation, before, after]): Quirk => ({
      name,
      title,
      source,
      requirement,
      setup: async (context) => {
        const names = await aUser(context)
        if (before) return names
        const disabled = await context.scim.patch(`/Users/${segmentOf(names['user'] ?? '')}`, [
          { op: 'replace', path: 'active', value: false },
        ])
        return disabled.isSuccess ? names : context.skip('the user cannot be disabled with a boolean', 'active.changes')
      },
      requests: [patch([operation])],
      verify: async (context, names, answers) => {
        expectAllSucceeded(context, answers)
        await context.eventually(async () =>
          context.expect((await shown(context, names))['active'], 'active').to.equal(after),
        )
      },
    }),
  ),
)
