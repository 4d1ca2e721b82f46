// exit: 0
// status: success
// flags: --input Release=proceed --input VERSION=2.0.0 --input DRY_RUN=true
// log: Trying to pass milestone 2
// log: releasing 2\.0\.0 \(dry: true\)
// log: next is 2\.0\.1-SNAPSHOT
// log: Lock acquired on
properties([
  disableConcurrentBuilds(),
  parameters([
    string(defaultValue: 'main', description: 'Branch to release', name: 'BRANCH', trim: true),
    booleanParam(defaultValue: false, description: '', name: 'FORCE')
  ])
])

@NonCPS
def next(String v) {
  def parts = v.split('\\.')
  parts[-1] = (parts[-1].toInteger() + 1).toString()
  return parts.join('.') + '-SNAPSHOT'
}

stage('Build') {
  node('master') {
    milestone label: 'Build'
    checkout scm
    sh 'mvn -B -DskipTests package'
    stash includes: 'target/*.jar', name: 'jar'
  }
}
milestone()
def answer
stage('Confirm') {
  timeout(time: 1, unit: 'DAYS') {
    answer = input(id: 'Release', message: 'Release?', ok: 'Go!', parameters: [
      string(name: 'VERSION', defaultValue: '0.0.0', description: 'The version'),
      [$class: 'BooleanParameterDefinition', name: 'DRY_RUN', defaultValue: false, description: '']
    ])
  }
}
milestone(10)
stage('Release') {
  lock(resource: 'release', inversePrecedence: true) {
    milestone 20
    node {
      unstash 'jar'
      echo "releasing ${answer.VERSION} (dry: ${answer['DRY_RUN']})"
      sh "ls target/*.jar && mvn -B versions:set -DnewVersion=${answer.VERSION}"
      echo "next is ${next(answer.VERSION)}"
    }
  }
}
