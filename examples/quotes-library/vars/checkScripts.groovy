/** Checks the syntax of all scripts in a folder, each on its own line. */
def call(String folder) {
    def scripts = findFiles(glob: "${folder}/*.sh")
    if (!scripts) {
        error "no script in ${folder}"
    }
    scripts.each { script ->
        sh "sh -n ${script.path}"
    }
    echo "${scripts.length} scripts are fine"
}
