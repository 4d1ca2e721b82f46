def services = [api: [port: 8080, env: ['A=1', 'B=2']], web: [port: 80, env: []]]
services.collectEntries { name, conf -> [(name): conf.port] }

def services = [api: [port: 8080], web: [port: 80]]
services.each { name, conf -> println "${name} on ${conf.port}" }

def services = [api: [port: 8080], web: [port: 80]]
services.sort { a, b -> a.value.port <=> b.value.port }.keySet().toList()

def branches = [:]
['linux', 'mac', 'windows'].each { os -> branches["build-${os}"] = { -> "building $os".toString() } }
branches.collect { k, v -> "$k: ${v()}".toString() }

def branches = [:]
for (int i = 0; i < 3; i++) { def index = i; branches["b${i}".toString()] = { index * 10 } }
branches.collect { name, body -> body() }

def matrix = [os: ['linux', 'mac'], jdk: [8, 11]]
def axes = matrix.collect { k, vs -> vs.collect { [(k): it] } }.combinations()*.sum()
axes

def getMatrixAxes(Map axes) {
  List out = []
  axes.each { axis, values -> out << values.collect { [(axis): it] } }
  out.combinations()*.sum()
}
getMatrixAxes([a: ['1', '2'], b: ['x']]).collect { it.collect { k, v -> "$k=$v" }.join(',') }

def config = [name: 'app'] << [debug: true]
config.each { entry -> println "${entry.key}=${entry.value}" }
config

def defaults = [a: 1, b: [c: 2]]
def own = [b: [d: 3]]
defaults + own

def merge(Map a, Map b) {
  b.each { k, v -> a[k] = (a[k] instanceof Map && v instanceof Map) ? merge(a[k], v) : v }
  a
}
merge([a: 1, b: [c: 2]], [b: [d: 3], e: 4])

def list = ['b', 'a', 'c']
for (int i = 0; i < list.size(); i++) { print "${i}${list[i]} " }

def changed = ['src/a.js', 'docs/b.md', 'src/c.js']
changed.findAll { it.startsWith('src/') }.collect { it - 'src/' }

def versions = ['1.10.0', '1.2.0', '1.9.3']
versions.sort { a, b ->
  def x = a.tokenize('.')*.toInteger()
  def y = b.tokenize('.')*.toInteger()
  (0..2).findResult { (x[it] <=> y[it]) ?: null } ?: 0
}

def counts = [:].withDefault { 0 }
'hello world'.each { if (it != ' ') counts[it]++ }
counts.findAll { it.value > 1 }

def counts = [:]
['a', 'b', 'a'].each { counts[it] = (counts[it] ?: 0) + 1 }
counts

def groups = [:]
['apple', 'avocado', 'bean'].each { groups.get(it[0], []) << it }
groups

def stages = ['build', 'test', 'deploy']
stages.eachWithIndex { s, i -> println "${i + 1}. ${s.capitalize()}" }

def text = 'key1=value1\nkey2=value2\n\n# comment'
text.readLines().findAll { it && !it.startsWith('#') }.collectEntries { it.split('=') as List }

def args = ['--flag', '--name', 'x']
args.collect { "'${it}'" }.join(' ').toString()

def m = [b: 1, a: 2]
def keys = m.keySet() as List
keys.sort()
keys.join(',')

def m = [b: 1, a: 2]
m.entrySet().sort { it.value }.reverse()*.key

def m = [x: 1, y: 5, z: 3]
m.max { it.value }.key

def m = [x: 1, y: 5]
m.find { it.value == 5 }?.key

def m = [x: 1]
m.find { it.value == 9 }?.key

def m = [x: 1, y: 2]
for (e in m) { println "${e.key}:${e.value}" }

def m = [x: 1, y: 2]
for (entry in m.entrySet()) { println entry.getKey() + entry.getValue() }

def m = [x: 1, y: 2]
for (k in m.keySet()) { println k + m[k] }

def m = [x: 1, y: 2]
m.each { println it }
m.each { k, v -> println k + v }
m.keySet().each { print it }
m.values().each { print it }

def nested = [a: [b: [c: 'deep']]]
[nested.a.b.c, nested['a']['b'].c, nested?.x?.y, nested.a.b.size()]

