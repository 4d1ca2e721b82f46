// Jobs of others are no part of this repository: the build says so.
// exit: 1
// status: failed
// log: triggering deploy-staging
// log: deploy-staging
// stage: Trigger=failed
pipeline {
  agent any
  stages {
    stage('Trigger') {
      steps {
        echo 'triggering deploy-staging'
        build job: 'deploy-staging', parameters: [string(name: 'VERSION', value: "${env.BUILD_NUMBER}"), booleanParam(name: 'WAIT', value: true)], wait: true, propagate: true
      }
    }
  }
}
