import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { CopyButton } from '../../../../../reports/page/index.ts'
import type { ConsoleFacts } from '../../../format/page-format.ts'
import { useConsole } from '../../data/console.ts'
import { Field } from '../../ui/controls.tsx'
import { useEntra } from '../ui/context.ts'
import { ActionNotice } from '../ui/outcome.tsx'
import { Section } from '../ui/screen.tsx'
import { useAction } from '../ui/use-action.ts'

/** The inputs of Admin Credentials; an empty token means the saved one. */
export interface Credentials {
  readonly tenantUrl: string
  readonly token: string
}

/** Tenant URL and Secret Token, and the connection test. */
export function CredentialsSection({
  id,
  applicationName,
  saved,
  value,
  fault,
  onChange,
}: {
  readonly id: string
  readonly applicationName: string
  readonly saved: { readonly tenantUrl: string; readonly hasToken: boolean }
  readonly value: Credentials
  readonly fault: string | undefined
  readonly onChange: (value: Credentials) => void
}): VNode {
  const { operations } = useEntra()
  const { target } = useConsole().facts
  const test = useAction()
  const [isTried, setTried] = useState(false)
  const { tenantUrl, token } = value
  const isSaved = token === '' && tenantUrl.trim() === saved.tenantUrl && saved.hasToken
  const needsToken = token === '' && saved.hasToken && !isSaved
  const missing = tenantUrl.trim() === '' ? 'Enter the Tenant URL.' : undefined
  const change = (part: Partial<Credentials>): void => {
    test.clear()
    onChange({ ...value, ...part })
  }
  return (
    <Section title="Admin Credentials">
      <p class="muted">
        Microsoft Entra needs the following information to connect to <bdi>{applicationName}</bdi> and synchronize user
        data.
      </p>
      <TargetHint
        target={target}
        onFill={() => change({ tenantUrl: target.tenantUrl, token: target.secretToken ?? '' })}
        isFilled={tenantUrl === target.tenantUrl && (token === (target.secretToken ?? '') || isSaved)}
      />
      <div class="form">
        <Field
          label="Tenant URL"
          type="url"
          isRequired
          isCode
          placeholder="https://"
          value={tenantUrl}
          onInput={(text) => change({ tenantUrl: text })}
          fault={fault ?? (isTried ? missing : undefined)}
        />
        <Field
          label="Secret Token"
          type="password"
          value={token}
          onInput={(text) => change({ token: text })}
          placeholder={saved.hasToken ? '••••••••••••' : ''}
          fault={isTried && needsToken ? 'Enter the token again, because the Tenant URL changed.' : undefined}
        />
        <div class="button-row">
          <button
            type="button"
            class="button"
            disabled={test.isBusy}
            onClick={() => {
              setTried(true)
              if (missing !== undefined || needsToken) return
              test.run(async () => {
                await operations.job.testConnection(id, isSaved ? undefined : { tenantUrl: tenantUrl.trim(), token })
                return `Testing connection to ${applicationName}: the supplied credentials are authorized to enable provisioning.`
              })
            }}
          >
            {test.isBusy ? 'Testing …' : 'Test Connection'}
          </button>
        </div>
        <ActionNotice action={test} title={`Testing connection to ${applicationName} failed`} />
      </div>
    </Section>
  )
}

type Target = ConsoleFacts['target']

/** The name of the target for the user. */
const TARGET_NAMES: Readonly<Record<Target['kind'], string>> = {
  embedded: 'The embedded JumpCloud SCIM server',
  bridge: 'Your bridge to JumpCloud',
  server: 'Your SCIM server',
}

function TargetHint({
  target: { kind, tenantUrl, secretToken },
  onFill,
  isFilled,
}: {
  target: Target
  onFill: () => void
  isFilled: boolean
}): VNode {
  return (
    <div class="target-hint">
      <p class="target-hint-title">
        {TARGET_NAMES[kind]}
        <button type="button" class="link-button" disabled={isFilled} onClick={onFill}>
          {isFilled ? 'Filled in' : 'Fill in'}
        </button>
      </p>
      <dl>
        <div class="target-hint-row">
          <dt>Its address</dt>
          <dd>
            <code>{tenantUrl}</code>
            <CopyButton text={tenantUrl} what="the address" />
          </dd>
        </div>
        {secretToken !== undefined && (
          <div class="target-hint-row">
            <dt>Its token</dt>
            <dd>
              <code>{secretToken}</code>
              <CopyButton text={secretToken} what="the token" />
            </dd>
          </div>
        )}
      </dl>
    </div>
  )
}
