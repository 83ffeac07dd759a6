import { writeFile } from 'node:fs/promises'
import type { JobStatus } from '../job/index.ts'

/** The destination of notifications (the portal's Settings, "Send an email notification when a failure occurs"). */
export interface MailDestination {
  readonly to: string
  /** `smtp://host:port` or `smtps://…`, or the file to which the mail is written. */
  readonly via: string
}

/** The sender of Entra's notifications. */
const SENDER = 'azure-noreply@microsoft.com'
/** The timeout of each step with a mail server in milliseconds. */
const TIMEOUT = 10_000

/** The mail could not be delivered or written. */
export class MailFailed extends Error {
  override readonly name = 'MailFailed'
}

/**
 * Sends the one e-mail that Entra sends when a job goes into quarantine (Entra documentation, "Application provisioning
 * in quarantine status"); its wording is assumed. Rejects with MailFailed.
 */
export async function sendQuarantineMail(
  { to, via }: MailDestination,
  { id, status }: JobStatus,
  application: string,
): Promise<void> {
  const { quarantine } = status
  if (quarantine === null) return
  const isServer = /^smtps?:\/\//i.test(via)
  const mail = {
    from: SENDER,
    to,
    subject: `Action required: provisioning to ${application} is in quarantine`,
    date: new Date(quarantine.currentBegan),
    messageId: `<${id}.${quarantine.seriesCount}@scim-rehearsal.invalid>`,
    text: [
      `The provisioning job ${id} for ${application} was put into quarantine on ${quarantine.currentBegan}.`,
      '',
      `Reason: ${quarantine.reason}`,
      `Details: ${quarantine.error.message}`,
      `Next attempt: ${quarantine.nextAttempt}`,
      '',
      'While it is in quarantine, incremental cycles are gradually reduced to once a day. After 28 days the job is disabled.',
    ].join('\n'),
  }
  try {
    // The module is loaded only when an e-mail is sent, which few runs do.
    const { createTransport } = await loadNodemailer()
    if (isServer) {
      const transport = createTransport({
        url: via,
        connectionTimeout: TIMEOUT,
        greetingTimeout: TIMEOUT,
        socketTimeout: TIMEOUT,
      })
      await transport.sendMail(mail)
      transport.close()
    } else {
      const composed = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(mail)
      await writeFile(via, composed.message)
    }
  } catch (error) {
    throw new MailFailed(
      `the notification could not be ${isServer ? 'sent' : `written to ${via}`}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

async function loadNodemailer(): Promise<typeof import('nodemailer')> {
  try {
    return await import('nodemailer')
  } catch (cause) {
    throw new Error('mails need the package nodemailer: npm install --save-dev nodemailer', { cause })
  }
}
