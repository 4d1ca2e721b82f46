pipeline {
    agent none
    stages {
        stage('Back-end') {
            agent {
                docker {
                    image 'maven:3.8.1-adoptopenjdk-11'
                    args  '-v $HOME/.m2:/root/.m2'
                    reuseNode true
                }
            }
            steps { sh 'mvn --version' }
        }
        stage('Front-end') {
            agent { docker 'node:16.13.1-alpine' }
            steps { sh 'node --version' }
        }
        stage('Own image') {
            agent {
                dockerfile {
                    filename 'Dockerfile.build'
                    dir 'build'
                    label 'my-defined-label'
                    additionalBuildArgs  '--build-arg version=1.0.2'
                    args '-v /tmp:/tmp'
                }
            }
            steps { sh 'true' }
        }
    }
}
