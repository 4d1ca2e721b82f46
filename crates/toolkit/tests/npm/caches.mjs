// caches.mjs PACKAGE: saves and restores caches, as actions do.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const cache = await import(process.argv[2])
assert(cache.isFeatureAvailable())

const workspace = process.env.GITHUB_WORKSPACE
process.chdir(workspace)
const paths = ['deps', 'tools/*.txt']
const file = path.join(workspace, 'deps/lib.bin')
// More than one of the ranges in which old clients upload.
const content = randomBytes(40 * 1024 * 1024)
fs.mkdirSync('deps')
fs.mkdirSync('tools')
fs.writeFileSync(file, content)
fs.writeFileSync('tools/a.txt', 'tool')

assert.equal(await cache.restoreCache(paths, 'deps-1', ['deps-']), undefined)
assert(await cache.saveCache(paths, 'deps-1') > 0)

const remove = () => {
  fs.rmSync('deps', { recursive: true })
  fs.rmSync('tools', { recursive: true })
}
remove()
assert.equal(await cache.restoreCache(paths, 'deps-1'), 'deps-1')
assert(fs.readFileSync(file).equals(content))
assert.equal(fs.readFileSync('tools/a.txt', 'utf8'), 'tool')

remove()
assert.equal(await cache.restoreCache(paths, 'deps-2', ['none-', 'deps-']), 'deps-1')
assert(fs.existsSync(file))
remove()
assert.equal(await cache.restoreCache(paths, 'deps-2', ['deps-'], { lookupOnly: true }), 'deps-1')
assert(!fs.existsSync(file))

// Other paths are another version; another key is another cache.
assert.equal(await cache.restoreCache(['deps'], 'deps-1'), undefined)
assert.equal(await cache.restoreCache(paths, 'other'), undefined)

// What exists is not saved again, and that fails no job.
fs.mkdirSync('deps')
assert.equal(await cache.saveCache(paths, 'deps-1'), -1)
