// exit: 0
// status: success
// flags: --input LANE=beta --input BUILD_NAME=Nightly
// log: lane beta as "Nightly \(\d+\)"
// log: skipping screenshots
// log: notes: - first
def lanes = [beta: 'TestFlight', release: 'App Store']
pipeline {
    agent { label 'macos' }
    parameters {
        choice(name: 'LANE', choices: ['beta', 'release'].join('\n'), description: 'fastlane lane')
        string(name: 'BUILD_NAME', defaultValue: '')
        text(name: 'NOTES', defaultValue: """first
second""", description: 'Release notes')
        password(name: 'MATCH_PASSWORD', defaultValue: 'changeme', description: '')
    }
    environment {
        LANG = 'en_US.UTF-8'
        FASTLANE_SKIP_UPDATE_CHECK = "1"
        NAME = "${params.BUILD_NAME ? params.BUILD_NAME + ' (' + env.BUILD_NUMBER + ')' : 'unnamed'}"
    }
    stages {
        stage('Lane') {
            steps {
                echo "lane ${params.LANE} as \"${NAME}\" to ${lanes[params.LANE]}"
                script {
                    if (params.LANE != 'release') {
                        echo "skipping screenshots"
                        return
                    }
                    error 'never'
                }
                writeFile file: 'notes.md', text: params.NOTES.readLines().collect { "- ${it}" }.join('\n')
                sh 'echo "notes: $(cat notes.md)"'
            }
        }
    }
}
