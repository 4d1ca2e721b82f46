class It implements Iterable { Iterator iterator() { [1, 2, 3].iterator() } }
def r = []; for (x in new It()) r << x; r

class It implements Iterable { Iterator iterator() { [1, 2, 3].iterator() } }
new It().collect { it * 2 }

class Clo { def call(x) { "called $x" } }
def c = new Clo(); c(5)

class Clo { def call(x) { "called $x" } }
def c = new Clo(); c.call(6)

class Holder { Closure action; def run2(x) { action(x) } }
new Holder(action: { it + 1 }).run2(4)

class Holder { Closure action; def run2(x) { action(x) } }
def h = new Holder(action: { it + 1 }); h.action(8)

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
Lvl.of(5).toString() + Lvl.HIGH.high + Lvl.valueOf('LOW').w

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
Lvl x = 'HIGH'; x.w

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
'LOW' as Lvl

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
Lvl.NOPE

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
Lvl.valueOf('NOPE')

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
def m = [(Lvl.LOW): 1]; m[Lvl.LOW]

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
Lvl.LOW.compareTo(Lvl.HIGH) + Lvl.LOW.ordinal()

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
Lvl.values().collect { it.name().toLowerCase() }

enum Lvl { LOW(1), HIGH(10); int w; Lvl(int w) { this.w = w }; static Lvl of(int x) { values().find { it.w >= x } }; boolean isHigh() { this == HIGH } }
switch (Lvl.LOW) { case Lvl.LOW: 'low'; break; default: 'x' }

class Dyn { def store = [:]
  def getProperty(String n) { n == 'store' ? this.@store : store[n] ?: "no-$n" }
  void setProperty(String n, v) { this.@store[n] = v } }
def d = new Dyn(); d.a = 5; "${d.a} ${d.b}"

class Inv { def invokeMethod(String n, args) { "inv:$n:${args.size()}" } ; def real() { 'real' } }
def i = new Inv(); i.foo(1, 2) + i.real()

class Gets { def get(String n) { "g:$n" }; void set(String n, v) { println "set $n=$v" } }
def g = new Gets(); g.foo

class Gets { def get(String n) { "g:$n" }; void set(String n, v) { println "set $n=$v" } }
def g = new Gets(); g.foo = 1; 'ok'

@Singleton class Single { int n = 0; def inc() { ++n } }
Single.instance.inc(); Single.instance.inc()

class Base { def name() { 'base' }; def hello() { "hello ${name()}" }; static sm() { 'bs' }; protected x = 1 }
class Derived extends Base { def name() { 'derived/' + super.name() }; def getX2() { x + 1 } }
new Derived().hello() + Derived.sm() + new Derived().x2

class Node1 { String name; Node1 parent; List<Node1> kids = []
  Node1 add(String n) { def k = new Node1(name: n, parent: this); kids << k; k }
  String path() { parent ? parent.path() + '/' + name : name }
  int count() { 1 + (kids.sum { it.count() } ?: 0) } }
def r = new Node1(name: 'r'); r.add('a').add('b'); r.add('c'); r.count() + r.kids[0].kids[0].path()

class Ops { int v; Ops(int v) { this.v = v }
  def plus(x) { new Ops(v + (x instanceof Ops ? x.v : x)) }
  def minus(x) { new Ops(v - x) }
  def multiply(x) { new Ops(v * x) }
  def div(x) { v / x }
  def mod(x) { v % x }
  def power(x) { v ** x }
  def or(x) { v | x }
  def and(x) { v & x }
  def xor(x) { v ^ x }
  def rightShift(x) { v >> x }
  def bitwiseNegate() { ~v }
  def positive() { +v }
  boolean asBoolean() { v != 0 }
  def asType(Class c) { c == String ? "ops$v" : v }
  String toString() { "O$v" } }
[new Ops(2) + 3, new Ops(2) + new Ops(5), new Ops(2) - 1, new Ops(2) * 4, new Ops(7) / 2, new Ops(7) % 4, new Ops(2) ** 3, new Ops(1) | 2, new Ops(3) & 1, new Ops(3) ^ 1, new Ops(8) >> 1, ~new Ops(1), +new Ops(4)]

class Ops { int v; Ops(int v) { this.v = v }
  def plus(x) { new Ops(v + (x instanceof Ops ? x.v : x)) }
  def minus(x) { new Ops(v - x) }
  def multiply(x) { new Ops(v * x) }
  def div(x) { v / x }
  def mod(x) { v % x }
  def power(x) { v ** x }
  def or(x) { v | x }
  def and(x) { v & x }
  def xor(x) { v ^ x }
  def rightShift(x) { v >> x }
  def bitwiseNegate() { ~v }
  def positive() { +v }
  boolean asBoolean() { v != 0 }
  def asType(Class c) { c == String ? "ops$v" : v }
  String toString() { "O$v" } }
def o = new Ops(1); o += 4; o

def name = 'W'; """Hi ${name}
  there"""
