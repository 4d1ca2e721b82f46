// exit: 0
// status: success
// lines: crlf
// log: C'est parti, été comme hiver
// log: ^\+ mvn -B clean install
// log: after the old stages
// stage: Récupération=success
// stage: Compilation=success
// Code of the first years: stages without blocks, steps by their classes.
echo "C'est parti, été comme hiver"
stage 'Récupération'
node {
	def mvnHome = '/opt/maven'
	checkout([$class: 'GitSCM', branches: [[name: '*/main']], doGenerateSubmoduleConfigurations: false, extensions: [], submoduleCfg: [], userRemoteConfigs: scm.userRemoteConfigs])

	stage 'Compilation'
	// étape longue
	env.PATH = "${mvnHome}/bin:${env.PATH}"
	sh "mvn -B clean install"
	step([$class: 'JUnitResultArchiver', testResults: '**/target/surefire-reports/TEST-*.xml'])
	step([$class: 'ArtifactArchiver', artifacts: '**/target/*.jar', fingerprint: true]);

	stage name: 'Livraison', concurrency: 1
	archive 'target/*.jar'
	step $class: 'Fingerprinter', targets: 'target/*.jar'
	step([$class: 'Mailer', notifyEveryUnstableBuild: true, recipients: 'a@example.invalid b@example.invalid', sendToIndividuals: true])
}
echo 'after the old stages'
