/** Runs what is to be done in the environment's lock, and notes it. */
def call(Map settings, Closure body) {
    def environment = settings.to
    lock("deploy-${environment}") {
        withEnv(["DEPLOY_TO=${environment}"]) {
            body()
            echo libraryResource('org/example/quotes/deployed.txt').trim().replace('@ENVIRONMENT@', environment)
        }
    }
}
