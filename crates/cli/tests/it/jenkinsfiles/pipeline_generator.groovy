// exit: 1
// status: failed
// log: \[db\] retry 1 of 2
// log: results: api=ok, db=failed, web=skipped
// log: ERROR: failed: db
// stage: db=failed
// stage: api=success
// Stages from a table, with needs between them and a summary at the end.
def TABLE = '''\
name | needs | command
api  |       | echo api
db   |       | exit 9
web  | api,db| echo web
'''

@NonCPS
def parseTable(String text) {
    def lines = text.trim().split('\n').toList()
    def head = lines[0].split(/\|/)*.trim()
    lines.drop(1).collect { line ->
        def cells = line.split(/\|/, -1)*.trim()
        [head, cells].transpose().collectEntries { it }
    }
}

class Run implements Serializable {
    final String name
    String state = 'waiting'
    private final def script
    static int made = 0

    Run(script, name) { this.script = script; this.name = name; made++ }

    boolean isOk() { state == 'ok' }

    def perform(String command, int times = 2) {
        int attempt = 0
        while (!ok && attempt < times) {
            attempt++
            try {
                script.sh command
                state = 'ok'
            } catch (e) {
                state = 'failed'
                script.echo "[${name}] retry ${attempt} of ${times}: ${e.message}"
            }
        }
        this
    }
}

Map<String, Run> runs = [:]
def failed

node {
    for (row in parseTable(TABLE)) {
        def needs = row.needs ? row.needs.split(',') as List : []
        def run = new Run(this, row.name)
        runs[row.name] = run
        if (needs.any { !runs[it].ok }) {
            run.state = 'skipped'
            continue
        }
        try {
            stage(row.name) {
                if (!run.perform(row.command).ok) {
                    throw new Exception("${row.name} is broken")
                }
            }
        } catch (Exception e) {
            echo "caught: ${e.message}"
        }
    }
    assert Run.made == 3
    echo 'results: ' + runs.collect { name, r -> "$name=${r.state}" }.join(', ')
    failed = runs.values().findAll { it.state == 'failed' }
}
if (failed) {
    error "failed: ${failed*.name.join(', ')}"
}
