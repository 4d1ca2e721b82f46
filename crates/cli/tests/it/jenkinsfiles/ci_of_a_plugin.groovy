// buildPlugin() of a library that nobody gave: the plan can't know, the run says it.
// exit: 1
// status: failed
// log: buildPlugin
buildPlugin(configurations: [
  [platform: 'linux', jdk: 17],
  [platform: 'windows', jdk: 11],
])
