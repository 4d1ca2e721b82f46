// exit: 0
// status: success
// flags: --secret registry=deployer:p4ss-w0rd-x
// log: Login Succeeded \(11 characters\)
// log: docker push registry\.example\.invalid/team/app:1\.4\.2-[0-9a-f]{7}
// log: tags: \[latest, 1\.4\.2, 1\.4, 1\]
// log: docker rmi -f 0123456789ab
node {
    def image = 'registry.example.invalid/team/app'
    def tag
    def scmVars = checkout(scm)
    def commit = scmVars.GIT_COMMIT

    stage('Tag') {
        def rev = sh(returnStdout: true, script: "git rev-parse --short=7 HEAD 2>/dev/null || echo ${commit.take(7)}").trim()
        tag = "${readFile('VERSION').trim()}-${rev}"
    }
    stage('Image') {
        sh "docker build --pull --build-arg VERSION=${tag} -t ${image}:${tag} ."
    }
    stage('Push') {
        withCredentials([[$class: 'UsernamePasswordMultiBinding', credentialsId: 'registry', usernameVariable: 'USERNAME', passwordVariable: 'PASSWORD']]) {
            sh 'printf "%s\n" "$PASSWORD" | docker login -u "$USERNAME" --password-stdin registry.example.invalid'
        }
        sh "docker push ${image}:${tag}"
        def version = tag.split('-')[0]
        def parts = version.split(/\./)
        def tags = ['latest'] + (parts.size()..1).collect { n -> parts[0..<n].join('.') }
        echo "tags: ${tags}"
        tags.each { t ->
            sh "docker tag ${image}:${tag} ${image}:${t}; docker push ${image}:$t"
        }
    }
    stage('Clean') {
        def ids = sh(script: "docker images -q ${image} | sort -u", returnStdout: true).split()
        if (ids) sh "docker rmi -f ${ids.join(' ')}"
        deleteDir()
    }
}
