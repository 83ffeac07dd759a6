export { type MailDestination, MailFailed, sendQuarantineMail } from './quarantine-mail.ts'
