// Helpers of the build.
def hello(who) {
    sh "echo helper says hello to ${who}"
}

def inside(Closure body) {
    dir('ci') { body() }
}

return this
