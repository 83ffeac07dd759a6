import type { VNode } from 'preact'
import { Select } from '../../ui/controls.tsx'
import type { ServicePrincipal } from '../graph/types.ts'
import { jobState } from '../model/job-state.ts'
import {
  credentialsOf,
  mailFault,
  type ProvisioningSettings,
  settingPairs,
  settingsOf,
  thresholdFault,
} from '../model/settings.ts'
import { useEntra } from '../ui/context.ts'
import { ActionNotice } from '../ui/outcome.tsx'
import { ScreenHead, Section } from '../ui/screen.tsx'
import { submission } from '../ui/submission.ts'
import { useAction } from '../ui/use-action.ts'
import { useDraft } from '../ui/use-draft.ts'
import { type Credentials, CredentialsSection } from './credentials-section.tsx'
import { JobSection } from './job-section.tsx'
import { MappingsSection } from './mappings-section.tsx'
import type { ProvisioningData } from './provisioning.tsx'
import { SettingsSection } from './settings-section.tsx'

/** The inputs of the screen. */
interface ProvisioningDraft {
  readonly mode: 'Manual' | 'Automatic'
  readonly credentials: Credentials
  readonly settings: ProvisioningSettings
  readonly status: 'on' | 'off'
}

/** The form of the provisioning screen, which one button saves. */
export function ProvisioningForm({
  application: { id, displayName },
  job,
  secrets,
  schema,
  onSaved,
}: ProvisioningData & { readonly application: ServicePrincipal; readonly onSaved: () => Promise<void> }): VNode {
  const { operations } = useEntra()
  const saved = credentialsOf(secrets)
  const isRunning = job !== undefined && jobState(job).isRunning
  const stored: ProvisioningDraft = {
    mode: job === undefined ? 'Manual' : 'Automatic',
    credentials: { tenantUrl: saved.tenantUrl, token: '' },
    settings: settingsOf(secrets),
    status: isRunning ? 'on' : 'off',
  }
  const [draft, setDraft] = useDraft<Partial<ProvisioningDraft>>(`provisioning ${id}`)
  const [isTried, setTried] = useDraft<boolean>(`provisioning ${id} tried`)
  const form: ProvisioningDraft = { ...stored, ...draft }
  const change = (part: Partial<ProvisioningDraft>): void => setDraft({ ...draft, ...part })
  const discard = (): void => {
    setDraft(undefined)
    setTried(undefined)
  }
  const save = useAction()
  const faults = faultsOf(form)
  const saveAll = async (): Promise<string> => {
    const { credentials, settings, status } = form
    const isNew = job === undefined
    const target = job ?? (await operations.job.create(id))
    const token = credentials.token === '' ? undefined : credentials.token
    if (credentials.tenantUrl.trim() !== saved.tenantUrl || token !== undefined)
      await operations.job.saveCredentials(id, credentials.tenantUrl.trim(), token)
    if (draft?.settings !== undefined) await operations.job.saveSecrets(id, settingPairs(secrets, settings))
    if (status === 'on' && !isRunning) await operations.job.start(id, target.id)
    if (status === 'off' && isRunning) await operations.job.pause(id, target.id)
    await onSaved()
    discard()
    return isNew
      ? 'Provisioning is configured. Mappings and settings are below; set Provisioning Status to On to start.'
      : 'Updated the provisioning settings.'
  }
  return (
    <form
      noValidate
      onSubmit={submission({
        isRight: Object.values(faults).every((fault) => fault === undefined),
        onTried: () => setTried(true),
        run: () => save.run(saveAll),
      })}
    >
      <ScreenHead title="Provisioning" outcome={<ActionNotice action={save} />}>
        <button
          type="submit"
          class="button button-primary"
          disabled={form.mode === 'Manual' || draft === undefined || save.isBusy}
        >
          Save
        </button>
        <button type="button" class="button" disabled={draft === undefined} onClick={discard}>
          Discard
        </button>
      </ScreenHead>
      {job !== undefined && <JobSection id={id} job={job} />}
      <div class="form">
        <Select
          label="Provisioning Mode"
          value={form.mode}
          choices={[
            { value: 'Manual', label: 'Manual' },
            { value: 'Automatic', label: 'Automatic' },
          ]}
          isDisabled={job !== undefined}
          onChange={(mode) => change({ mode })}
          hint={
            form.mode === 'Manual'
              ? 'Select Automatic to let Entra create and update user accounts in the application.'
              : `Entra creates and updates user accounts in ${displayName} by user and group assignment.`
          }
        />
      </div>
      {form.mode === 'Automatic' && (
        <CredentialsSection
          id={id}
          applicationName={displayName}
          saved={saved}
          value={form.credentials}
          fault={isTried === true ? faults.tenantUrl : undefined}
          onChange={(credentials) => change({ credentials })}
        />
      )}
      {schema !== undefined && <MappingsSection id={id} schema={schema} />}
      {job !== undefined ? (
        <SettingsSection
          value={form.settings}
          status={form.status}
          faults={isTried === true ? faults : {}}
          onChange={(settings) => change({ settings })}
          onStatus={(status) => change({ status })}
        />
      ) : (
        form.mode === 'Automatic' && (
          <Section title="Mappings">
            <p class="muted">Mappings and settings are available after the credentials are saved.</p>
          </Section>
        )
      )}
    </form>
  )
}

/** The faults of fields; undefined for a field without a fault. */
export interface FormFaults {
  readonly tenantUrl?: string | undefined
  readonly recipients?: string | undefined
  readonly threshold?: string | undefined
}

function faultsOf({ credentials, settings }: ProvisioningDraft): FormFaults {
  return {
    tenantUrl: credentials.tenantUrl.trim() === '' ? 'Enter the Tenant URL.' : undefined,
    recipients: settings.sendsMail ? mailFault(settings.recipients) : undefined,
    threshold: settings.preventsDeletion ? thresholdFault(settings.deletionThreshold) : undefined,
  }
}
