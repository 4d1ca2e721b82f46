1 / 3 * 3

1e3 + 1

0.1 + 0.2

0.1d + 0.2d

3.7d % 1

1_000_000 * 1_000_000

1_000_000L * 1_000_000

Integer.MAX_VALUE + 1L

123456789012

0x1F + 0b11 + 017

'a' + 1 + null + [1] + 2.50

1 + 'a'

'ab' * 3

'abcabc' - 'b'

[1, 2, 3] - [2]

[1] + 2 + [3]

[1] << 2 << [3]

[a: 1] + [b: 2]

'abc'[1] + 'abc'[-1] + 'abcdef'[1..3] + 'abc'[0, 2]

[1, 2, 3, 4][1..2] + [5, 6, 7][-1, 0]

"${[1, 'a']} ${[a: 'b']} ${null}"

"a\tb\\n\$x" + 'c\'d' + """e"f"""

/a\/b\d/

$/a/b$$/$

def x = 3; x++ + ++x

def l = [1]; l[0]++; l

def m = [n: 1]; m.n++; ++m.n; m

def s = 'a'; s++; s

true ? 1 : 2

int i = 1; i = 'x'; i

final int q = 5; q

def c = String; c.valueOf(5) + Integer.parseInt('7') + Math.max(1, 2)

Integer.MAX_VALUE

['a', 'b'].collect('x'.&concat)

['1', '2'].collect(Integer.&parseInt)

def x; x?.y?.z()

[null, 1]*.toString()

[[a: 1], [a: 2]].a

[[a: 1], [a: 2]]*.a.sum()

({ 5 })()

{ x -> x * 2 }(4)

def a = [:]; a.x = { it * 3 }; a.x(4)

def r = []; for (x in 'a'..'c') r << x; r

def r = []; 3.step(10, 2) { r << it }; r

[1, 2, 3].inject(0) { a, b -> a + b }

inc() + inc()

max(3, 9)

P.compile('a').matcher('a').matches()

def x = 1; def y = { x++ }; y(); y(); x

def cs = []; for (i in 1..3) { def j = i; cs << { j } }; cs*.call()

def cs = (1..3).collect { i -> { -> i * 2 } }; cs*.call()

def a = { b -> { c -> b + c } }; a(1)(2)

undefinedVar

undefinedCall(1, 'a')

def o = new Object(); o.foo

'abc'.foo

5.foo()

[a: 1].foo()

[1, 2].foo

null.foo()

null + 1

def z = null; z[0]

def z = null; z.x = 1

def z = null; z++

Foo.bar()

String.foo()

String.foo

def m = [f: { a, b -> a + b }]; m.f(1, 2)

def m = [:]; m."key ${1}" = 5; m

def n = 'size'; [1, 2]."$n"()

def p = 'name'; [name: 'v']."$p"

[1, 2, 3] as int[]

([1, 2, 3] as int[]).sum()

def x = [1, 2, 3] as Object[]; x.length + x.size()

'a,b'.split(',').length

def (a, b) = 'x:y'.split(':'); a + b

def (a, b) = 'x:y'.tokenize(':'); a + b

assert [1, 2].size() == 2 : 'no'; 'fine'

if (1) 'a'

while (false) {}

def x = 5; x

return

[]

[:]

Runnable r = { print 'ran ' }; r.run(); 1

new Exception('a').message + new RuntimeException(new IOException('c')).message

try { throw new IllegalStateException('s') } catch (RuntimeException e) { e.class.simpleName + e.message }

try { [].first() } catch (NoSuchElementException e) { 'nse' }

try { 'x'.toInteger() } catch (NumberFormatException e) { e.message }

try { throw new Error('err') } catch (Exception e) { 1 } catch (Throwable e) { 2 }

def r = ''; try { try { throw new Exception('1') } finally { r += 'f' } } catch (Exception e) { r += e.message }; r

def f = { try { return 'r' } finally { print '[fin]' } }; f()

[1, 2, 3].each { if (it == 2) throw new RuntimeException('stop') }

def x = 10; def r = x > 5 ? x < 20 ? 'mid' : 'big' : 'small'; r

def l = [3, 1]; l.sort(); l

def i = 0; do2: while (i < 3) { i++ }; i

def s = 'abc'; s[0] = 'x'

def l = [1, 2].asImmutable(); l << 3

"$counter ${label}"

def v = "x"; v += 1; v += 'b'; v

def v = [1]; v += 2; v += [3]; v -= 1; v

def v = [a: 1]; v += [b: 2]; v << [c: 3]; v

10.times.collect { it }

1..3

(1..<4).toList() + ('a'..'c').toList()

(3..1).toList()

5.compareTo(3) + 'a'.compareTo('b')

println(); 0

print 'x'; print 1; println(); println 'y', 0

def x = null; "$x" + x?.length()