def list = [[name: 'a', ok: true], [name: 'b', ok: false]]
[list.findAll { it.ok }*.name, list.every { it.ok }, list.any { !it.ok }, list.count { it.ok }, list.find { !it.ok }.name]

def list = [[name: 'a', n: 1], [name: 'b', n: 2]]
[list.name, list*.n.sum(), list.sum { it.n }, list.collect { it.n * 2 }, list.max { it.n }.name, list.collectEntries { [it.name, it.n] }]

def parts = 'feature/JIRA-123-do-it'.split('/')
[parts.size(), parts[0], parts[-1], parts.length, parts.join('|')]

def (org, repo) = 'org/repo'.tokenize('/')
"$repo@$org".toString()

def (x, y) = 'a b'.split(' ')
x + y

def xs = ['a', 'b', 'c']
def (first, second) = xs
[first, second, xs.first(), xs.last(), xs[1..-1], xs.take(2), xs.drop(2), xs.head(), xs.tail(), xs.init()]

def l = []
l += 'a'
l += ['b', 'c']
l -= 'b'
l << 'd'
l.add('e')
l.addAll(['f'])
l.remove('a')
l

def s = [] as Set
s << 'a'
s << 'a'
s.add('b')
s += 'c'
[s, s.size(), 'a' in s]

def stack = []
stack.push(1)
stack.push(2)
[stack.pop(), stack, stack.last()]

def l = [3, 1, 2]
def sorted = l.sort(false)
[l, sorted, l.sort(), l, l.max(), l.min(), l.reverse()]

['x', null, 'y'].findAll()*.toUpperCase()

[1, 2, 3].collect { it % 2 ? it : null }.findAll { it != null }

def params = [A: 'x', B: true]
params.collect { "${it.key}=${it.value}" }.join('\n')

def results = []
[1, 2, 3].each { n ->
  try {
    if (n == 2) throw new Exception("bad $n")
    results << n
  } catch (e) {
    results << e.getClass().getSimpleName()
  }
}
results.size()

def retry(int times, Closure body) {
  for (int i = 1; i <= times; i++) {
    try { return body(i) } catch (Exception e) { if (i == times) throw e }
  }
}
retry(3) { n -> if (n < 3) throw new RuntimeException('no'); "done $n".toString() }

def timed = { name, Closure body -> println "start $name"; def r = body(); println "end $name"; r }
timed('x') { 5 }

def call(Map config = [:], Closure body = null) { "${config.name ?: 'none'} ${body ? body() : 'nobody'}".toString() }
[call(), call(name: 'n'), call(name: 'n') { 'b' }]

def build(Map args) { args.each { k, v -> print "$k=$v " }; args.size() }
build target: 'all', jobs: 4

def step(String name, Map opts = [:]) { "$name $opts".toString() }
[step('a'), step('b', [x: 1])]

def log = []
def logger = [info: { log << "I $it".toString() }, warn: { log << "W $it".toString() }]
logger.info('x')
logger.warn 'y'
log

def obj = [greet: { name -> "hi $name".toString() }]
obj.greet('you')

def env = [BRANCH_NAME: 'main']
def target = env.BRANCH_NAME == 'main' ? 'prod' : env.BRANCH_NAME?.startsWith('release/') ? 'stage' : 'dev'
target

def branch = 'release/1.2'
switch (branch) {
  case 'main': return 'prod'
  case ~/release\/.*/: return 'stage'
  case { it.startsWith('x') }: return 'x'
  default: return 'dev'
}

def s = 'a,b;c d'
s.split(/[,; ]/).collect { it.toUpperCase() }.join('-')

def url = 'https://host:8443/path?q=1'
def m = url =~ /^(\w+):\/\/([^:\/]+)(?::(\d+))?(\/[^?]*)?/
m ? [m[0][1], m[0][2], m[0][3] as int, m[0][4]] : null

def pad = ['a', 'bbb'].collect { it.padRight(4, '.') + '|' }
pad

def table = [['id', 'name'], [1, 'x']]
table.collect { row -> row.collect { it.toString().padRight(5) }.join('') }.join('\n')

def sum = 0
(1..10).each { sum += it }
sum

def sum = 0
10.times { sum += it }
sum

