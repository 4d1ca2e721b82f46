class P { String name; int age }
def p = new P(name: 'Ann', age: 3)
[p.name, p.age, p.getName()]

class P { String name; P(String n) { name = n } }
new P('x').name

class P { def a = 1; def b; String toString() { "P($a,$b)" } }
new P(b: 2).toString()

class P { String toString() { 'shown' } }
println new P()
"${new P()}" as String

class A { def hi() { 'A' } }
class B extends A { def hi() { 'B' + super.hi() } }
new B().hi()

class A { static int n = 0; static inc() { ++n } }
A.inc()
A.inc()
A.n

class A { static final String NAME = 'const' }
A.NAME

class P { private int x = 1; int getX() { x * 10 }; void setX(int v) { x = v + 1 } }
def p = new P()
def a = p.x
p.x = 5
[a, p.x]

class P { int x; P plus(P o) { new P(x: x + o.x) } }
(new P(x: 1) + new P(x: 2)).x

class V { def list = []; def leftShift(o) { list << o; this }; def getAt(i) { list[i] }; void putAt(i, v) { list[i] = v } }
def v = new V()
v << 1 << 2
v[0] = 9
[v[0], v[1]]

class P implements Comparable { int n; int compareTo(o) { n <=> o.n } }
[new P(n: 3), new P(n: 1)].sort()*.n

class P { int n; boolean equals(o) { o instanceof P && o.n == n }; int hashCode() { n } }
[new P(n: 1) == new P(n: 1), new P(n: 1) != new P(n: 2), [new P(n: 1)].contains(new P(n: 1))]

class P { def propertyMissing(String n) { "missing $n".toString() } }
new P().foo

class P { def methodMissing(String n, args) { "$n(${args.join(',')})".toString() } }
new P().foo(1, 2)

class P { def call(x) { x * 2 } }
def p = new P()
p(4)

enum Color { RED, GREEN, BLUE }
[Color.RED, Color.values().size(), Color.valueOf('BLUE').ordinal(), Color.GREEN.name()]

enum Planet { EARTH(1.0), MARS(0.5); final def mass; Planet(m) { mass = m }; def heavy() { mass > 0.7 } }
Planet.values().collect { [it.name(), it.mass, it.heavy()] }

enum Color { RED, GREEN }
switch (Color.GREEN) { case Color.RED: 'r'; break; case Color.GREEN: 'g' }

interface Shape { def area() }
class Sq implements Shape { def s; def area() { s * s } }
def s = new Sq(s: 3)
[s.area(), s instanceof Shape, s instanceof Sq]

abstract class A { abstract def name(); def hello() { "hello ${name()}".toString() } }
class B extends A { def name() { 'b' } }
new B().hello()

class A { def x; A(x) { this.x = x } }
class B extends A { def y; B(x, y) { super(x); this.y = y } }
def b = new B(1, 2)
[b.x, b.y]

class A { A() { println 'made' } }
new A() != null

class A { { println 'init' }; A() { println 'ctor' } }
new A()
'done'

class Outer { static class Inner { def v = 5 } }
new Outer.Inner().v

class A { def m(String s) { 's' }; def m(Integer i) { 'i' }; def m(Object o) { 'o' } }
def a = new A()
[a.m('x'), a.m(1), a.m(1.5), a.m([])]

class A { def m(int a, int b = 2) { a + b } }
[new A().m(1), new A().m(1, 1)]

class A { def m(Object... xs) { xs.length } }
[new A().m(), new A().m(1, 2, 3)]

class A { def getFoo() { 'got' } }
[new A().foo, new A().getFoo()]

class A { List items = []; def add(x) { items << x; this } }
new A().add(1).add(2).items

class P { String name }
[new P(name: 'a'), new P(name: 'b')]*.name

class P { String name }
def p = new P()
p.name = 'set'
p['name']

class P { String name }
def p = new P(name: 'x')
p.with { name = 'y' }
p.name

class P { }
new P().nothing

class P { }
new P().nothing(1)

class P { String name }
new P(nam: 'x')

class A { static main() { 'static ' + helper() }; static helper() { 'h' } }
A.main()

trait Named { String name = 'trait'; def hello() { "hi $name".toString() } }
class T implements Named { }
new T().hello()

class A { protected int v = 1; def m() { { -> v + 1 }() } }
new A().m()

class A { def m() { [1, 2].collect { it + helper(it) } }; def helper(x) { x * 10 } }
new A().m()

class A { String s; int i; boolean b; def d; List l }
def a = new A()
[a.s, a.i, a.b, a.d, a.l]

class A { int i }
def a = new A()
a.i = 2L
a.i.class.simpleName

class A { final x = 1 }
new A().x

class A { def iterator() { [1, 2, 3].iterator() } }
def r = []
for (x in new A()) r << x
r

class A { boolean asBoolean() { false } }
new A() ? 'yes' : 'no'

class A { def isCase(o) { o == 5 } }
switch (5) { case new A(): 'case'; break; default: 'default' }

class A extends Exception { int code; A(String m, int c) { super(m); code = c } }
try { throw new A('oops', 7) } catch (A e) { [e.message, e.code] }

@groovy.transform.ToString
class A { int x }
new A(x: 1).x

class A { static def create(Map args) { new A(args) }; def x }
A.create(x: 4).x

class Node { def value; Node next }
def n = new Node(value: 1, next: new Node(value: 2))
[n.next.value, n.next.next?.value]

[String.name, Integer.simpleName, [].class.name, 'x'.getClass().name]
