// exit: 0
// status: success
// flags: --branch release/2.x
// stage: Glob=success
// stage: Regexp=success
// stage: Not main=success
// stage: Main=skipped
// stage: Cron=skipped
// log: deploying release/2\.x to rc
def target = [
    'main'      : 'prod',
    'develop'   : 'dev',
    /release\/.*/ : 'rc',
]
def targetOf(map, branch) { map.find { k, v -> branch ==~ k }?.value ?: 'none' }

pipeline {
    agent any
    triggers { cron('''TZ=Europe/Paris
        H 3 * * 1-5''') }
    stages {
        stage('Glob')     { when { branch 'release/*' }; steps { echo "deploying ${BRANCH_NAME} to ${targetOf(target, BRANCH_NAME)}" } }
        stage('Regexp')   { when { branch pattern: "release/\\d+\\.x", comparator: "REGEXP" }; steps { echo 'x' } }
        stage('Not main') { when { not { branch 'main' } }; steps { echo 'x' } }
        stage('Main')     { when { expression { BRANCH_NAME == 'main' } }; steps { echo 'x' } }
        stage('Cron')     { when { triggeredBy 'TimerTrigger' }; steps { echo 'x' } }
    }
}
