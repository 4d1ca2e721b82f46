#!groovy
// exit: 0
// status: success
// stage: Checkout=success
// stage: Build & Unit Tests=success
// stage: Quality Gate/Sonar=success
// stage: Quality Gate/OWASP=success
// stage: Deploy=skipped
// log: ^\[\d{4}-\d\d-\d\dT[0-9:.]+Z\] \+ mvn -B -s settings.xml clean package
// log: version is 1\.4\.2
// log: mail to dev@example\.invalid: "SUCCESS: .+ #\d+" was recorded
// log: Stage "Deploy" skipped due to when conditional
/*
 * Pipeline du service de facturation.
 * Attention : ne pas modifier sans prévenir l'équipe « Intégration ».
 */
def version
def  notifyTo = 'dev@example.invalid'

pipeline {
    agent any

    // tools {
    //     maven 'Maven 3.6.3'   <- the image has it now
    // }

    options {
        buildDiscarder(logRotator(numToKeepStr: '10', artifactNumToKeepStr: '3'))
        disableConcurrentBuilds()
        timeout(time: 1, unit: 'HOURS')
        timestamps()
        skipDefaultCheckout(true)
    }

    triggers {
        pollSCM('H/5 * * * *')
        cron(env.BRANCH_NAME == 'main' ? 'H 2 * * 1-5' : '')
    }

    parameters {
        string(name: 'GOALS', defaultValue: 'clean package', description: 'Maven goals')
        booleanParam(name: 'SKIP_IT', defaultValue: true, description: 'Sauter les tests d\'intégration ?')
        choice(name: 'TARGET', choices: ['none', 'staging', 'production'], description: '')
    }

    environment {
        MAVEN_OPTS = '-Xmx1g -Djava.awt.headless=true'
        APP        = "billing"
        IMAGE      = "${APP}:${BUILD_NUMBER}"
    }

    stages {
        stage('Checkout') {
            steps {
                checkout scm
                script {
                    version = readFile('VERSION').trim()
                    currentBuild.displayName = "#${env.BUILD_NUMBER} - ${version}"
                    currentBuild.description = "image ${env.IMAGE}"
                }
            }
        }
        stage('Build & Unit Tests') {
            steps {
                echo "version is ${version}"
                sh "mvn -B -s settings.xml ${params.GOALS}"
                sh '''
                    set +x
                    ls target/*.jar |
                        while read jar; do
                            echo "built $jar"
                        done
                '''
            }
            post {
                always {
                    junit 'target/surefire-reports/*.xml'
                }
                success {
                    archiveArtifacts artifacts: 'target/*.jar', fingerprint: true
                }
            }
        }
        stage('Integration tests') {
            when {
                not { expression { return params.SKIP_IT } }
            }
            steps { sh 'mvn -B failsafe:integration-test' }
        }
        stage('Quality Gate') {
            failFast true
            parallel {
                stage('Sonar') {
                    steps { sh "mvn -B sonar:sonar -Dsonar.projectVersion=$version" }
                }
                stage('OWASP') {
                    options { timeout(time: 10, unit: 'MINUTES') }
                    steps { sh 'mvn -B org.owasp:dependency-check-maven:check || true' }
                }
            }
        }
        stage('Deploy') {
            when {
                allOf {
                    branch 'main'
                    anyOf { environment name: 'TARGET', value: 'staging'; environment name: 'TARGET', value: 'production' }
                }
            }
            steps { sh './deploy.sh ${TARGET}' }
        }
    }

    post {
        success {
            mail to: notifyTo, subject: "SUCCESS: ${env.JOB_NAME} #${env.BUILD_NUMBER}", body: "Voir ${env.BUILD_URL}"
        }
        failure {
            mail to: notifyTo, subject: "FAILURE: ${currentBuild.fullDisplayName}", body: """Bonjour,

le build ${env.BUILD_URL} a échoué.
"""
        }
        cleanup { cleanWs() }
    }
}