def evens = (1..10).findAll { it % 2 == 0 }
evens.collate(2)

def chunks = ['a', 'b', 'c', 'd', 'e'].collate(2)
chunks.collect { it.join('+') }

def chunked = (1..7).toList().collate(3).withIndex().collect { c, i -> "$i:$c" }
chunked.join(' ')

def m = [:]
m['list'] = m['list'] ?: []
m['list'] << 1
m.list << 2
m

def m = [a: 1, b: 2, c: 3]
m.findAll { k, v -> v > 1 }.collect { k, v -> k }

def m = [a: 1, b: 2, c: 3]
m.remove('b')
m.containsKey('b') || m.size() != 2

def m = [a: [1, 2], b: [3]]
m.collectMany { k, v -> v }.sum() + m.values().flatten().size()

def m = [a: 1]
m.put('b', 2)
m.putAll(c: 3)
m.get('z') ?: m.get('a')

def a = [1, 2, 3]
def b = a.clone()
b << 4
a.size() + b.size()

def a = [x: 1]
def b = a.clone()
b.y = 2
def c = [:] + a
c.z = 3
[a, b, c]

def a = [1, 2]
def b = [] + a
b << 3
[a, b]

def l = [1, 2, 3]
l.each { if (it == 2) { return }; print it }
l.find { it > 1 }

def outer = [1, 2].collect { x -> [10, 20].collect { y -> x * y } }
outer.flatten()

def fns = [square: { it * it }, twice: { it * 2 }]
fns.collectEntries { n, f -> [n, f(5)] }

def json = [name: 'x', tags: ['a', 'b'], nested: [n: 1]]
json.toString()

println([1, [a: 'b'], 'c'])
println([a: [1, 2], b: null])
println "list: ${[1, 2]} map: ${[a: 1]}"

def l = [1, 2, 3, 4, 5]
[l[1..3], l[-2..-1], l[0, 2, 4], l[1..<3], l[-1], l.subList(0, 2), l.indexOf(3), l.contains(9)]

def l = ['a', 'b']
l[3] = 'd'
l

def list = [5, 3, 9]
list.indexed().collect { i, v -> "$i=$v".toString() }

def words = ['one', 'two', 'three']
[words.groupBy { it.size() }, words.countBy { it[0] }, words.collectEntries { [it, it.size()] }, words.inject(0) { acc, w -> acc + w.size() }]

def unique = ['b', 'a', 'b'].unique()
[unique, ['b', 'a', 'b'].toSet().sort(), ['x', 'X'].unique { it.toLowerCase() }]

['a', 'b'].plus(['c']).minus('a').join() + ['x'].multiply(2)

def it = [1, 2, 3].iterator()
def r = []
while (it.hasNext()) r << it.next()
r

def m = ['one': 1]
[m.one, m['one'], m.get('one'), m."one", m.'one']

def key = 'dyn'
def m = [(key): 1, "${key}2": 2, key: 3]
m.collect { k, v -> "$k=$v".toString() }

def m = [1: 'a', 2: 'b']
[m[1], m.get(2), m['1']]

def m = [true: 'yes', (true): 'bool', null: 'n', if: 'kw', class: 'cls']
[m['true'], m[true], m['null'], m.if, m.'class']

def f = { Map m, List l = [], Closure c -> [m, l, c()] }
f([a: 1], { 'x' })

def r = [3, 1, 2].sort { -it }.collect { "n$it" }*.toString()
r

def s = ''
['a', 'b'].each { s <<= it }
s.toString()

def total = [[price: 1.5, n: 2], [price: 0.25, n: 4]].sum { it.price * it.n }
total

def avg = [1, 2, 3, 4].sum() / 4
avg

def t = [1, 2, 3].sum() / 2.0
t

def pct = (2 / 3 * 100).setScale(1, BigDecimal.ROUND_HALF_UP)
pct

def x = [a: 1, b: 2].inject([:]) { acc, k, v -> acc[v] = k; acc }
x

def result = [1, 2, 3].inject([]) { acc, v -> acc + [v * 2] }
result

def nodes = ['n1': ['linux', 'docker'], 'n2': ['linux']]
nodes.findAll { 'docker' in it.value }.keySet().first()

