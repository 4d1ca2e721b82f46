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

[1, 2, 3].eachWithIndex { it, i -> print it + i }

[:].each { k, v -> print k }

[a: 1].each { k -> print k.value }

[[a: 1]].each { print it.a }

['a': [1]].each { k, List v -> print v.size() }

[1, 2].each { Integer i -> print i }

def l = [1, 2, 3]
l.removeAt(0)
l.removeElement(3)
l

def l = ['a', 'b', 'a']
l.removeAll(['a'])
l

def l = ['a', 'b']
l.add(0, 'z')
l.addAll(1, ['y'])
l.set(0, 'q')
l.indexOf('y') + l.lastIndexOf('b')
l

[null, 1].first() == null && [1, null].last() == null

[1, [2]].contains([2])

[[1, 2], [1, 2]].unique()

[1, 2, 3].subList(1, 3).sum()

[1, 2, 3, 4].takeRight(2) + [1, 2, 3, 4].dropRight(3)

[1, 2, 3].findResults { it > 1 ? it * 2 : null }

[1, 2, 3].findResult { it > 1 ? "r$it".toString() : null }

[1, 2, 3].findResult('none') { null }

[1, 2, 3].sum { it > 1 ? it : 0 }

['a', 'b'].eachWithIndex { s, i -> println "$i$s" }.size()

['x': 1].containsKey('x') && !['x': 1].containsValue(2)

[1, 2, 3, 4, 5].collate(2, 1, false)

['a', 'b', 'c'].join(', ') + ['a'].join(', ') + [].join(',')

[3, 1, 2].sort().reverse().take(1)

def a = [1, 2]
def b = a
a += 3
[a, b]

def s = 'x' in ['x', 'y'] && !('z' in ['x', 'y']) && 'a' in [a: 1]
s

[1, 2, 3] as Set == [3, 2, 1] as Set

def m = [one: 1, two: 2]
m.collect { it.value }.sum() + m.values().sum() + m*.value.sum()

def m = [b: 2, a: 1]
m.sort().keySet().toString() + m.sort { a, b -> b.key <=> a.key } + m.sort { it.value }

def m = [a: 1]
m.each { it.value = 5 }
m.a

def m = [a: 1]
m.foo()

[1, 2].nothing

[1, 2].size

null.each { }

null.collect { it }

null.find { it }

null.size()

null as String

null.toString()

null + 'a'

'a' + null

[1, 2].first().times { print 'x' }

(1..3).sum().toString().padLeft(3, '0')
