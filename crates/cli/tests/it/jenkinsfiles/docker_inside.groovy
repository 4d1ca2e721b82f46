// docker.image().inside: an engine would be needed to run it.
// flags: --offline
node('docker') {
    stage('Checkout') { checkout scm }
    docker.withRegistry('https://registry.example.invalid', 'registry-credentials') {
        def builder = docker.build("builder:${env.BUILD_ID}", '-f ci/Dockerfile --build-arg UID=$(id -u) ci')
        builder.inside('-v $HOME/.m2:/root/.m2 -e FOO=bar --network=host') {
            sh 'mvn -B verify'
        }
        docker.image('postgres:13').withRun('-e POSTGRES_PASSWORD=x') { c ->
            docker.image('maven:3-jdk-11').inside("--link ${c.id}:db") {
                sh 'until pg_isready -h db; do sleep 1; done'
                sh 'mvn -B verify -Pit -Ddb.host=db'
            }
        }
        builder.push()
        builder.push('latest')
    }
}
