import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import * as core from '@actions/core'
import * as tools from '@actions/tool-cache'

assert.equal(core.getState('pre'), 'was here')
assert.deepEqual(core.getMultilineInput('list'), ['one', 'two'])
assert.equal(core.getBooleanInput('truth'), true)

const greeting = `Hello, ${core.getInput('who to greet')}`
core.setOutput('greeting', greeting)
core.exportVariable('GREETING', `${greeting}\nin two lines`)
core.setSecret('hush-hush')
core.info('a secret: hush-hush')
core.saveState('greeting', greeting)
core.warning('mind the gap', { file: 'README.md', startLine: 3, title: 'Gap' })
await core.group('a group', async () => core.info('inside'))
await core.summary.addHeading('Greetings').addRaw(greeting).write()

const made = path.join(process.env.RUNNER_TEMP, 'made')
fs.mkdirSync(made, { recursive: true })
fs.writeFileSync(path.join(made, 'greet'), '#!/bin/sh\necho tool says hello\n', { mode: 0o755 })
const tool = tools.find('greet', '1.x') || await tools.cacheDir(made, 'greet', '1.2.3')
assert.equal(tools.find('greet', '1.x'), tool)
core.addPath(tool)
core.setOutput('tool', tool)

const archive = path.join(process.env.RUNNER_TEMP, 'made.tar')
await import('node:child_process').then(({ execFileSync }) => execFileSync('tar', ['-cf', archive, '-C', made, '.']))
const extracted = await tools.extractTar(archive, undefined, 'x')
assert(fs.existsSync(path.join(extracted, 'greet')))
