def deploy(Map args = [:]) {
  def env = args.env ?: 'dev'
  def targets = args.get('targets', ['a'])
  targets.collect { t -> "${env}:${t}".toString() }
}
[deploy(), deploy(env: 'prod', targets: ['x', 'y'])]

def parallelSteps = ['a', 'b'].collectEntries { name ->
  ["step ${name}".toString(), { -> "ran ${name}".toString() }]
}
parallelSteps.collect { k, v -> [k, v()] }

def parallelSteps = ['a', 'b'].collectEntries { name -> ["step ${name}": { "ran ${name}".toString() }] }
parallelSteps*.value*.call()

def data = [[env: 'dev', region: 'us'], [env: 'prod', region: 'eu']]
def byEnv = data.groupBy { it.env }.collectEntries { k, v -> [(k): v.collect { it.region }] }
byEnv

def xs = [1, 2, 3, 4, 5, 6]
def (even, odd) = xs.split { it % 2 == 0 }
[even, odd]

def csv = 'name,age\nann,3\nbob,5'
def (header, rows) = csv.readLines().with { [it.head().split(','), it.tail()*.split(',')] }
rows.collect { r -> [header, r].transpose().collectEntries { k, v -> [k, v] } }

def version = '1.2.3-SNAPSHOT'
def m = (version =~ /^(\d+)\.(\d+)\.(\d+)(-SNAPSHOT)?$/)
def (_, major, minor, patch, snap) = m[0]
[major, minor, patch, snap]

def bump(String v) { def p = v.tokenize('.')*.toInteger(); p[-1]++; p.join('.') }
bump('1.2.9')

def s = [b: 1, a: 2].sort { e1, e2 -> e1.key <=> e2.key }.collect { k, v -> "$k=$v" }.join('&')
s.toString()

def tree = [name: 'root', kids: [[name: 'a', kids: []], [name: 'b', kids: [[name: 'c', kids: []]]]]]
def walk
walk = { n, d -> [("  " * d + n.name)] + n.kids.collectMany { walk(it, d + 1) } }
walk(tree, 0).join('\n')

def memo = [:]
def fib
fib = { n -> memo.containsKey(n) ? memo[n] : (memo[n] = n < 2 ? n : fib(n - 1) + fib(n - 2)) }
fib(40L)

def stack = new ArrayDeque()
stack.push('a'); stack.push('b')
[stack.pop(), stack.peek(), stack.size(), stack.isEmpty()]

def l = new ArrayList<String>(['a'])
l.add('b')
l.toString() + l.class.simpleName

Map<String, List<Integer>> m = new HashMap<>()
m.computeIfAbsent('k') { [] }.add(1)
m.computeIfAbsent('k') { [] } << 2
m

List<String> names = []
for (String n : ['x', 'y']) { names.add(n.toUpperCase()) }
names

String[] parts = 'a:b'.split(':')
parts.length + parts[0] + parts.toList()

def arr = ['a', 'b'] as String[]
arr.join('-') + arr.contains('a') + arr.length + (arr as List) + arr.size()

def a = new String[2]
a[0] = 'x'
a.toList()

Object[] o = [1, 'a', null]
o.length + ' ' + o.toList()

def x = [1, 2, 3] as Set
x.containsAll([1, 2]) && x.intersect([2, 9]) == [2] as Set

[1, 2, 3].intersect([2, 3, 4]) + ([1, 2] as Set).plus(5)

def same = ['a', 'b'] as Set
same == ['b', 'a'] as Set && ['a', 'b'] != ['b', 'a'] && [a: 1, b: 2] == [b: 2, a: 1]

[[1, 'a'], [2, 'b']].transpose()

['a', 'b', 'c'].indexed().findAll { i, v -> i > 0 }.values().toList()

[3, 1, 2].withIndex().sort { it[0] }.collect { it[1] }

[1, 2, 3].collect { n -> [n, n * n] }.collectEntries()

