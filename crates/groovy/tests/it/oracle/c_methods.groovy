def over(int x) { 'int' }
def over(long x) { 'long' }
def over(String x) { 'String' }
def over(Object x) { 'Object' }
def over(List x) { 'List' }
def over(Map x) { 'Map' }
def over(Closure x) { 'Closure' }
def over(a, b) { 'two' }
[over(1), over(1L), over('s'), over("${1}"), over([1]), over([:]), over { 1 }, over(1.5), over(1, 2), over(null), over([a: 1]), over(a: 1)]

def named(Map args = [:], String s) { "$args $s" }
named('x') + named('y', a: 1) + named(b: 2, 'z')

def va(String s, Object... rest) { "$s ${rest.length}" }
va('a') + va('a', 1) + va('a', 1, 2) + va('a', [1, 2] as Object[])

def one(x) { "one:$x" }
one()

int typed() { 5.9 }
typed()

String gs() { "a${1}" }
gs() instanceof String

boolean tr() { [1] }
tr()

void vd() { 5 }
vd()

def early(x) { if (x) { return 'early' }; 'late' }
early(1) + early(0)

def implicitIf(x) { if (x) 'yes' else 'no' }
implicitIf(1) + implicitIf(0)

def tryv() { try { 'tried' } catch (e) { 'caught' } finally { 'fin' } }
tryv()

def one(x) { "one:$x" }
def swv(x) { switch (x) { case 1: 'one'; break; default: 'other' } }
swv(1) + swv(2)

class Builder { def parts = []; def methodMissing(String n, args) { parts << "$n(${args.join(',')})"; this }
  def propertyMissing(String n) { parts << n; n }
  def propertyMissing(String n, v) { parts << "$n=$v" } }
def b = new Builder(); def c = { foo 1, 2; bar; baz = 3 }; c.delegate = b; c.resolveStrategy = Closure.DELEGATE_FIRST; c(); b.parts

class Builder { def parts = []; def methodMissing(String n, args) { parts << "$n(${args.join(',')})"; this }
  def propertyMissing(String n) { parts << n; n }
  def propertyMissing(String n, v) { parts << "$n=$v" } }
def b = new Builder(); b.with { hello(1) }; b.parts

class Cfg { String name; List items = []; void item(String s) { items << s }; void name(String s) { name = s }; void sub(Closure c) { c.delegate = this; c() } }
def cfg(Closure c) { def x = new Cfg(); c.delegate = x; c.resolveStrategy = Closure.DELEGATE_FIRST; c(); x }
def r = cfg { name 'nm'; item 'a'; sub { item 'b' } }; r.name + r.items

class Cfg { String name; List items = []; void item(String s) { items << s }; void name(String s) { name = s }; void sub(Closure c) { c.delegate = this; c() } }
def cfg(Closure c) { def x = new Cfg(); c.delegate = x; c.resolveStrategy = Closure.DELEGATE_FIRST; c(); x }
def r = cfg { name = 'assigned'; items << 'q' }; r.name + r.items

class P1 { def x = 1; def c = { x }; def getY() { x + 1 }; def z() { y + 1 } 
  def each2(Closure k) { k.call(x) } }
new P1().c()

class P1 { def x = 1; def c = { x }; def getY() { x + 1 }; def z() { y + 1 } 
  def each2(Closure k) { k.call(x) } }
new P1().z()

class P1 { def x = 1; def c = { x }; def getY() { x + 1 }; def z() { y + 1 } 
  def each2(Closure k) { k.call(x) } }
def s = 0; new P1().each2 { s += it }; s

class Cmp implements Comparable<Cmp> { int n; int compareTo(Cmp o) { n <=> o.n }; String toString() { "C$n" } }
[new Cmp(n: 3), new Cmp(n: 1)].sort()

class Cmp implements Comparable<Cmp> { int n; int compareTo(Cmp o) { n <=> o.n }; String toString() { "C$n" } }
new Cmp(n: 1) == new Cmp(n: 1)

class Cmp implements Comparable<Cmp> { int n; int compareTo(Cmp o) { n <=> o.n }; String toString() { "C$n" } }
new Cmp(n: 1) < new Cmp(n: 2)

class Cmp implements Comparable<Cmp> { int n; int compareTo(Cmp o) { n <=> o.n }; String toString() { "C$n" } }
[new Cmp(n: 3), new Cmp(n: 1)].max()

class St { static String A = 'a'; static f() { A + g() }; static g() { 'g' }; def h() { f() + A } }
St.f() + new St().h()

class St { static String A = 'a'; static f() { A + g() }; static g() { 'g' }; def h() { f() + A } }
St.A = 'b'; St.f()
