// exit: 0
// status: success
// run: --jobs 4
// stage: Matrix/Matrix - NODE = '18', BROWSER = 'firefox'=success
// stage: Matrix/Matrix - NODE = '20', BROWSER = 'chrome'/Test=success
// log: testing 20 with chrome
// log: reports/junit-18-firefox
// silent: testing 16 with safari
pipeline {
    agent none
    options {
        parallelsAlwaysFailFast()
        timeout(time: 30, unit: 'MINUTES')
    }
    stages {
        stage('Matrix') {
            matrix {
                agent any
                axes {
                    axis {
                        name 'NODE'
                        values '16', '18', '20'
                    }
                    axis { name 'BROWSER'; values 'chrome', 'firefox', 'safari' }
                }
                excludes {
                    exclude {
                        axis { name 'BROWSER'; values 'safari' }
                        axis { name 'NODE'; notValues '20' }
                    }
                }
                environment {
                    REPORT = "reports/junit-${NODE}-${BROWSER}"
                }
                stages {
                    stage('Install') {
                        steps {
                            sh 'npm ci --no-audit --prefer-offline'
                        }
                    }
                    stage('Test') {
                        environment { CI = 'true' }
                        steps {
                            echo "testing ${NODE} with ${BROWSER}"
                            sh 'npm run test -- --browser=$BROWSER && mv reports/junit.xml $REPORT.xml && ls $REPORT*'
                        }
                        post {
                            always { junit "reports/junit-${NODE}-${BROWSER}.xml" }
                        }
                    }
                    stage('Lint') {
                        when { expression { NODE == '20' && BROWSER == 'chrome' } }
                        steps { sh 'npm run lint' }
                    }
                }
            }
        }
    }
}
