import type { VNode } from 'preact'
import { CheckBox, Choices, Field, Select } from '../../ui/controls.tsx'
import type { ProvisioningSettings } from '../model/settings.ts'
import { ON_OFF } from '../ui/fields.tsx'
import { Section } from '../ui/screen.tsx'
import type { FormFaults } from './provisioning-form.tsx'

/** The settings of provisioning, and whether it runs. */
export function SettingsSection({
  value,
  status,
  faults,
  onChange,
  onStatus,
}: {
  readonly value: ProvisioningSettings
  readonly status: 'on' | 'off'
  readonly faults: FormFaults
  readonly onChange: (value: ProvisioningSettings) => void
  readonly onStatus: (status: 'on' | 'off') => void
}): VNode {
  const change = (part: Partial<ProvisioningSettings>): void => onChange({ ...value, ...part })
  return (
    <Section title="Settings">
      <div class="form">
        <CheckBox
          label="Send an email notification when a failure occurs"
          isOn={value.sendsMail}
          onChange={(sendsMail) => change({ sendsMail })}
        />
        <Field
          label="Notification Email"
          type="email"
          value={value.recipients}
          onInput={(recipients) => change({ recipients })}
          fault={faults.recipients}
          hint="The mock tenant stores the address and sends no mail."
        />
        <CheckBox
          label="Prevent accidental deletion"
          isOn={value.preventsDeletion}
          onChange={(preventsDeletion) => change({ preventsDeletion })}
        />
        <Field
          label="Accidental deletion threshold"
          value={value.deletionThreshold}
          onInput={(deletionThreshold) => change({ deletionThreshold })}
          fault={faults.threshold}
          hint="The maximum number of users and groups that one cycle may disable or delete."
        />
        <Select
          label="Scope"
          value={value.scope}
          choices={[
            { value: 'assigned', label: 'Sync only assigned users and groups' },
            { value: 'all', label: 'Sync all users and groups' },
          ]}
          onChange={(scope) => change({ scope })}
        />
        <Choices label="Provisioning Status" value={status} choices={ON_OFF} onChange={onStatus} />
      </div>
    </Section>
  )
}
