import fs from 'node:fs'
import path from 'node:path'
import artifacts from '@actions/artifact'
import * as core from '@actions/core'
import * as glob from '@actions/glob'

const name = core.getInput('name')
const globber = await glob.create(core.getInput('path', { required: true }), { excludeHiddenFiles: true })
const files = (await globber.glob()).filter(file => fs.statSync(file).isFile())
if (files.length === 0) {
  const message = `No files were found with the provided path: ${core.getInput('path')}. No artifacts will be uploaded.`
  const report = { error: core.setFailed, warn: core.warning, ignore: core.info }
  report[core.getInput('if-no-files-found')](message)
} else {
  await upload(root(globber.getSearchPaths()))
}

async function upload(folder) {
  if (core.getBooleanInput('overwrite')) await artifacts.deleteArtifact(name).catch(() => core.info('nothing to replace'))
  const options = {
    retentionDays: Number(core.getInput('retention-days')),
    compressionLevel: Number(core.getInput('compression-level')),
  }
  const { id, size, digest } = await artifacts.uploadArtifact(name, files, folder, options)
  core.setOutput('artifact-id', id)
  core.setOutput('artifact-digest', digest)
  core.info(`Artifact ${name} has been successfully uploaded! Final size is ${size} bytes. Artifact ID is ${id}`)
}

/** The folder that all searched paths have in common. */
function root(paths) {
  if (paths.length === 1) return fs.statSync(paths[0]).isFile() ? path.dirname(paths[0]) : paths[0]
  const parts = paths.map(found => found.split(path.sep))
  const differs = parts[0].findIndex((part, index) => parts.some(other => other[index] !== part))
  return parts[0].slice(0, differs).join(path.sep) || path.sep
}
