import groovy.transform.Field
@Field int counter = 0
def inc() { counter++ }
inc()
inc()
counter

import groovy.transform.Field
@Field def items = []
@Field final String NAME = 'x'
def add(v) { items << v; items.size() }
add(1)
add(2)
[items, NAME]

x = 1
def f() { x + 1 }
f()

def x = 1
def f() { x }
f()

def x = 1
def f = { x }
x = 2
f()

x = 'binding'
def f() { x = 'changed' }
f()
x

def f() { binding.variables.keySet().toList() }
y = 1
f()

binding.setVariable('z', 5)
z + binding.getVariable('z')

binding.hasVariable('nope')

if (true) { def inner = 1 }
inner

for (i in 1..2) { def t = i }
t

def c = { def local = 1; local }
c()
local

def x = 1
[1, 2].each { x += it }
x

def c = { x -> { y -> { z -> x + y + z } } }
c(1)(2)(3)

[1, 2].collect { outer -> [3].collect { outer * it } }

[1, 2].each { [3].each { print it } ; print it }

this.class.name

def m() { this.getClass().simpleName }
m()

def c = { this.class.name + owner.class.name + delegate.class.name }
c()

def c = { { -> owner }.call() }
c().is(c)

class A { def m() { def c = { this }; c().is(this) } }
new A().m()

class A { def v = 1; def m() { def c = { v++ }; c(); c(); v } }
new A().m()

class A { def v = 1; def m(v) { this.v = v; v + this.v } }
new A().m(5)

class A { def m() { helper() }; private helper() { 'private' } }
new A().m()

class A { static x = 5; def m() { x + A.x } }
new A().m()

class A { def m() { undefinedThing } }
new A().m()

class A { def m() { undefinedCall(1) } }
new A().m()

class A { static m() { undefinedCall() } }
A.m()

def f() { g() }
def g() { 'g' }
f()

def f(x) { x == 0 ? 'end' : f(x - 1) }
f(50)

def f(a) { 'one' }
def f(a, b) { 'two' }
def f(String s) { 'string' }
[f(1), f(1, 2), f('s'), f(null)]

def f(int x) { "int" }
def f(long x) { "long" }
def f(Object x) { "obj" }
[f(1), f(1L), f(1.5), f('s')]

def f(List x) { "list" }
def f(Map x) { "map" }
def f(Closure x) { "closure" }
[f([]), f([:]), f { }, f(a: 1)]

def f(Number n) { 'num' }
def f(CharSequence s) { 'chars' }
[f(1), f(1.5), f('s'), f("${1}")]

def f(String... xs) { xs.length }
[f(), f('a'), f('a', 'b'), f(['a', 'b', 'c'] as String[])]

def f(a, String... xs) { "$a ${xs.toList()}".toString() }
[f(1), f(1, 'x', 'y')]

def f(Map m = [:], a) { [m, a] }
[f(1), f(x: 1, 2), f([x: 1], 2)]

def f(a) { a = 5; a }
def v = 1
f(v)
v

def f(list) { list << 1 }
def l = []
f(l)
l

def f() { [1, 2] }
def (a, b) = f()
a + b

def f() { throw new Exception('x') }
try { f() } catch (e) { e.message } finally { println 'done' }

def f() { try { throw new Exception('a') } finally { println 'cleanup' } }
try { f() } catch (e) { e.message }

def f() { for (i in 1..5) { if (i == 3) return i } }
f()

def f() { [1, 2, 3].each { if (it == 2) return it }; 'end' }
f()

def f() { while (true) { try { break } finally { print 'f' } }; 'out' }
f()

def r = []
for (i in 1..3) { try { if (i == 2) continue; r << i } finally { r << 'f' } }
r

try { try { throw new Exception('in') } finally { println 'fin' } } catch (e) { e.message }

try { try { throw new Exception('a') } catch (e) { throw new RuntimeException('b', e) } } catch (RuntimeException e) { e.message + e.cause.message }

try { throw new Error('err') } catch (Exception e) { 'exc' } catch (Throwable t) { 't:' + t.message }

class MyEx extends RuntimeException { MyEx(String m) { super(m) } }
try { throw new MyEx('mine') } catch (MyEx e) { e.message + e.class.name }

class MyEx extends RuntimeException { MyEx(String m) { super(m) } }
throw new MyEx('mine')

def e = new Exception('msg')
[e.message, e.getMessage(), e.cause, e.toString(), e.localizedMessage]

def e = new IllegalStateException()
[e.message, e.toString()]

def e = new RuntimeException(new Exception('inner'))
[e.message, e.cause.message]

try { throw new Exception() } catch (e) { e.message }

try { Object o = 'x'; Integer i = o } catch (e) { e.class.simpleName }

try { [a: 1].foo() } catch (MissingMethodException e) { e.method }

try { foo.bar } catch (MissingPropertyException e) { e.property }

try { null.length() } catch (e) { e.class.name + e.message }

try { null.x = 1 } catch (e) { e.message }

try { null[0] } catch (e) { e.message }

try { [1, 2].x.y } catch (e) { e.class.simpleName }

try { Class.forName('no.such.Thing') } catch (ClassNotFoundException e) { e.message }

try { 'abc'.substring(5) } catch (StringIndexOutOfBoundsException e) { 'sioobe' }

try { 'abc'[10] } catch (e) { e.class.simpleName }

try { [1, 2, 3] as Integer } catch (e) { e.class.simpleName }

try { 'abc' as int } catch (e) { e.class.simpleName + ': ' + e.message }

try { int x = 'abc' } catch (e) { e.message }

try { [1] + 1 - null } catch (e) { e.class.simpleName }

try { 1 + null } catch (e) { e.class.simpleName }

try { 'a' - 1 } catch (e) { e.class.simpleName }

try { 1 - 'a' } catch (e) { e.class.simpleName }

try { 1 < 'a' } catch (e) { e.class.simpleName + ': ' + e.message }

1 == 'a' || [] == 1 || null == 0

try { assert [1, 2].size() == 3 } catch (AssertionError e) { e.message }

try { def x = 1; assert x == 2 } catch (AssertionError e) { e.message }

try { def a = [b: 5]; assert a.b > 10 && true } catch (AssertionError e) { e.message }

try { assert null } catch (AssertionError e) { e.message }

try { assert !true } catch (AssertionError e) { e.message }
