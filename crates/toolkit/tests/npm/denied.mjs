// denied.mjs: a job that may only read caches fails to save one, and goes on.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import * as cache from '@actions/cache'

process.chdir(process.env.GITHUB_WORKSPACE)
fs.writeFileSync('file', 'content')
assert.equal(await cache.saveCache(['file'], 'key'), -1)
