// Makes the expected outputs of the differential test of `crates/groovy` anew, with the real Groovy 2.4:
//
//     groovy scripts/oracle.groovy crates/groovy/tests/it/oracle/*.groovy
//
// A file holds cases, blank lines between them. Its transcript (`.out` beside it) has, for each case, its lines behind `> `, what
// it prints, and then `=> ` and the inspected result, or `!! ` and what it throws.
import org.codehaus.groovy.runtime.InvokerHelper

def cases(File file) {
    file.getText('UTF-8').split(/\n\s*\n/)*.trim().findAll()
}

def shown(Throwable thrown) {
    def message = thrown.message?.replaceAll(/(?s)\nPossible solutions:.*/, '')
    "!! ${thrown.class.name}: ${message}"
}

def result(String code) {
    try {
        def script = new GroovyShell().parse(code, 'WorkflowScript.groovy')
        '=> ' + InvokerHelper.inspect(script.run())
    } catch (Throwable thrown) {
        shown(thrown)
    }
}

def transcript(String code) {
    def printed = new ByteArrayOutputStream()
    def real = System.out
    System.setOut(new PrintStream(printed, true, 'UTF-8'))
    String end
    try {
        end = result(code)
    } finally {
        System.setOut(real)
    }
    def lines = printed.toString('UTF-8')
    if (lines && !lines.endsWith('\n')) {
        lines += '\n'
    }
    code.readLines().collect { "> $it\n" }.join() + lines + end + '\n'
}

args.collect { new File(it) }.each { file ->
    def out = new File(file.path.replaceAll(/\.groovy$/, '.out'))
    out.setText(cases(file).collect { transcript(it) }.join('\n'), 'UTF-8')
    println "$out"
}
