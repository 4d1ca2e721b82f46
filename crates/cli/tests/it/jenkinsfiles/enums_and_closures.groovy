// exit: 0
// status: success
// log: DEV deploys to dev\.example\.invalid by itself
// log: PROD deploys to example\.invalid after a question
// log: steps: checkout>build>test
// log: memo: 1
// log: 6! = 720
// log: \[1, 4, 9\]
enum Target {
    DEV('dev.example.invalid'), PROD('example.invalid', true)

    final String host
    final boolean asks

    Target(String host, boolean asks = false) {
        this.host = host
        this.asks = asks
    }

    String describe() { "${name()} deploys to ${host} ${asks ? 'after a question' : 'by itself'}" }

    static Target of(String branch) { branch ==~ /(main|master)/ ? PROD : DEV }
}

abstract class Step implements Serializable {
    protected final script
    Step(script) { this.script = script }
    abstract void run()
    void call() { run() }
}

class Shell extends Step {
    String command
    Shell(script, String command) { super(script); this.command = command }
    void run() { script.sh(command) }
}

interface Named { String getName() }

class Chain implements Named {
    List<String> names = []
    String name = 'chain'
    Chain leftShift(String s) { names.add(s); this }
    Chain plus(Chain o) { new Chain(names: names + o.names) }
    def propertyMissing(String n) { "no ${n}" }
    String toString() { names.join('>') }
}

Target.values().each { println it.describe() }
assert Target.of('main') == Target.PROD
assert Target.valueOf('DEV').ordinal() == 0

def chain = (new Chain() << 'checkout' << 'build') + (new Chain() << 'test')
echo "steps: ${chain}"
assert chain.whatever == 'no whatever'

int calls = 0
def memo = { calls++; it * 2 }.memoize()
3.times { memo(21) }
echo "memo: ${calls}"

def factorial
factorial = { n -> n <= 1 ? 1 : n * factorial(n - 1) }
echo "6! = ${factorial 6}"

def square = { it * it }
def compose = square >> { it as int }
echo "${[1, 2, 3].collect(compose)}"
def add = { int a, int b = 10 -> a + b }
assert add(1) == 11 && add.curry(5)(6) == 11

node {
    new Shell(this, 'echo from a class')()
    outer:
    for (i in 1..3) {
        for (j in ['a', 'b']) {
            if (i == 2) continue outer
            if (i == 3) break outer
            echo "$i$j"
        }
    }
    def (String first, rest) = ['x', ['y', 'z']]
    assert rest*.toUpperCase() == ['Y', 'Z'] && first in ['x', 'w']
    def text = """\
        |one
        |two""".stripMargin()
    assert text.split('\n').size() == 2
    def when = { x ->
        switch (x) {
            case null: return 'null'
            case ~/a+/: return 'as'
            case 1..9: return 'digit'
            case [10, 20]: return 'tens'
            case Map: return 'map'
            case { it instanceof String }: return 'string'
            default: return 'other'
        }
    }
    assert [null, 'aaa', 5, 20, [:], 'zz', 3.5].collect(when) == ['null', 'as', 'digit', 'tens', 'map', 'string', 'other']
}
