// exit: 1
// status: failed
// log: --library corporate=
@Library(['corporate@2.x', 'other']) _
corporatePipeline {
  name = 'x'
}
