// exit: 1
// status: failed
// log: on unix: true
// log: Batch scripts can only be run on Windows nodes
// stage: Both/linux=success
// stage: Both/windows=failed
def run(String command) {
  if (isUnix()) { sh command } else { bat command }
}
pipeline {
  agent none
  stages {
    stage('Both') {
      parallel {
        stage('linux') {
          agent { label 'linux' }
          steps {
            script {
              echo "on unix: ${isUnix()}"
              run 'echo hello'
            }
          }
        }
        stage('windows') {
          agent { label 'windows' }
          steps {
            bat 'dir'
            powershell '''
              Get-ChildItem
            '''
          }
        }
      }
    }
  }
}
