// exit: 1
// status: failed
// log: readFile
node {
  def f = new File("${env.WORKSPACE}/VERSION")
  println f.text
}
