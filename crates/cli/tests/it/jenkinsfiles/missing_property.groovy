// exit: 1
// status: failed
// log: groovy\.lang\.MissingPropertyException: No such property: verison for class: WorkflowScript
// stage: Use=failed
pipeline {
  agent any
  stages {
    stage('Use') { steps { script { version = '1'
      echo "version ${verison}" } } }
  }
}
