import * as core from '@actions/core'

core.info(`pre sees ${core.getInput('who to greet')}`)
core.saveState('pre', 'was here')
