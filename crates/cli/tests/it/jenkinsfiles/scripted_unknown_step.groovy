// exit: 1
// status: failed
// log: No such DSL method 'deployToMars' found among steps \[
// log: java\.lang\.NoSuchMethodError
node {
  stage('Deploy') {
    deployToMars planet: 'mars', crew: 3
  }
}
