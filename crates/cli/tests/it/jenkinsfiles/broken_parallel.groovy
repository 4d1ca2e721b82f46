// refused: Only one of "matrix", "parallel", "stages", or "steps" allowed for stage "A"
// refused: Parallel stages .*can only be included in a top-level stage|parallel
pipeline {
    agent any
    stages {
        stage('A') {
            steps { echo 'x' }
            parallel {
                stage('B') { steps { echo 'b' } }
            }
        }
        stage('C') {
            parallel {
                stage('D') {
                    parallel {
                        stage('E') { steps { echo 'e' } }
                    }
                }
            }
        }
    }
}
