import * as core from '@actions/core'

core.info(`post remembers ${core.getState('greeting')}`)
