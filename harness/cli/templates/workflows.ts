/** A CI system for which `init --ci` writes a workflow. */
export interface Workflow {
  /** The path of the file from the project's root. */
  readonly file: string
  readonly text: string
}

const GITHUB = `name: SCIM rehearsal
on: [push, pull_request]

permissions:
  contents: read

jobs:
  rehearsal:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      # The target is in the configuration; without one the job fails. Findings become annotations and a job summary.
      - run: npx --yes scim-rehearsal run --out rehearsal
        env:
          SCIM_TOKEN: \${{ secrets.SCIM_TOKEN }}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: scim-rehearsal
          path: rehearsal
`

const GITLAB = `scim-rehearsal:
  image: node:24
  script:
    # The target is in the configuration; without one the job fails.
    - npx --yes scim-rehearsal run --out rehearsal
  # SCIM_TOKEN: a masked variable of the project.
  artifacts:
    when: always
    paths:
      - rehearsal
    reports:
      junit: rehearsal/junit.xml
`

const AZURE = `trigger:
  - main

pool:
  vmImage: ubuntu-latest

steps:
  - task: UseNode@1
    inputs:
      version: '24.x'
  # The target is in the configuration; without one the job fails.
  - script: npx --yes scim-rehearsal run --out rehearsal
    displayName: SCIM rehearsal
    env:
      SCIM_TOKEN: $(SCIM_TOKEN)
  - task: PublishTestResults@2
    condition: always()
    inputs:
      testResultsFormat: JUnit
      testResultsFiles: rehearsal/junit.xml
      testRunTitle: SCIM rehearsal
  - task: PublishPipelineArtifact@1
    condition: always()
    inputs:
      targetPath: rehearsal
      artifact: scim-rehearsal
`

/** The workflows by the name that `--ci` accepts. They run with the configuration file and keep the reports. */
export const workflows: Readonly<Record<'github' | 'gitlab' | 'azure', Workflow>> = {
  github: { file: '.github/workflows/scim-rehearsal.yml', text: GITHUB },
  gitlab: { file: '.gitlab-ci.yml', text: GITLAB },
  azure: { file: 'azure-pipelines.yml', text: AZURE },
}