[a: 1, b: 2].collectEntries { k, v -> [k, v] }.findAll { it.value > 1 }.keySet().iterator().next()

def result = [:]
['x=1', 'y=2'].each { def (k, v) = it.split('='); result[k] = v as int }
result

def list = []
5.times { list << it }
10.step(20, 5) { list << it }
1.upto(2) { list << it }
list

def total = 0
[1, 2, 3].eachWithIndex { v, i -> total += v * i }
total

def found = [1, 2, 3, 4].find { it > 2 && it % 2 == 0 }
found ?: 'none'

[1, null, 2].findAll { it }.size() + [null, false, 0, '', 'x'].count { it }

def f = [1, 2, 3].&contains
[f(2), f(9)]

def words = 'the quick brown fox the lazy dog the'.split(' ')
words.countBy { it }.sort { -it.value }.take(2)

words = ['b', 'a']
words.sort()
words << 'c'
words.reverse(true)
words

def a = [1, 2, 3]
a.swap(0, 2)
a[1..2] = [9]
a

def a = [1, 2, 3, 4, 5]
a[0..1] + a[-1] + a[3..<5] + a[[0, 1]]

def a = [5, 6]
def (x, y, z) = a
[x, y, z]

def m = [a: 1, b: 2]
def copy = new LinkedHashMap(m)
copy.a = 9
[m.a, copy.a, copy.getClass().simpleName]

def m = [:].withDefault { key -> key.size() }
[m.abc, m['xy'], m]

def m = [a: [b: [c: 1]]]
m.a.b.c++
m.a.b.d = m.a.b.c + 1
m

def path = 'a.b.c'
def m = [a: [b: [c: 'v']]]
path.tokenize('.').inject(m) { acc, k -> acc?.get(k) }

def flat
flat = { m, p = '' -> m.collectEntries { k, v -> v instanceof Map ? flat(v, "$p$k.") : [("$p$k".toString()): v] } }
flat([a: 1, b: [c: 2, d: [e: 3]]])

def diff = [a: 1, b: 2, c: 3] - [b: 2]
diff.keySet().join() + ([a: 1, b: 2].intersect([a: 1, b: 3]))

[a: 1, b: 2].min { it.value }.key + [a: 1, b: 2].max { a, b -> a.value <=> b.value }.key

[1, 2, 3, 4].inject { a, b -> a > b ? a : b }

[['k', 1], ['j', 2]].sort { a, b -> a[0] <=> b[0] }*.getAt(1)

[[id: 2], [id: 1]].sort { it.id }.id

[[id: 2, v: 'b'], [id: 1, v: 'a']].collectEntries { [(it.id): it.v] }.sort()

[1, 2, 3].every { it instanceof Integer } ? 'ints' : 'mixed'

[1, 'a', 2.5, true, null, [1], [a: 1]].collect { it?.getClass()?.simpleName }

[1, 2] + 'a' + [[3]] + null

[[1, 2], [3, 4]].sum() + [[5]].flatten()

['a', 'b'].multiply(2).unique().plus('z').join()

[0.1, 0.2, 0.3].sum() == 0.6

['10', '9', '8'].sort() + ['10', '9', '8'].sort { it.toInteger() } + ['10', '9', '8']*.toInteger().sort()

['x', 'y'].collect { k -> [k, k.toUpperCase()] }.flatten().toSet().size()

['a', 'b', 'c', 'd'].findIndexOf { it == 'c' } + ['a', 'b'].indexOf('z')

def text = ['a', 'b'].withIndex().collect { s, i -> "${i + 1}. ${s}" }.join('\n')
text

def lines = ['x'] * 3
lines[1] = 'y'
lines

println([1, 2, 3].collect { it * 2 }.findAll { it > 2 }.sum())

println "Result: ${[a: 1].collect { k, v -> "$k:$v" }}"

print([1, 2].toString() + [a: 'b'].toString())
