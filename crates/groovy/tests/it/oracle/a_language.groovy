def (a, b) = [1, 2]
[b, a]

def (a, b, c) = [1, 2]
[a, b, c]

int x = 5
x += 2
x **= 2
x

def x = 5
def y = x++ + ++x
[x, y]

def s = 0
for (int i = 0; i < 5; i++) { if (i == 3) continue; s += i }
s

def s = ''
for (c in 'abc') s += c + '.'
s

def r = []
for (e in [a: 1, b: 2]) r << e.key + e.value
r

def i = 0
while (true) { if (++i > 4) break }
i

outer:
for (i in 1..3) { for (j in 1..3) { if (j == 2) continue outer; if (i == 3) break outer; print "$i$j " } }

def r = []
for (i in 0..<3) r << i
r

def x = null
[x?.foo, x?.foo(), x ?: 'dflt']

def m = [a: [b: null]]
[m?.a?.b?.c, m.x?.y]

1 ? 'a' : 'b'

'' ?: 'empty'

[1, 'a', null, 0, '', [], [:], 0.0, false].collect { it ? 'T' : 'F' }.join()

def x = 5
x in [1, 5] ? 'in' : 'out'

3 <=> 2

'a' <=> 'b'

null == null && !(null == 1)

[1, 2] == [1, 2]

'a' == "${'a'}"

1 == 1.0 && 1 == 1L && 1.0 == 1.00

!'a' || !null

def x = [1, *[2, 3], 4]
x

def m = [a: 1, *: [b: 2]]
m

def f(a, b, c) { "$a$b$c".toString() }
f(*[1, 2, 3])

['abc', 'de']*.size()

[[a: 1], [a: 2]]*.a

[1, 2, 3]*.toString()

null*.foo

def xs = [null, 'a']
xs*.size()

switch (5) { case 1..3: 'low'; break; case 4..6: 'mid'; break; default: 'other' }

switch ('abc') { case ~/a.*/: 'regex'; break; default: 'no' }

switch (3) { case Integer: 'int'; break; default: 'no' }

switch ('x') { case ['x', 'y']: 'list'; break; default: 'no' }

switch (7) { case { it > 5 }: 'closure'; break; default: 'no' }

def r = []
switch (1) { case 1: r << 'one'; case 2: r << 'two'; break; case 3: r << 'three' }
r

switch (null) { case null: 'null'; break; default: 'dflt' }

switch ('z') { case 'a': 1; break; default: 'def' }

def f(x) { switch (x) { case 'a': return 1; case 'b': return 2; default: return 0 } }
[f('a'), f('b'), f('q')]

try { throw new RuntimeException('a') } catch (IllegalStateException e) { 1 } catch (RuntimeException e) { e.message }

try { 1 / 0 } catch (ArithmeticException e) { e.message }

def r = []
try { r << 1; throw new Exception('x') } catch (e) { r << e.message } finally { r << 'f' }
r

def f() { try { return 1 } finally { println 'fin' } }
f()

try { null.foo() } catch (NullPointerException e) { e.message }

try { throw new Exception('outer', new RuntimeException('inner')) } catch (e) { e.cause.message }

try { throw new IOException('io') } catch (IllegalArgumentException | IOException e) { e.class.name }

throw new IllegalArgumentException('uncaught')

try { [].get(3) } catch (IndexOutOfBoundsException e) { e.class.simpleName }

try { 'x' as Integer } catch (NumberFormatException e) { e.message }

try { Integer.parseInt('q') } catch (e) { e.toString() }

try { (Integer) 'abc' } catch (e) { e.message }

try { assert 1 == 1; 'ok' } catch (AssertionError e) { 'no' }

try { assert false : 'msg' } catch (AssertionError e) { e.message }

def x = 3
assert x == 3
x

undefinedVariable

undefinedMethod(1, 'a')

'abc'.undefinedMethod()

'abc'.undefinedProperty

[1, 2].undefinedMethod([a: 1], null)

def x = 'v'
"a ${x} b ${x.class.simpleName} ${-> x}" as String

def x = 1
def g = "${x} ${-> x}"
x = 2
g.toString()

"${[1, 2].collect { "<$it>" }.join(',')}".toString()

'single $x' + "\$x \t|" + '''tri
ple'''

"""multi
line ${1 + 1}""".toString()

/slashy \d+ \//

$/dollar $$ slash/$.toString()

"a" + 1 + 2.5 + null + [1] + true

'a' * 3

'abc'[0] + 'abc'[-1] + 'abc'[0..1] + 'abc'[1..-1]

"x".getClass().simpleName + "${1}".getClass().simpleName

[7 / 2, 7.intdiv(2), 7 % 3, -7 % 3, 2 ** 10, 2 ** -1, 7.0 / 2]

[1 / 3, 10 / 4, 1.1 + 2.2, 0.1 * 3, 1.50 * 2]

[(7 / 2).class.simpleName, (1 + 1L).class.simpleName, (1 + 1.0).class.simpleName, (1.0d + 1).class.simpleName, (2 ** 40).class.simpleName]

[Integer.MAX_VALUE + 1, Long.MAX_VALUE, 2147483648, 1_000]

[5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -16 >> 2, -16 >>> 28]

[0x1F, 017, 0b101, 1e3, 1.5f, 2.5d]

[1.0 == 1.00, 1.0.equals(1.00), 1.compareTo(2), 3.0 > 2]

