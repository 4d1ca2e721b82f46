// exit: 0
// status: success
// stage: Flavours=success
// log: > gradle --no-daemon assembleFreeDebug
// log: > gradle --no-daemon assemblePaidRelease
// log: 4 variants: \[FreeDebug, FreeRelease, PaidDebug, PaidRelease\]
// log: versionCode=10402
def flavours = ['free', 'paid']
def types = ["debug", "release"]
def variants = [flavours, types].combinations().collect { f, t -> "${f.capitalize()}${t.capitalize()}".toString() }.sort()

@groovy.transform.Field
String GRADLE = 'gradle --no-daemon'

int versionCode(String version) {
    def (major, minor, patch) = version.tokenize('.').collect { it as int }
    return major * 10000 + minor * 100 + patch
}

properties([
    buildDiscarder(logRotator(artifactDaysToKeepStr: '', artifactNumToKeepStr: '5', daysToKeepStr: '', numToKeepStr: '20')),
    [$class: 'GithubProjectProperty', displayName: '', projectUrlStr: 'https://git.example.invalid/mobile/app/'],
    pipelineTriggers([[$class: 'TimerTrigger', spec: 'H H(0-7) * * *'], pollSCM('')])
])

node('android') {
    try {
        stage 'Checkout'
        checkout([
            $class: 'GitSCM',
            branches: scm.branches,
            doGenerateSubmoduleConfigurations: false,
            extensions: scm.extensions + [[$class: 'CleanCheckout'], [$class: 'CloneOption', noTags: false, shallow: true, depth: 1, reference: '']],
            submoduleCfg: [],
            userRemoteConfigs: scm.userRemoteConfigs
        ])

        stage('Version') {
            def code = versionCode(readFile('VERSION').trim())
            writeFile file: 'version.properties', text: "versionCode=${code}\nversionName=${readFile('VERSION')}"
            sh 'cat version.properties'
            def p = readProperties file: 'version.properties'
            assert p.versionCode == '10402'
            assert p['versionName'] == '1.4.2'
        }

        echo "${variants.size()} variants: ${variants}"
        stage('Flavours') {
            def branches = [:]
            for (int i = 0; i < variants.size(); i++) {
                def variant = variants[i]
                branches["build ${variant}"] = {
                    sh "${GRADLE} assemble${variant}"
                }
            }
            branches.failFast = false
            parallel branches
        }

        stage('Archive') {
            step([$class: 'ArtifactArchiver', artifacts: 'build/libs/**/*.jar', fingerprint: true])
        }
    } catch (e) {
        currentBuild.result = 'FAILURE'
        throw e
    } finally {
        step([$class: 'WsCleanup'])
    }
}
