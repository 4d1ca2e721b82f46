// exit: 0
// status: success
// log: Retrying
// log: attempt 2 of the stage
// log: build once
// stage: Flaky=success
def attempts = 0
pipeline {
  agent any
  options {
    timeout(time: 10)
    quietPeriod(5)

  }
  stages {
    stage('Build') { steps { sh 'echo build once' } }
    stage('Flaky') {
      options {
        retry(3)
        timeout(time: 1, unit: 'MINUTES')
        timestamps()
      }
      steps {
        script {
          attempts += 1
          echo "attempt ${attempts} of the stage"
          if (attempts < 2) { sh 'exit 12' }
        }
      }
    }
  }
}