[1 as String, '5' as int, 3.7 as int, '1.5' as BigDecimal, 'true' as Boolean, [1, 2] as Set, 65 as char]

[(int) 3.9, (long) 5, (String) 'x', (double) 1]

def x = 10
def r = x > 5 ? x > 8 ? 'big' : 'mid' : 'small'
r

def r = true &&
  false ||
  true
r

def list = [
  1,
  2,
]
list

def m = [
  'key': 'v',
  (1 + 1): 'computed',
  other: [nested: true],
]
m

def m = [:]
m.a = 1
m['b'] = 2
m."c d" = 3
def k = 'e'
m[k] = 4
m."$k$k" = 5
m

def m = [a: 1]
m.a += 5
m.b = m.b ?: 'new'
m['a']++
m

def l = [1, 2, 3]
l[0] += 10
l[1]++
l

def f(String s = 'dflt', int n) { s * n }
[f(2), f('x', 3)]

def f(Map opts, x) { [opts, x] }
f(1, a: 2, b: 3)

def f(List l) { l.size() }
f([1, 2])

String f(x) { "$x" }
f(1).class.simpleName

int f() { 'notint' }
f()

def f(int x) { x }
f('str')

void f() { 5 }
f()

if (0) 'a' else if ('x') 'b' else 'c'

def x = { 1 }()
x

def f() { return }
f()

return 5

def a = 1, b = 2, c
[a, b, c]

final int x = 3
x

x = 5
x + this.x

def getFoo() { 'property' }
foo

['b': 1, "${'a'}": 2].size()

'abc' =~ /b/ ? 'found' : 'none'

'abc' ==~ /b/ ? 'match' : 'none'

def m = 'a1b22' =~ /(\w)(\d+)/
[m[0], m[1][2], m.count]

[1, 2, 3].sum() as String

println 'a'
println 'b', 'c'

print 'a'
print 1
println()
println null
println([1, 'x'])
println([a: 'x'])

printf('%s-%d%n', 'a', 5)

def sb = new StringBuilder()
sb << 'a' << 1
sb.append('b').toString()

(1..3).each { println "n=$it" }

[1, 2, 3].eachWithIndex { x, i -> println "$i: $x" }

[a: 1, b: 2].each { k, v -> println "$k -> $v" }

[a: 1].each { println it; println it.key }

1.upto(3) { print it }
3.downto(1) { print it }
1.step(7, 3) { print it }

5.times { print it }

def i = 5
i.times { print it }
i

[1.class, 'a'.class, 1.5.class, true.class].collect { it.simpleName }

1 instanceof Integer && 'a' instanceof CharSequence && [] instanceof Collection && [:] instanceof Map && !(1 instanceof String)

def x = 'a'
def y = x
x += 'b'
[x, y]

def l = [1]
def l2 = l
l2 << 2
l

[[1, 2], [3]].collect { it.collect { it * 2 } }

import java.util.regex.Pattern
Pattern.quote('a.b')

import static java.lang.Math.max
max(1, 2)

import java.util.ArrayList as AL
new AL([1])

Math.max(1, 2) + Math.abs(-3)

new Date(0).time

'a,b;c'.split(/[,;]/).toList()

'x=1'.split('=').with { [it[0], it[1]] }

def (k, v) = 'x=1'.tokenize('=')
[k, v]

def nested = [[id: 1, tags: ['a', 'b']], [id: 2, tags: ['b']]]
nested.findAll { 'b' in it.tags }.collectEntries { [(it.id): it.tags.size()] }

def text = '''
  line1
  line2
'''.stripIndent().trim()
text

def fib
fib = { n -> n < 2 ? n : fib(n - 1) + fib(n - 2) }
(0..10).collect(fib)

int sum(int... xs) { xs.sum() }
sum(1, 2, 3)

def l = (1..20).toList()
l.findAll { it % 2 == 0 }.collect { it * it }.sum()

synchronized (this) { 'locked' }

def a = [1, 2, 3] as int[]
a[1] = 9
[a.length, a.toList(), a.sum()]

def a = new int[3]
a[0]++
a.toList()

String[] a = ['x', 'y']
[a.length, a[1]]

def grid = new int[2][3]
grid[1][2] = 5
grid.collect { it.toList() }

[1, 2] as Object[] == [1, 2] as Object[]

'a'.equals('a') && 'A'.equalsIgnoreCase('a')

def o = new Object()
o.equals(o) && o == o && !o.is(new Object())

[a: 1].inspect() + ['x'].inspect() + 'q'.inspect()

1.toString() + 1.5.toString() + true.toString() + null.toString()

def x = 1.0
x.class.simpleName + x.scale()

0.1 + 0.2 == 0.3

'10' + 5

5 + '10'

'5'.toInteger() + 1

['1', '2']*.toInteger().sum()

10.toString().padLeft(5, '0')

def v = '1.2.3'.tokenize('.')*.toInteger()
v[0] + v[1] + v[2]

100.0.toString() + 1e10 + 1.0E-5 + 1.5e3d + 1.0f

def k = "${'a'}"
def m = [(k): 1]
[m['a'], m[k], m.containsKey('a')]

[1L in [1], 1 in [1], "${'a'}" in ['a'], 'a' in ["${'a'}"], 1 in [1.0]]

[(2 ** 40).class, (2L ** 3).class, (2 ** 3).class]
