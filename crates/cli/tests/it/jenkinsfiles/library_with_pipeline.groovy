// flags: --library pipelines={case}/library
// exit: 0
// status: success
// stage: Build=success
// stage: Publish=skipped
// log: > gradle build -x integrationTest
// log: standard pipeline of orders is over: SUCCESS
library identifier: 'pipelines@v3', retriever: modernSCM([$class: 'GitSCMSource', remote: 'https://git.example.invalid/ci/pipelines.git', credentialsId: 'git'])

standardPipeline(
    app: 'orders',
    gradleTasks: ['build', '-x', 'integrationTest'],
    publish: false,
)
