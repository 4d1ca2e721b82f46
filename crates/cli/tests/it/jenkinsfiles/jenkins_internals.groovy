// What reaches into the server isn't there: the message says which step to use instead.
// exit: 1
// status: failed
// log: Jenkins
import jenkins.model.Jenkins
node {
  def job = Jenkins.instance.getItemByFullName('other/job')
  println job.lastBuild
}
