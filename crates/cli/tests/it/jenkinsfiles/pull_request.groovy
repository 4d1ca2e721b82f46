// exit: 0
// status: success
// flags: --event merge_request --target-branch main --source-branch feature/x --mr-number 42
// stage: PR=success
// stage: Main=skipped
// log: pull request 42 into main
// log: branch PR-42
pipeline {
  agent any
  stages {
    stage('PR') {
      when { changeRequest target: 'main' }
      steps { echo "pull request ${env.CHANGE_ID} into ${CHANGE_TARGET}"; sh 'echo branch $BRANCH_NAME' }
    }
    stage('Main') {
      when { beforeAgent true; branch 'main'; not { changeRequest() } }
      agent { label 'deployer' }
      steps { echo 'never' }
    }
  }
}
