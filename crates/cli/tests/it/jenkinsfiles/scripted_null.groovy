// exit: 1
// status: failed
// log: java\.lang\.NullPointerException: Cannot invoke method trim\(\) on null object
// log: WorkflowScript\.version\(Jenkinsfile:10\)
// log: WorkflowScript\.run\(Jenkinsfile:12\)
// log: post failure
def version() {
  def config = [:]
  // the key isn't there
  config.version.trim()
}
node { try { version() } catch (err) { echo 'post failure'; throw err } }
