// none.mjs: a run sees no artifacts of another one.
import assert from 'node:assert/strict'
import { DefaultArtifactClient } from '@actions/artifact'

const { artifacts } = await new DefaultArtifactClient().listArtifacts()
assert.deepEqual(artifacts, [])
