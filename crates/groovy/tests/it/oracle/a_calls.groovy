class P { def a = 1; def b = 'x' }
new P().properties.collectEntries { k, v -> [k, v] }.keySet().sort()

def m = [1, 2].iterator()
m.take(1).toList()

[1,2,3].listIterator().next()

def c = { a, b -> a + b }
def d = c.curry(1)
[d.maximumNumberOfParameters, c.parameterTypes.size()]

[a: 1].each(this.&show)
def show(e) { println "s$e" }

[1, 2].each(this.&show)
def show(e) { println "s$e" }

[a: 1].each(this.&show)
def show(k, v) { println "s$k$v" }

[1, 2].collect(Math.&abs)

['1', '2'].collect(Integer.&parseInt)

[[1, 2], [3, 4]].each { a, b -> println a + b }

[[1, [2, 3]]].each { a, b -> println b }

[3, 4].with { a, b -> b }

def f = { a, b -> "$a$b".toString() }
[f([1, 2]), f(*[1, 2]), f.call([1, 2])]

def f = { List l -> l.size() }
f([1, 2])

def f = { a, b, c -> "$a$b$c".toString() }
f([1, 2, 3])

def f = { a, b, c -> 1 }
f(1, 2)

def f = { int a -> a }
f('x')

def f = { -> 1 }
f(5)

def f = { x -> x }
f(1, 2)

class A { def x = 1 }
def a = new A()
a.x++
a.x += 2
a.'x' *= 2
a.x

Integer x = 5
x.class

def (a, b) = 'xy'
a + b

def list = [1, 2, 3]
def (h, t) = [list.head(), list.tail()]
[h, t]

for (x in [1, 2, 3].reverse()) print x

for (x in null) print x

for (x in 5) print x

for (x in 'ab') print x

for (int x : [1, 2]) print x

for (def e : [a: 1]) print e

for (i in 3..1) print i

for (String s in ['a']) print s.length()

def n = 0
for (;;) { if (n++ > 3) break }
n

def s = new HashSet()
(1..200).each { s << "k$it".toString() }
s.join(',')

def m = new HashMap()
(1..200).each { m["k$it"] = it }
m.keySet().join(',')

def m = new TreeMap()
(1..50).each { m["k$it"] = it }
m.keySet().join(',')
