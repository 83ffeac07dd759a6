/** The public API for suites and library users: defines checks and invariants, and runs rehearsals. */

export type { Dialect } from '../mocks/entra/index.ts'
export { eachConcurrently, TransportError } from '../mocks/transport/index.ts'
export { type Answer, answerOf } from './assertions/answer-of.ts'
export { expect } from './assertions/scim-assertions.ts'
export * from './check/check.ts'
export type { CheckContext } from './check/context.ts'
export * from './check/family.ts'
export * from './check/invariant.ts'
export { fillIn, type Placeholders, type QuotedRequest, quotedAsCurl } from './check/quoted-request.ts'
export * from './check/story.ts'
export type { Leftover } from './cleanup/cleanup.ts'
export { isJournalFile, type JournalContent, readJournal } from './cleanup/journal.ts'
export { openTarget } from './cleanup/open-target.ts'
export { findRemains, type Remains, removeRemains } from './cleanup/remains.ts'
export { type JournaledRow, removeJournaled } from './cleanup/remove-journaled.ts'
export {
  type ComparedRecording,
  compareRecording,
  type Fidelity,
  InvalidFidelity,
  parseFidelity,
} from './compare/index.ts'
export { defineConfig, type RehearsalConfig } from './config/rehearsal-config.ts'
export { allowedValue, declarationOf, withAllowedValues } from './entra/allowed-values.ts'
export type { EntraPlayer } from './entra/entra-player.ts'
export type { GroupPlayer } from './entra/group-player.ts'
export { targetName } from './entra/target-name.ts'
export { type RunEnvironment, realEnvironment } from './environment/environment.ts'
export { seededRandom } from './environment/random.ts'
export { isRunName, numberedName, runNameAt } from './environment/run-names.ts'
export {
  type ExplainedLog,
  explainLog,
  type LogPage,
  type Reproduction,
  renderExplainedHtml,
  renderExplainedMarkdown,
  renderText,
} from './explain/index.ts'
export { CAPABILITIES, type Capability } from './facts/capability.ts'
export { storedPath } from './facts/stored-path.ts'
export type { TargetFacts } from './facts/target-facts.ts'
export { type ClientFinding, isEntraTraffic, judgeClient } from './judge/client-rules.ts'
export { countedFindings, isFinding } from './judge/counted-findings.ts'
export { coverageOf } from './judge/coverage.ts'
export { VALIDATOR_REPORTS_FAILURE } from './judge/gallery.ts'
export { createInvariantJudge } from './judge/judge-invariants.ts'
export { mergeResults, shardPrefix } from './judge/merge-results.ts'
export { countOutcomes, summarise, verdictOf } from './judge/summary.ts'
export { matchesId } from './load/matches-id.ts'
export { loadRegister } from './load/register.ts'
export { citedSection, type Register, type Requirement } from './load/requirement.ts'
export { type RunDefaults, runDefaults } from './load/run-defaults.ts'
export { type Selected, type Selection, select, suiteNames, UnknownSelection } from './load/select.ts'
export { loadSuites, requireSuites, type Suite, shippedSuites } from './load/suites.ts'
export type { DownstreamObserver, ObservedResource, SystemUser } from './observe/downstream-observer.ts'
export type { DownstreamWrite, ScimAct } from './observe/downstream-write.ts'
export { type ObservedExchange, observeRecorded } from './observe/observed-exchange.ts'
export { projectUser } from './observe/projection.ts'
export { asArguments, type OptionValues, quoteArgument } from './options/command-line.ts'
export { configFaults, describeUnset } from './options/config-faults.ts'
export { configSchema } from './options/config-schema.ts'
export { loadOptions } from './options/load-options.ts'
export type { OptionCommand, OptionRow, OptionTable, OptionValue } from './options/option.ts'
export { provisionOptions } from './options/provision-options.ts'
export { MAX_SEED, type RunOptionName, runOptions } from './options/run-options.ts'
export {
  createSecretVault,
  ExpectedError,
  maskExchange,
  maskText,
  packageVersion,
  processSecrets,
  type SecretVault,
  secretsOfArguments,
  secretsOfCommand,
  secretsOfExchange,
  secretsOfHeaders,
  secretsOfUrl,
} from './process/index.ts'
export {
  createRecordingFiles,
  listenRecordingProxy,
  pseudonymiser,
  type RecordingFiles,
  type RecordingProxy,
  type Remark,
  remarksOf,
} from './proxy/index.ts'
export { asExchange } from './record/as-exchange.ts'
export { withHeavyGate } from './record/heavy-gate.ts'
export { hurried } from './record/hurried-transport.ts'
export { INJECTED_FAULT } from './record/injected-fault.ts'
export { createPace } from './record/pace.ts'
export { readTape } from './record/tape.ts'
export { type Difference, type ReplayedStep, type ReplayReport, replay } from './replay/index.ts'
export { type Examination, examine } from './run/examine.ts'
export type { RehearsalOptions } from './run/options.ts'
export { type Rehearsal, rehearse } from './run/rehearse.ts'
export { isGatewayPage } from './scim/gateway-page.ts'
export type { Given } from './scim/given.ts'
export { lastSegment, segmentOf } from './scim/locate.ts'
export { ScimResponse } from './scim/response.ts'
export { responseIfAny } from './scim/response-if-any.ts'
export type { RawRequest, RequestOptions, ScimSession } from './scim/session.ts'
export { sampleValue } from './scim/user-body.ts'
export { UntestableTarget } from './target/connect.ts'
export { credentialsOf } from './target/credentials.ts'
export { startFederation } from './target/federation.ts'
export { InvalidTarget } from './target/prepare-target.ts'
export { freePort, type SpawnedTarget, spawnTarget } from './target/spawn.ts'
export type { FederationOptions, StartTarget, TargetOptions } from './target/target-options.ts'
export type { TlsFacts } from './target/tls-facts.ts'
export { shorten } from './text/shorten.ts'
