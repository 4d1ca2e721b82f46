def n = 'x'
"hello $n!".toString()

def m = [a: [b: 'deep']]
"v: $m.a.b ${m.a.b}".toString()

def l = [1, 2]
"l: $l ${l[0]} $l.size".toString()

def l = ['a', 'bb']
"${l.size()} ${l*.size()} ${l.collect { it + '!' }}".toString()

"${'nested ' + "${1 + 1}"}".toString()

"a${}b".toString()

"\$notvar \\ \t| \" ' \u0041".toString()

'\$x \' " \\n'.toString()

"""a "quoted" 'text'
${1}
  indented""".toString()

'''it's "fine"
\
joined'''

'''\
first
second\
 third'''

/re\d+ "q" 'q' $/

/path\/to/

def x = 1
def g = /v$x ${x + 1}/
g.toString()

def b = 1
def g = $/a $b ${1 + 1} $$c \n/$
g.toString()

"line1\nline2".readLines()

def s = "x"
s += 1
s += null
s

'abc' + 1 + 2

1 + 2 + 'abc'

"a" == 'a' && "a${1}" == 'a1' && 'a1' == "a${1}"

"a${1}".equals('a1')

['a1'].contains("a${1}")

"a${1}" in ['a1']

def m = [a1: 'found']
[m["a${1}"], m["a${1}".toString()], m."a${1}"]

def k = 'key'
def m = ["${k}": 1]
[m.key, m['key'], m.size()]

"${1}".class.simpleName

"abc".class.simpleName

("${1}" + 'x').class.simpleName

def f(String s) { s.class.simpleName }
f("a${1}")

"${1}${2}".length()

"a${1}b".toUpperCase()

"x${null}y".toString()

"${[a: 1]} ${[1, null]} ${true} ${1.50} ${'c' as char}".toString()

def i = 0
def g = "${-> i++} ${-> i}"
[g.toString(), g.toString()]

def i = 1
def g = "$i"
i = 2
g.toString()

"${{ -> 5 }}".toString()

def name = 'w'
def t = "Dear ${name.toUpperCase()}, ${name ? 'yes' : 'no'}${name == 'w' ? '!' : ''}"
t.toString()

'a-b-c'.split('-').join('+') + 'abc'.reverse() + 'abc'.capitalize()

'%d%%'.toString() + String.format('%05.1f|%-5s|%5s|%x', 3.14159, 'ab', 'cd', 255)

'a' < 'b' && 'B' < 'a' && 'a'.compareTo('b') < 0

'abc'.each { print it + '.' }

'abc'.collect { it.toUpperCase() }

'abc'.toList() + ('abc' as List)

'abc'.find { it > 'a' }

'hello'.count('l') + 'hello'.indexOf('l')

'abc'.contains('b') && !'abc'.contains('z') && 'abc'.startsWith('a') && 'abc'.endsWith('c')

'  x '.trim() + '|' + 'x'.center(5, '*') + '|' + 'x'.padLeft(3) + '|'

'a,b,,c,,'.split(',').toList()

'a,b,,c,,'.tokenize(',')

'a1b2'.replaceAll(/\d/) { "<$it>" }

'a1b2'.replaceAll(/([a-z])(\d)/, '$2$1')

'a1b2'.replaceFirst(/\d/, '')

'aXbX'.replace('X', '-')

('a1b22' =~ /\d+/).collect { it }

('a1b22' =~ /([a-z])(\d+)/).collect { all, l, d -> l + d }

def m = 'v1.2' =~ /v(\d)\.(\d)/
m.matches() ? [m.group(1), m.group(2)] : null

def m = 'x' =~ /y/
[m.find(), m ? 1 : 2]

'abc' ==~ /[a-c]+/

'abc' ==~ 'ab'

def p = ~/\d+/
[p.matcher('12').matches(), '1a' ==~ p, p.pattern()]

'a\tb\\n'

'abc'[0, 2] + 'abc'[0..1] + 'abc'[-2..-1] + 'abc'.take(2) + 'abc'.drop(2)

'abc'.substring(1) + 'abc'.substring(0, 1)

'abc'.size() + 'abc'.length()

'Ab'.toLowerCase() + 'Ab'.toUpperCase() + 'ab'.capitalize() + 'Ab'.uncapitalize()

'12'.toInteger() + '3'.toLong() + '1.5'.toBigDecimal() + '2.5'.toDouble()

'12'.isInteger() && !'x'.isInteger() && '1.5'.isNumber() && '1.5'.isBigDecimal()

'true'.toBoolean() && !'x'.toBoolean() && 'y'.toBoolean()

'ab' * 2 + 'abc' - 'b'

'a\nb\n'.eachLine { println "[$it]" }

'a b  c'.split()

'abc'.bytes.toList()

'abc'.chars().count()

'a'..'e'

('a'..'e').join()

'abc'.next() + 'a'.previous()

'x' <=> 'y'

'abc'.hashCode()

'abc'.matches('a.c')

'CamelCaseText'.replaceAll(/([A-Z])/, '_$1').toLowerCase().replaceAll(/^_/, '')

'feature/ABC-123_x'.replaceAll('[^A-Za-z0-9]', '-').toLowerCase()

'a=1&b=2'.split('&').collectEntries { it.split('=').with { [(it[0]): it[1]] } }

'key: value'.split(':', 2)*.trim()

'x'.isEmpty() || ''.isEmpty()

'  '.trim().isEmpty() && !'  '.isEmpty()

'text'.with { it.size() > 3 ? it[0..2] : it }

'a.b.c'.tokenize('.').last() + 'a.b.c'.split(/\./)[0]

'a/b/c.txt'.substring('a/b/c.txt'.lastIndexOf('/') + 1)

"${'a'.multiply(3)}-${'b'.padRight(3, '_')}".toString()

'multi\nline\ntext'.readLines().collect { it.capitalize() }.join('; ')

'a'.equals("a") && 'a'.equalsIgnoreCase('A')

'one two'.tokenize().collect { it[0] }.join()

'abc'.toCharArray().toList()

'é'.length() + '日本'.size()

'\u00e9' == 'é'

"tab\tnew\\line".size()