def tests = (1..5).collect { [id: it, time: it * 10] }
def split = tests.groupBy { it.id % 2 }
split.collectEntries { k, v -> [k, v*.time.sum()] }

def s = [1, 2, 3] as Set
def l = s as List
l[0] + l.size()

def xs = [1, 2, 3] as int[]
xs.collect { it + 1 }.sum() + xs.size() + xs.length

def empty = []
[empty.sum(), empty.max(), empty.find { true }, empty.collect { it }, empty.join(','), empty.any { true }, empty.every { false }, empty ? 1 : 2]

def m = [:]
[m.size(), m.isEmpty(), m.keySet(), m.find { true }, m.collect { it }, m ? 1 : 2, m.max { it.value }]

try { [1].asImmutable() << 2 } catch (UnsupportedOperationException e) { 'immutable' }

def c = [1, 2, 3].asImmutable()
c + 4

class Stage { String name; Closure body; def run() { "$name: ${body()}".toString() } }
[new Stage(name: 'a', body: { 1 }), new Stage(name: 'b', body: { 2 })]*.run()

class Config implements Serializable { def data = [:]; def propertyMissing(String n) { data[n] }; def propertyMissing(String n, v) { data[n] = v } }
def c = new Config()
c.foo = 5
[c.foo, c.bar]

class Builder { def parts = []; Builder add(String p) { parts << p; this }; String build() { parts.join(' ') } }
new Builder().add('docker').add('run').build()

enum Level { LOW(1), HIGH(9); final int n; private Level(int n) { this.n = n }; static Level of(int x) { values().find { it.n >= x } } }
[Level.of(5), Level.HIGH > Level.LOW, Level.LOW.n, Level.valueOf('LOW').toString(), Level.values()*.name()]

def v = [major: 1, minor: 2].with { "${major}.${minor}".toString() }
v

def a = 1, b = 2
(a, b) = [b, a]
[a, b]

def s = "line1\nline2\r\nline3"
s.readLines().size() + s.split('\n').length

def f(x) { x > 3 ? x : f(x + 1) }
f(0)

def o = [a: 1] as Map
o instanceof Map && !(o instanceof List)

'%s has %d items costing %.2f'.with { String.format(it, 'cart', 3, 9.5) }

def cl = { a, b = 2, ...rest -> [a, b, rest] }
1

def x = 5
def r = "${x > 3 ? "big ${x}" : 'small'}"
r.toString()

def m = [a: { -> 'called' }]
m.a() + m['a']()

def l = [{ 1 }, { 2 }]
l[0]() + l[1].call()

[1, [2, 3], [[4]]].flatten().collect { it }.reverse()

def i = 10
while (i > 0) { i -= 3; if (i < 5) continue; print i }
i

assert [1, 2] == [1, 2] : 'never'
assert 'a' in ['a']
'ok'

def e = [a: 1].entrySet().iterator().next()
"${e.key}/${e.value} ${e}".toString()

(1..3).collectMany { x -> (1..2).collect { y -> x * 10 + y } }

['k1', 'k2'].collectEntries { [(it): [id: it]] }.k2.id

[['a', 1], ['b', 2]].collectEntries { k, v -> [k, v * 10] }

[a: 1, b: 2].collectEntries { [it.key.toUpperCase(), it.value + 1] }

[1, 2, 3, 4].split { it > 2 }.collect { it.sum() }

[3, 1, 2].toSorted { a, b -> b <=> a }

['a', 'B', 'c'].sort { a, b -> a.compareToIgnoreCase(b) }

['b1', 'a2', 'a1'].sort { a, b -> a[0] <=> b[0] ?: a[1] <=> b[1] }

[[n: 2, s: 'a'], [n: 1, s: 'b'], [n: 2, s: 'A']].sort { [it.n, it.s].join() }*.s

def l = [1, 2, 3, 4]
l.removeAll { it % 2 == 0 }
l.retainAll([1])
l

def set = ['a', 'b'] as Set
set.remove('a')
set.addAll(['c', 'd'])
set.collect { it * 2 }

def m = new TreeMap([b: 1, a: 2])
m.c = 0
[m, m.firstKey(), m.lastKey()]

def s = new TreeSet(['c', 'a'])
s << 'b'
[s, s.first(), s.last()]
