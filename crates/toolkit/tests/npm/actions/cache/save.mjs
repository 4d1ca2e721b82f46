import * as cache from '@actions/cache'
import * as core from '@actions/core'

const key = core.getState('key')
if (core.getState('found') === key) {
  core.info(`Cache hit occurred on the primary key ${key}, not saving cache.`)
} else if (await cache.saveCache(core.getMultilineInput('path', { required: true }), key) !== -1) {
  core.info(`Cache saved with key: ${key}`)
}
