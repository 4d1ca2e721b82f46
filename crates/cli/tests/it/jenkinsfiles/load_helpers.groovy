// exit: 0
// status: success
// log: helper says hello to you
// log: config for main: \[url:https://main\.example\.invalid, retries:3\]
// log: from the node: /.*
def helper
def config
pipeline {
    agent any
    stages {
        stage('Load') {
            steps {
                script {
                    helper = load 'ci/helper.groovy'
                    config = load("${env.WORKSPACE}/ci/config.groovy")
                }
            }
        }
        stage('Use') {
            steps {
                script {
                    helper.hello 'you'
                    echo "config for main: ${config.forBranch(BRANCH_NAME)}"
                    helper.inside { echo "from the node: ${pwd()}" }
                }
            }
        }
    }
}
