// artifacts.mjs PACKAGE: uploads, lists, downloads, replaces and deletes artifacts, as actions do.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const { DefaultArtifactClient } = await import(process.argv[2])
const client = new DefaultArtifactClient()
const temp = process.env.RUNNER_TEMP

const root = path.join(temp, 'files')
const contents = {
  'a.txt': 'one',
  'deep/er/é ü.txt': 'two',
  'empty': '',
  // More than two of the blocks in which clients upload, and nothing that compresses.
  'large.bin': randomBytes(20 * 1024 * 1024),
}
const files = Object.keys(contents).map(name => path.join(root, name))
for (const [name, content] of Object.entries(contents)) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  fs.writeFileSync(path.join(root, name), content)
}

const uploaded = await client.uploadArtifact('results', files, root, { compressionLevel: 1, retentionDays: 1 })
assert(uploaded.size > 20 * 1024 * 1024)

await assert.rejects(
  client.uploadArtifact('results', files, root),
  /an artifact with this name already exists on the workflow run/,
)

const { artifact } = await client.getArtifact('results')
assert.equal(artifact.id, uploaded.id)
assert.equal(artifact.size, uploaded.size)
assert(Math.abs(artifact.createdAt - new Date()) < 60_000, `made at ${artifact.createdAt}`)

const into = path.join(temp, 'downloaded')
const digest = uploaded.digest && `sha256:${uploaded.digest}`
const downloaded = await client.downloadArtifact(artifact.id, { path: into, expectedHash: digest })
assert.equal(downloaded.downloadPath, into)
assert(!downloaded.digestMismatch)
for (const [name, content] of Object.entries(contents)) {
  assert(fs.readFileSync(path.join(into, name)).equals(Buffer.from(content)), name)
}

await client.uploadArtifact('notes', [path.join(root, 'a.txt')], root)
const listed = await client.listArtifacts()
assert.deepEqual(listed.artifacts.map(found => found.name), ['results', 'notes'])

const deleted = await client.deleteArtifact('notes')
assert.equal(deleted.id, listed.artifacts[1].id)
await assert.rejects(client.getArtifact('notes'), /Artifact not found for name: notes/)
await assert.rejects(client.downloadArtifact(4711), /No artifacts found for ID: 4711|Unable to download/)

const again = await client.uploadArtifact('notes', [path.join(root, 'a.txt')], root)
assert.notEqual(again.id, deleted.id)
