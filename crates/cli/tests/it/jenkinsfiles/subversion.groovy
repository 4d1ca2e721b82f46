// exit: 1
// status: failed
// lines: crlf
// log: SubversionSCM
// Code of the first years: stages without blocks, steps by their classes.
stage 'Récupération'
node {
	ws('workspace/legacy') {
		checkout([$class: 'SubversionSCM',
			locations: [[credentialsId: 'svn', depthOption: 'infinity', ignoreExternalsOption: true, local: '.', remote: "https://svn.example.invalid/trunk"]],
			workspaceUpdater: [$class: 'UpdateUpdater']])
	}
}
