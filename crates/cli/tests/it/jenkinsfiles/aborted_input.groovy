// exit: 1
// status: aborted
// flags: --input Deploy-now=abort
// stage: Ask=aborted
// stage: Deploy=skipped
// log: post aborted
// silent: never
pipeline {
  agent any
  stages {
    stage('Ask') { steps { input id: 'Deploy-now', message: 'Deploy now?' } }
    stage('Deploy') { steps { echo 'never' } }
  }
  post { aborted { echo 'post aborted' }
    failure { echo 'never' } }
}
