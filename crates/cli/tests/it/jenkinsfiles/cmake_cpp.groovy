// exit: 1
// status: failed
// stage: Build=failed
// stage: Build/gcc-Debug=success
// stage: Build/clang-Release=failed
// log: cmake -S \. -B build-gcc-Debug -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=g\+\+
// log: the compiler is broken
// log: Failed in branch clang-Release
def compilers = [gcc: 'g++', clang: 'clang++']
def configs = ['Debug', 'Release']
def tasks = [:]

for (entry in compilers) {
    for (config in configs) {
        def name = "${entry.key}-${config}", cxx = entry.value, type = config
        tasks[name] = {
            node('build') {
                stage(name) {
                    checkout scm
                    ws("${pwd()}/../ws-${name}") {
                        sh "cmake -S . -B build-${name} -DCMAKE_BUILD_TYPE=${type} -DCMAKE_CXX_COMPILER=${cxx}"
                        if (name == 'clang-Release') { error 'the compiler is broken' }
                        sh "make -C build-${name} -j\$(nproc 2>/dev/null || echo 2) all"
                    }
                }
            }
        }
    }
}

stage('Build') { parallel tasks }
stage('Never') { echo 'never' }
