def call(Map cfg = [:]) {
    pipeline {
        agent any
        options { timeout(time: cfg.timeout ?: 30, unit: 'MINUTES') }
        environment {
            APP = "${cfg.app}"
        }
        stages {
            stage('Build') {
                steps {
                    script { tasks(cfg.gradleTasks).each { sh it } }
                }
            }
            stage('Publish') {
                when { expression { cfg.publish } }
                steps { sh 'gradle publish' }
            }
        }
        post {
            always { echo "standard pipeline of ${APP} is over: ${currentBuild.currentResult}" }
        }
    }
}

private List<String> tasks(List names) { ["gradle ${names.join(' ')}".toString()] }
