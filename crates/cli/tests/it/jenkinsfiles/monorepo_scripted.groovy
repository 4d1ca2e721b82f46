// exit: 0
// status: success
// log: order: lib, core, api, web
// log: \[core\] > gradle :core:build
// log: summary: \[lib:ok, core:ok, api:ok, web:ok\]
// stage: wave 2/api=success
// The order of the modules is found in their graph, a wave at a time.
class Module implements Serializable {
    String name
    List<String> needs = []
    boolean ready(Collection<String> built) { built.containsAll(needs) }
    String toString() { "Module(${name})" }
}

List<List<Module>> waves(List<Module> modules) {
    def built = [] as Set
    def left = new ArrayList(modules)
    def result = []
    while (!left.isEmpty()) {
        def wave = left.findAll { it.ready(built) }
        if (wave.empty) {
            throw new RuntimeException("a cycle among ${left}")
        }
        result << wave
        built.addAll(wave*.name)
        left.removeAll(wave)
    }
    return result
}

def summary = Collections.synchronizedMap([:])

node {
    checkout scm
    def modules = [
        new Module(name: 'web', needs: ['api']),
        new Module(name: 'api', needs: ['core', 'lib']),
        new Module(name: 'core', needs: ['lib']),
        new Module(name: 'lib'),
    ]
    def all = waves(modules)
    echo "order: ${all.flatten()*.name.join(', ')}"
    all.eachWithIndex { wave, i ->
        stage("wave ${i}") {
            def tasks = [failFast: true]
            wave.each { Module m ->
                tasks[m.name] = {
                    stage(m.name) {
                        sh "gradle :${m.name}:build | sed 's/^/[${m.name}] /'"
                        summary[m.name] = 'ok'
                    }
                }
            }
            parallel tasks
        }
    }
    echo "summary: ${summary}"
    try {
        waves([new Module(name: 'a', needs: ['b']), new Module(name: 'b', needs: ['a'])])
    } catch (RuntimeException e) {
        echo "as it must be: ${e.message}"
    }
}
