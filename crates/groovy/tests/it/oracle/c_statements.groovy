def a = 1, b = a + 1; b

'x'.is('x')

1.0.class.simpleName + 1.0f.class.simpleName + 1.0d.class.simpleName + 1G.class.simpleName + 1L.class.simpleName

3 * 'ab'

true.toString() + null.toString()

[a: 1].a.class.simpleName

(1 as double) / 3

1e-5

1.0e-5d + 1e10d + 1e7d + 123456.789d

1.1f * 2

100 * 1.1

(0.1 + 0.2) == 0.3

new BigDecimal('1.10').equals(new BigDecimal('1.1'))

1.10 == 1.1

5 == '5'

'5' == 5

[1] == 1

null == false

1 <=> null

null <=> null

[3, null, 1].sort()

'a' < 'b' && 'B' < 'a'

def s = "it's"; s == 'it\'s' && s.equals("it's") && "${s}".equals('it\'s')

def m = ["${'a'}": 1]; m.a

def k = 'a'; def m = [(k): 1, "$k-b": 2]; m

def r = []; def outer = { def inner = { r << delegate.is(owner) }; inner() }; outer(); r

def c = { x, y = x -> "$x$y" }; c(1) + c(1, 2)

def c = { String s, Map m = [:] -> s + m }; c('a')

def c = { ...args -> args.length } ; c(1, 2)

def c = { a, ...rest -> rest.length }; c(1, 2, 3)

def sum = { ... xs -> xs.sum() }; sum(1, 2, 3)

'x' in String

1 instanceof Integer && 1 instanceof Number && !(1 instanceof String) && [] instanceof List && [:] instanceof Map && 'a' instanceof CharSequence && "${1}" instanceof GString && !("${1}" instanceof String) && ({} instanceof Closure) && (1..2) instanceof List

null instanceof Object

int.class

[1, 2, 3][-2..-1] + [1, 2, 3][1..-1] + 'hello'[1..-2] + 'hello'[-3..-1]

[1, 2, 3][2..0]

def l = [1, 2, 3, 4]; l[1..2] = [9]; l

def m = [a: 1, b: 2]; m.findAll { it.value > 1 }

def m = [:].withDefault { it * 2 }; m[4] + m.size()

def (x, y) = [1, [2, 3]]; y[1]

def a, b; (a, b) = [1, 2]; a + b

def m = [:]; m.a = m.b = 5; m

def x = y2 = 3; x + y2

def x = (1 > 0) ? [1, 2] : []; x.size()

def x = 5; def r = x == 5 && x != 4 || false; r

def s = ''; for (c in 'abc'.reverse()) s += c; s

def i = 0; def r = []; while (i++ < 5) { if (i == 2) continue; if (i == 4) break; r << i }; r

def r = []; for (def i = 0; i < 3; i++) r << i; r

def r = []; for (int i in [1, 2]) { r << i }; r

def r = []; [a: 1].each { k, v -> r << k << v }; r

switch ('abc') { case 'a': return 1; case ~/a.*/: return 2 }

switch (5) { case Integer: return 'int'; default: return 'd' }

switch (null) { case null: return 'n'; default: return 'd' }

switch (3) { case { it > 2 }: return 'big'; default: return 'small' }

def r = ''; switch (2) { case 1: r += 1; case 2: r += 2; case 3: r += 3; break; default: r += 'd' }; r

switch ("${'a'}") { case 'a': return 'gstring'; default: return 'd' }

switch ('a') { case ['a', 'b']: return 'list'; default: return 'd' }

try { throw new Exception() } catch (e) { e.message }

try { int x = 1 / 0 } catch (ArithmeticException | NullPointerException e) { e.class.name }

try { null.x() } catch (NullPointerException e) { e.message }

try { throw new IllegalArgumentException('a', new Exception('b')) } catch (e) { e.cause.message }

try { [1].get(5) } catch (IndexOutOfBoundsException e) { 'ioobe' }

try { assert false : 'msg' } catch (AssertionError e) { e.message }

try { 'abc' as Integer } catch (e) { e.message }

try { Integer.parseInt('x1') } catch (e) { e.toString() }

try { new URL('bad') } catch (e) { e.class.simpleName }

def e = new RuntimeException('m'); e.toString() + e.message + e.localizedMessage

try { try { throw new RuntimeException('1') } finally { throw new RuntimeException('2') } } catch (e) { e.message }

def list = [3, 1, 2]; list.sort { -it }.first()

[1, [2, [3, 4]]].flatten().sum()

['a', 'b'].withIndex().collect { x, i -> "$x$i" }

['b', 'a'].eachWithIndex { x, i -> print "$x$i " }; 1

(1..5).findAll { it % 2 }.collect { it * it }.join(',')

[1, 2, 3, 4].groupBy { it % 2 ? 'odd' : 'even' }

[a: 1, b: 2].collectEntries { k, v -> [v, k] }

"abc".each { print it + '-' }; ''

'a-b_c'.split(/[-_]/).toList()

"${'x'.toUpperCase()}${1 + 1}${[1, 2].size()}"

'''raw $x ${y}'''

"a" "b"

'x'.equals("${'x'}")

"${'x'}" == 'x' && ['x'].contains("${'x'}")

def m = [x: 1]; m["${'x'}"]

def m = [x: 1]; m.get("${'x'}")

def m = [:]; m["${'k'}"] = 1; m.k

(1 + 2) * 3 - 4 / 2 ** 2

-2 ** 2

!true == false

1 + 2 == 3 ? 'a' : 'b'

5.0 / 2 + 5 / 2

10 % 3 + 10.intdiv(3)

7 <=> 3

'a'..'e'

def r = 1..10; r.contains(5) && 5 in r && r.size() == 10 && r.from == 1 && r.to == 10

(1..10).step(2)

[1, 2, 3].contains(2) && ![1, 2].contains('1')

[*1..3, *'ab']

def f = { a, b, c -> a + b + c }; f(*[1, 2, 3])

def f = { Map m, x -> "${m.a}$x" }; f(a: 1, 2)

Math.sqrt(16) + Math.abs(-3) + Math.PI.round(2)

[1, null, 2]*.plus(1)

null?.a?.b ?: 'dflt'

def x = [a: null]; x.a?.b

def x = [:]; x.a?.b?.c == null

def o = null; o?.foo = 5; o

true && null

null || 'a'

def z = 0; def f = { z++; false }; true || f(); z

def (q, w) = 'ab'; q + w

String.format('%s-%d', 'a', 5)
