#!/usr/bin/env groovy
// exit: 0
// status: success
// flags: --branch main --input RELEASE_TYPE=minor
// log: next version: 1\.5\.0
// log: (?s)## 1\.5\.0.*\* feat: one.*\* fix: two
// log: 3 platforms: linux-x64, linux-arm64, darwin-x64
// log: uploaded app-1\.5\.0-darwin-x64\.tgz
// log: slackSend to #releases
// log: lock freed
// stage: Package/linux-x64=success
// stage: Announce=success
import groovy.transform.Field
import java.text.SimpleDateFormat

@Field final String PRODUCT = 'app'
@Field def PLATFORMS = [
    linux : ['x64', 'arm64'],
    darwin: ['x64'],
]
@Field Map released = [:]

def platforms() {
    PLATFORMS.collectMany { os, archs -> archs.collect { arch -> "${os}-${arch}".toString() } }
}

def bump(String version, String type) {
    def v = version.split(/\./).collect { it.toInteger() }
    switch (type) {
        case ~/maj.*/: v = [v[0] + 1, 0, 0]; break
        case 'minor':  v = [v[0], v[1] + 1, 0]; break
        case { it in ['patch', 'fix'] }: v[2]++; break
        default: throw new IllegalArgumentException("unknown release type '$type'")
    }
    v.join('.')
}

@NonCPS
String changelog(String version, List<String> lines) {
    def groups = lines.findResults { line ->
        def m = line =~ /^([0-9a-f]{7}) (feat|fix|chore)(?:\((.+?)\))?: (.*)$/
        m.find() ? [kind: m.group(2), scope: m.group(3), text: m.group(4)] : null
    }.groupBy { it.kind }
    def out = new StringBuilder("## ${version}\n")
    ['feat', 'fix'].each { kind ->
        groups[kind]?.each { out << "* ${kind}: ${it.text}${it.scope ? " (${it.scope})" : ''}\n" }
    }
    return out.toString()
}

pipeline {
    agent any
    options {
        disableConcurrentBuilds()
        buildDiscarder(logRotator(numToKeepStr: '50'))
        timeout(time: 2, unit: 'HOURS')
    }
    parameters {
        choice(name: 'RELEASE_TYPE', choices: ['patch', 'minor', 'major'], description: 'semver')
        string(name: 'NOTES', defaultValue: '', description: '''Free text,
may span lines''')
    }
    environment {
        VERSION_FILE = 'VERSION'
        RELEASE_DATE = "${new SimpleDateFormat('yyyy-MM-dd').format(new Date())}"
    }
    stages {
        stage('Version') {
            steps {
                script {
                    released.from = readFile(env.VERSION_FILE).trim()
                    released.version = bump(released.from, params.RELEASE_TYPE)
                    echo "next version: ${released.version}"
                    assert env.RELEASE_DATE ==~ /\d{4}-\d\d-\d\d/
                    try {
                        bump('1.0.0', 'mega')
                        error 'never'
                    } catch (IllegalArgumentException ex) {
                        echo "refused: ${ex.message}"
                    }
                }
            }
        }
        stage('Changelog') {
            steps {
                script {
                    def lines = ['abcdef0 feat: one', '1234567 fix(core): two', 'fffffff chore: three', 'no commit']
                    writeFile file: 'CHANGELOG.md', text: changelog(released.version, lines)
                }
                sh 'cat CHANGELOG.md'
            }
        }
        stage('Package') {
            steps {
                script {
                    def names = platforms()
                    echo "${names.size()} platforms: ${names.join(', ')}"
                    def work = names.collectEntries { p ->
                        [p, {
                            stage(p) {
                                def archive = "${PRODUCT}-${released.version}-${p}.tgz"
                                lock('packager') {
                                    sh "mkdir -p dist && tar czf dist/${archive} CHANGELOG.md"
                                }
                                released[p] = archive
                            }
                        }]
                    }
                    work['failFast'] = true
                    parallel work
                    echo 'lock freed'
                }
            }
            post {
                success { archiveArtifacts artifacts: 'dist/*.tgz', fingerprint: true, allowEmptyArchive: false }
            }
        }
        stage('Publish') {
            when { allOf { branch 'main'; expression { released.size() == 5 } } }
            steps {
                script {
                    released.findAll { k, v -> v.toString().endsWith('.tgz') }.sort { a, b -> a.key <=> b.key }.each { k, v ->
                        sh "echo uploaded ${v}"
                    }
                }
            }
        }
        stage('Announce') {
            steps {
                slackSend(channel: '#releases', message: """\
                    |*${PRODUCT} ${released.version}* (${env.RELEASE_DATE})
                    |${params.NOTES ?: 'no notes'}
                    """.stripMargin().trim())
            }
        }
    }
    post { always { deleteDir() } }
}
