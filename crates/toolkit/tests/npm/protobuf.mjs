// protobuf.mjs: calls the caches' service in protobuf, as sccache does.
import assert from 'node:assert/strict'
import { CacheServiceClientProtobuf } from './node_modules/@actions/cache/lib/generated/results/api/v1/cache.twirp-client.js'

const headers = { authorization: `Bearer ${process.env.ACTIONS_RUNTIME_TOKEN}` }
const client = new CacheServiceClientProtobuf({
  async request(service, method, contentType, data) {
    const url = new URL(`/twirp/${service}/${method}`, process.env.ACTIONS_RESULTS_URL)
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': contentType },
      body: data,
    })
    assert.equal(response.headers.get('content-type'), contentType)
    return new Uint8Array(await response.arrayBuffer())
  },
})

const metadata = { repositoryId: '1', scope: [{ scope: 'refs/heads/main', permission: '3' }] }
const created = await client.CreateCacheEntry({ metadata, key: 'object', version: 'v' })
assert(created.ok)
await fetch(created.signedUploadUrl, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'content' })
const finalized = await client.FinalizeCacheEntryUpload({ metadata, key: 'object', sizeBytes: '7', version: 'v' })
assert(finalized.ok && finalized.entryId !== '0')
const found = await client.GetCacheEntryDownloadURL({ metadata, key: 'none', restoreKeys: ['no', 'obj'], version: 'v' })
assert.equal(found.matchedKey, 'object')
assert.equal(await (await fetch(found.signedDownloadUrl)).text(), 'content')
const missed = await client.GetCacheEntryDownloadURL({ key: 'none', restoreKeys: [], version: 'v' })
assert.equal(missed.ok, false)
