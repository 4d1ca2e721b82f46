// file.mjs: one file as an artifact of its own, without an archive around it.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { DefaultArtifactClient } from '@actions/artifact'

const client = new DefaultArtifactClient()
const temp = process.env.RUNNER_TEMP
const file = path.join(temp, 'résumé.html')
fs.writeFileSync(file, '<p>Bonjour')

const uploaded = await client.uploadArtifact('ignored', [file], temp, { skipArchive: true })
const { artifact } = await client.getArtifact('résumé.html')
assert.equal(artifact.id, uploaded.id)

const into = path.join(temp, 'downloaded')
const expectedHash = `sha256:${uploaded.digest}`
const { digestMismatch } = await client.downloadArtifact(artifact.id, { path: into, expectedHash })
assert(!digestMismatch)
assert.equal(fs.readFileSync(path.join(into, 'résumé.html'), 'utf8'), '<p>Bonjour')
