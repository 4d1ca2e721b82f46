// exit: 0
// status: success
// log: legacy: 3 hosts
// log: template: Hello Bob, you owe 12\.50
// log: hex: deadbeef
// log: sorted: \[b1, b2, b10\]
// log: date: 2020-03-01
// log: url: a=1&b=x%20y
// log: bits: 101
// log: elvis: fallback
// log: ranges: \[a, b, c\] \[3, 2, 1\] cd
// log: zip: \[\[1, a\], \[2, b\]\]
// log: nested: deep
// log: 007 \| +x\|y +\|
// log: sum: 6 max: 3 min: 1
// log: counted: \[l:2, e:1, o:1, h:1\]
import java.util.concurrent.TimeUnit
import static java.util.Calendar.*

def hosts = """
  # production
  web1 10.0.0.1
  web2 10.0.0.2   # spare

  db1  10.0.1.1
""".readLines()*.replaceAll(/#.*/, '')*.trim().findAll { it }.collectEntries { def (n, ip) = it.split(/\s+/); [(n): ip] }
println "legacy: ${hosts.size()} hosts"

def render = { String t, Map m -> t.replaceAll(/\{\{\s*(\w+)\s*\}\}/) { all, key -> m[key]?.toString() ?: '' } }
println 'template: ' + render('Hello {{name}}, you owe {{ amount }}', [name: 'Bob', amount: new BigDecimal('12.50')])
println "hex: ${Long.toHexString(0xDEADBEEFL)}"
println "sorted: ${['b10', 'b2', 'b1'].sort { (it =~ /\d+/)[0].toInteger() }}"
def cal = new GregorianCalendar(2020, FEBRUARY, 29)
cal.add(DAY_OF_MONTH, 1)
println "date: ${cal.time.format('yyyy-MM-dd')}"
println 'url: ' + [a: 1, b: 'x y'].collect { k, v -> "${k}=${URLEncoder.encode(v.toString(), 'UTF-8').replace('+', '%20')}" }.join('&')
println "bits: ${Integer.toBinaryString(5)}"
def nothing = [:]
println "elvis: ${nothing?.a?.b?.c ?: 'fallback'}"
println "ranges: ${('a'..'c').toList()} ${3..1} ${'abcdef'[2..3]}"
println "zip: ${[[1, 2], ['a', 'b']].transpose()}"
def deep = [a: [b: [c: 'deep']]]
println "nested: ${'a.b.c'.split('\\.').inject(deep) { m, k -> m[k] }}"
println String.format('%03d |%6s|%-6s|', 7, 'x', 'y')
def nums = [1, 2, 3]
println "sum: ${nums.sum()} max: ${nums.max()} min: ${nums.min()}"
println "counted: ${'hello'.toList().countBy { it }.sort { a, b -> b.value <=> a.value ?: (a.key == 'h' ? 1 : b.key == 'h' ? -1 : a.key <=> b.key) }}"
assert TimeUnit.MINUTES.toSeconds(2) == 120
assert [1, [2, [3, null]]].flatten() - null == [1, 2, 3]
assert ('abc' <=> 'abd') == -1
assert 7.intdiv(2) == 3 && 7 / 2 == 3.5 && 7 % 3 == 1 && 2**10 == 1024
assert 'x'.with { it + 'y' } == 'xy'
assert ['a', 'b'].withIndex().collect { s, i -> s + i } == ['a0', 'b1']
assert (1..10).step(3) == [1, 4, 7, 10]
assert [3, 1, 2].sort().reverse().join('') == '321'
assert 'a,b;c'.split(/[,;]/).length == 3
assert 'key=value=x'.split('=', 2)[1] == 'value=x'
assert 'CamelCaseName'.replaceAll(/([A-Z])/, '_$1').toLowerCase().substring(1) == 'camel_case_name'
assert (true ^ false) && !(null) && ([] ? 'x' : 'y') == 'y'
assert [a: 1, b: 2].find { it.value > 1 }.key == 'b'
assert ['x': 1].with { x == 1 }
assert 'abc'.every { it < 'd' } && 'b' in 'abc'.toList()
int i = 0
while (i < 5) { i++ }
assert i == 5
String s = null
assert "${s}" == 'null' && s?.trim() == null
assert [*1..3, *[4]] == [1, 2, 3, 4]
def f = this.&helper
assert f(2) == 4
def helper(int x) { x * 2 }

