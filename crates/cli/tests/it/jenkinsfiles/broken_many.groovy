// refused: Duplicate stage name: "Build"
// refused: Invalid option type "timeOut"
// refused: Undefined section "step"|Unknown stage section "step"
// refused: Invalid agent type "dockr" specified
// refused: Invalid condition "sucess"
// refused: Unknown conditional branches|Unknown conditional brunch|brunch
pipeline {
    agent { dockr 'maven' }
    options {
        timeOut(time: 5, unit: 'MINUTES')
    }
    stages {
        stage('Build') { steps { sh 'make' } }
        stage('Build') { step { sh 'make' } }
        stage('When') {
            when { brunch 'main' }
            steps { sh 'make' }
        }
    }
    post {
        sucess { echo 'yes' }
    }
}
