def call(Closure body) {
    def config = [tools: []]
    body.resolveStrategy = Closure.DELEGATE_FIRST
    body.delegate = config
    body()

    node(config.label ?: '') {
        checkout scm
        stage('Build') {
            echo "building ${config.name} with ${config.tools.first()} (jdk ${config.jdk})"
            sh 'mvn -B package'
        }
        stage('Check') {
            config.beforeDeploy(readFile('VERSION').trim())
        }
    }
}
