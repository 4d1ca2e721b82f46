def f = { it * 2 }
f(3)

def f = { -> 'none' }
f()

def f = { a, b = 10 -> a + b }
[f(1), f(1, 2)]

def f = { Object... xs -> xs.size() }
[f(), f(1), f(1, 2)]

def f = { it }
f()

def add = { a, b -> a + b }
add.curry(1)(2)

def sub = { a, b -> a - b }
[sub.curry(10)(3), sub.rcurry(10)(3)]

def f = { a, b, c -> "$a$b$c" }
f.ncurry(1, 'x')('a', 'c').toString()

def inc = { it + 1 }
def dbl = { it * 2 }
[(inc >> dbl)(3), (inc << dbl)(3)]

def n = 0
def f = { x -> n++; x * x }.memoize()
[f(3), f(3), f(4), n]

def m = 'hello'.&toUpperCase
m()

['a', 'b'].collect('x'.&concat)

def fact
fact = { n -> n <= 1 ? 1 : n * fact(n - 1) }
fact(10)

def counter = 0
3.times { counter += it }
counter

def make = { x -> { y -> x + y } }
make(1)(2)

[[1, 2], [3, 4]].collect { a, b -> a * b }

[[1, 2], [3, 4]].collect { it[0] }

def f = { a, b -> "$a-$b".toString() }
f([1, 2])

def f = { String s, int n -> s * n }
f('ab', 2)

def f = { x -> if (x > 1) return 'big'; 'small' }
[f(1), f(2)]

def c = { name }
c.delegate = [name: 'n']
c.resolveStrategy = Closure.DELEGATE_FIRST
c()

class Conf { String host; int port; def on(h) { host = h } }
def conf = new Conf()
def c = { on 'example'; port = 80 }
c.delegate = conf
c.resolveStrategy = Closure.DELEGATE_FIRST
c()
[conf.host, conf.port]

class Conf { def name = 'delegate' }
name = 'binding'
def c = { name }
c.delegate = new Conf()
def first = c()
c.resolveStrategy = Closure.DELEGATE_FIRST
[first, c()]

'abc'.with { toUpperCase() + size() }

[1, 2].with { add(3); it }

def c = { a, b -> }
[c.maximumNumberOfParameters, { -> }.maximumNumberOfParameters, { it }.maximumNumberOfParameters]

def list = []
def c = { list << it }
c 1
c.call(2)
c.call 3
list

def run(Closure c) { c() }
run { 'trailing' }

def run(a, Closure c) { c(a) }
run('x') { it + '!' }

def run(Map m, Closure c) { c(m) }
run(a: 1, b: 2) { it.keySet().join(',') }

def run(Map m = [:], String s, Closure c = { 'default' }) { "$m $s ${c()}".toString() }
[run('a'), run(k: 1, 'b'), run(k: 2, 'c') { 'own' }]

({ it }).call([1, 2])

def x = 1
def c = { x = 5 }
c()
x

def c = { throw new IllegalStateException('in closure') }
c()

def fs = (1..3).collect { i -> { -> i * 10 } }
fs.collect { it() }

def fs = []
for (i in 1..3) { def j = i; fs << { j } }
fs*.call()

[1, 2, 3].each { if (it == 2) return; print it }

def c = { int a, int b -> a + b }
c(*[1, 2])

def f = { Map m -> m.a }
f(a: 7)

def f = { a -> a.getClass().simpleName }
[f(1), f('s'), f(1.5), f([]), f([:]), f(1L), f(null == null)]

{ -> 'called' }()

def c = { owner.class.name }
c()

def f = { it?.size() ?: 0 }
[f('abc'), f(null), f([])]

def c = { 1 }
c instanceof Closure

(1..3).inject { a, b -> a * b }

def compose = { Closure... fs -> { x -> fs.inject(x) { acc, f -> f(acc) } } }
compose({ it + 1 }, { it * 3 })(2)

def call(x) { "script call $x".toString() }
call(3)
