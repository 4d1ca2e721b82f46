import * as cache from '@actions/cache'
import * as core from '@actions/core'

const key = core.getInput('key', { required: true })
const paths = core.getMultilineInput('path', { required: true })
const lookupOnly = core.getBooleanInput('lookup-only')
core.saveState('key', key)
core.setOutput('cache-primary-key', key)

const found = await cache.restoreCache(paths, key, core.getMultilineInput('restore-keys'), { lookupOnly })
core.saveState('found', found ?? '')
core.setOutput('cache-hit', String(found === key))
if (found) {
  core.setOutput('cache-matched-key', found)
  core.info(`Cache restored from key: ${found}`)
} else {
  core.info(`Cache not found for input keys: ${key}`)
  if (core.getBooleanInput('fail-on-cache-miss')) core.setFailed(`Failed to restore cache entry for key ${key}`)
}
