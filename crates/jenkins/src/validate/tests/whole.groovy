#!groovy
def helper(String x = 'y') { return "${x}!" }
def version = '1.0'

pipeline {
    agent { docker { image 'maven:3'; args '-v /tmp:/tmp' } }
    environment {
        A = 'b'
        B = "${A}-c"
        C = 'x' + "${A}" + 'z'
        D = credentials('secret')
        E = sh(script: 'echo hi', returnStdout: true).trim()
        F = 5
    }
    options {
        buildDiscarder(logRotator(numToKeepStr: '10'))
        disableConcurrentBuilds()
        skipDefaultCheckout()
    }
    parameters {
        string(name: 'TARGET', defaultValue: 'dev', description: 'Where to')
        booleanParam(name: 'DRY', defaultValue: true)
        choice(name: 'SIZE', choices: ['s', 'm'])
        password name: 'PW', defaultValue: 'x'
    }
    triggers { cron('H 4 * * *'); upstream(upstreamProjects: 'a', threshold: hudson.model.Result.SUCCESS) }
    stages {
        stage('Build') {
            when {
                beforeAgent true
                allOf { branch 'main'; not { environment name: 'A', value: 'b' } }
                expression { return params.DRY }
                changeset glob: '**/*.x', caseSensitive: true
                triggeredBy cause: 'UserIdCause', detail: 'me'
                equals expected: 2, actual: currentBuild.number
                tag pattern: 'v.*', comparator: 'REGEXP'
                changeRequest()
                buildingTag()
            }
            input { message 'Go?'; ok 'Yes'; parameters { string(name: 'X') } }
            steps {
                echo 'hi'
                helper('x')
                script { if (true) { echo 'x' } }
            }
            post { always { echo 'done' }; cleanup { echo 'c' } }
        }
        stage('Parallel') {
            failFast true
            parallel {
                stage('A') { agent any; steps { echo 'a' } }
                stage('B') { stages { stage('B1') { steps { echo 'b1' } } } }
            }
        }
        stage('Matrix') {
            matrix {
                axes { axis { name 'OS'; values 'linux', 'mac' }; axis { name 'B'; values 'x' } }
                excludes { exclude { axis { name 'OS'; notValues 'linux' } } }
                agent any
                stages { stage('M') { steps { echo "${OS}" } } }
            }
        }
        stage('Old') { steps { parallel(a: { echo 'a' }, b: { echo 'b' }, failFast: true) } }
    }
    post { failure { echo 'bad' } }
}
