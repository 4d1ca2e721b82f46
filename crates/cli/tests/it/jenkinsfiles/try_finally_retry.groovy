// exit: 1
// status: failed
// log: attempt 3
// log: ERROR: flaky for ever
// log: caught hudson\.AbortException: script returned exit code 3
// log: timeout: true
// log: finally 1, finally 2
// log: java\.lang\.IllegalArgumentException: bad stage
// log: at WorkflowScript
def log = []
int attempt = 0
node {
  stage('Retry') {
    catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE', message: 'gave up') {
      retry(3) {
        attempt++
        echo "attempt ${attempt}"
        error 'flaky for ever'
      }
    }
  }
  stage('Catch') {
    try {
      sh 'exit 3'
    } catch (hudson.AbortException e) {
      echo "caught ${e}"
    } finally {
      log << 'finally 1'
    }
    def timedOut = false
    try {
      timeout(time: 300, unit: 'MILLISECONDS') { sh 'sleep 20' }
    } catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException err) {
      timedOut = err.causes.any { it.getClass().simpleName == 'ExceededTimeout' }
    }
    echo "timeout: ${timedOut}"
  }
  stage('Throw') {
    try {
      throw new IllegalArgumentException('bad stage', new RuntimeException('inner'))
    } finally {
      log << 'finally 2'
      echo log.join(', ')
    }
  }
}
