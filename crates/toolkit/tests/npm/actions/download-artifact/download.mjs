import path from 'node:path'
import client from '@actions/artifact'
import * as core from '@actions/core'

const name = core.getInput('name')
const into = path.resolve(core.getInput('path'))
const artifacts = name
  ? [(await client.getArtifact(name)).artifact]
  : (await client.listArtifacts({ latest: true })).artifacts
const flat = name || core.getBooleanInput('merge-multiple')
for (const artifact of artifacts) {
  const target = flat ? into : path.join(into, artifact.name)
  await client.downloadArtifact(artifact.id, { path: target, expectedHash: artifact.digest })
}
core.setOutput('download-path', into)
core.info(`Total of ${artifacts.length} artifact(s) downloaded`)
