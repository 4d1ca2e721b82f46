// refused: Tool type "maven" does not have an install of "Maven 3"|maven.*Maven 3
pipeline {
  agent any
  tools {
    maven 'Maven 3'
    jdk 'jdk8'
  }
  stages { stage('x') { steps { sh 'mvn -v' } } }
}
