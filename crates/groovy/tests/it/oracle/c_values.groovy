def (a, b, c) = [1, 2]; "$a $b $c"

def (String a, int b) = ['x', 2]; "$a $b"

def a = 1, b = 2; (a, b) = [b, a]; "$a $b"

def x = 5; x += 2; x *= 3; x -= 1; x /= 2; x

def m = [a: 1]; m.b = 2; m['c'] = 3; m.a += 5; m

def l = [1, 2, 3]; l[0] = 9; l[4] = 5; l[-1] = 7; l

def s = 'x'; "a${s}b $s.length() ${-> s}"

def s = 1; def g = "v=${-> s}"; s = 2; g

def s = 1; def g = "v=${s}"; s = 2; g

[1, *[2, 3], 4]

[a: 1, *: [b: 2], c: 3]

def f = { Object... xs -> xs.length }; f(1, 2, 3)

def f = { a, b = 5 -> a + b }; f(1) + f(1, 1)

def f = { int a -> a }; f('x')

(1..10).step(3)

null?.foo

null ?: 'd'

'' ?: 'e'

[1, 2, 3]*.toString()

['a', 'bb']*.length()

5 in [1, 5]

'b' in ['a': 1, 'b': 2]

3 in 1..5

'abc' ==~ /a.c/

('xaby' =~ /a(b)/)[0]

def m = 'k=v' =~ /(\w)=(\w)/; m ? m[0][1] + m[0][2] : 'no'

def sw(x) { switch (x) { case 1: return 'one'; case [2, 3]: return 'few'; case 4..6: return 'range'; case String: return 'str'; case ~/re.*/: return 're'; case { it instanceof Map }: return 'map'; case null: return 'null'; default: return 'def' } }
[1, 2, 5, 'x', [:], null, 9.5].collect { sw(it) }

def sw2(x) { def r = []; switch (x) { case 1: r << 1; case 2: r << 2; break; case 3: r << 3; default: r << 'd' }; r }
[1, 2, 3, 4].collect { sw2(it) }

outer: for (i in 0..3) { for (j in 0..3) { if (j == 2) continue outer; if (i == 2) break outer; print "$i$j " } }; 'done'

def i = 0; while (true) { i++; if (i > 5) break; if (i % 2) continue; print i }; i

int i = 5; i /= 2; i

int x = 7.9; x

long x = 5; x.class

String s = 5; s.class

String s = "a${1}"; s.class.name

boolean b = 'x'; b

double d = 1; d

float f = 1.5; f

BigDecimal d = 1; d.class.name

char c = 'a'; c.class.name

Integer i = 'a'

Set s = [1, 1, 2]; s

String[] a = ['x', 'y']; a.join('-')

def a = new int[3]; a[1] = 5; a.toList()

def a = new String[2]; a[0] = 'q'; a

('5' as int) + 1

'5' as Integer

5 as String

[1, 2] as Set

'abc' as List

(int) 5.7

(char) 65

'a' as char

[1, 2] as String[]

65 as char

1 <=> 2

'a' <=> 'b'

!''

![] && ![:] && !0 && !null

1 == 1.0 && 1L == 1 && 'a' == "${'a'}"

[1, 2] == [1, 2L]

[a: 1] == [a: 1L]

([1, 2] as Set) == ([2, 1] as Set)

'a' == 97

(1..3) == [1, 2, 3]

1.0 == 1.00

1.equals(1L)

def x = [1, [2, [3]]]; x[1][1][0]

def m = [a: [b: [c: 5]]]; m.a.b.c + m['a']['b']['c'] + m?.x?.y.toString()

def c = { it * 2 } >> { it + 1 }; c(5)

def c = { it * 2 } << { it + 1 }; c(5)

def c = { a, b, d -> "$a$b$d" }; c.curry(1)(2, 3) + c.rcurry(9)(1, 2) + c.ncurry(1, 5)(1, 2)

def n = 0; def c = { n++; it * 2 }.memoize(); c(2); c(2); n

def c = { -> delegate.size() }; c.delegate = [1, 2]; c()

def c = { size() }; c.resolveStrategy = Closure.DELEGATE_FIRST; c.delegate = [1, 2, 3]; c()

def c = { foo }; c.delegate = [foo: 5]; c()

def c = { foo = 7 }; def d = [:]; c.delegate = d; c.resolveStrategy = Closure.DELEGATE_ONLY; c(); d

def fact; fact = { n -> n <= 1 ? 1 : n * fact(n - 1) }; fact(20)

def fact; fact = { n -> n <= 1 ? 1G : n * fact(n - 1) }; fact(25)

'Hello'.with { toUpperCase() + length() }

[3, 1, 2].sort { a, b -> b <=> a }

[a: 1, b: 2].collect { k, v -> "$k$v" }

[a: 1, b: 2].each { println it.key + it.value }; 1

[[1, 2], [3, 4]].collect { a, b -> a + b }

for (e in [x: 1]) println "$e.key=$e.value"; 0

10.downto(7) { print it }; ''

def x = [1, 2, 3]; x.each { if (it == 2) return; print it }; x.find { it > 1 }

try { throw new IOException('io') } catch (IllegalArgumentException e) { 1 } catch (IOException e) { 2 } finally { print 'fin ' }

try { return 1 } finally { print 'f ' }

try { try { throw new RuntimeException('a') } finally { print 'in ' } } catch (e) { "c $e" }

throw new Exception('x', new RuntimeException('y'))

assert 1 + 1 == 3

def a = [1, 2]; assert a.size() == 3 : "size is ${a.size()}"

def x = 'abc'; assert x.toUpperCase() == 'ABD' && x

7.intdiv(2) + 7 % 4

-7 >> 1

-7 >>> 28

1 << 33

1L << 33

5 & 3 | 8 ^ 2

~5

true & false | true ^ true

2 ** 0.5

2 ** 62

2 ** 64

(2 as Long) ** 3

1.5 * 2

100.0 / 3

1 / 8
