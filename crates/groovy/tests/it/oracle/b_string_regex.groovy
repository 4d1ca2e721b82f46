'a1b2'.replaceAll(/\d/, '#')

'a1b2'.replaceAll(/(\d)/, '<$1>')

'a1b2'.replaceAll(~/\d/) { '[' + it + ']' }

'a1b2'.replaceAll(/([a-z])(\d)/) { all, c, d -> d + c }

'a1b2'.replaceAll(/([a-z])(\d)/) { it[2] }

'a1b2'.replaceFirst(/\d/, '#')

'a1b2'.replaceFirst(/\d/) { it.toInteger() + 1 }

'a1b2'.replaceFirst(/(\d)/, '$1$1')

'abc'.replaceAll('b', '$1')

'abc'.replaceAll('b', '$')

'abc'.replaceAll('b', '\\')

'abc'.replaceAll('b', '\\$')

'abc'.replaceAll('b', '$x')

'abc'.replaceAll('b', '${x}')

'abc'.replaceAll('(?<x>b)', '<${x}>')

'abc'.replaceAll('(b)', '$12')

'a.b'.replaceAll('.', '-')

'abc'.replaceAll('', '-')

'abc'.replaceAll('x*', '-')

'abc'.find(/b./)

'abc'.find('x')

'a-b'.find(/(\w)-(\w)/) { a, b, c -> c }

'abc'.find(/b/) { it * 2 }

'a1b22'.findAll(/\d+/)

'a1b22'.findAll(/([a-z])(\d+)/) { all, c, d -> "$d$c" }

'a1b22'.findAll(/\d+/) { it.toInteger() * 2 }

'a1b22'.findAll { it > 'a' }

'abc'.matches('a.c')

'abc' ==~ /a.c/

'abc' ==~ /a./

'a1b2'.eachMatch(/\d/) { print it + ' ' }

def m = 'v1.2.3' =~ /(\d+)\.(\d+)\.(\d+)/; m[0]

def m = 'v1.2.3' =~ /(\d+)\.(\d+)\.(\d+)/; m[0][1].toInteger() + 1

def m = 'v1.2.3' =~ /(\d+)/; m.collect { it[1] }

def m = 'v1.2.3' =~ /\d/; m.collect { it }

('abc' =~ /x/)[0]

('abc' =~ /b/)[1]

('abc' =~ /b/)[-1]

('abcabc' =~ /b/)[0..1]

('abcabc' =~ /(b)c/)[0, 1]

('abc' =~ /x/).group()

def m = 'abc' =~ /b/; m.find(); m.group(1)

def m = 'abc' =~ /b/; m.find(); m.group('n')

def m = 'abc' =~ /b/; m.find(); "${m.start()}:${m.end()}:${m.group()}"

def m = 'abc' =~ /b/; m.matches() ? 1 : 0

def m = 'key=val' =~ /(?<k>\w+)=(?<v>\w+)/; m.matches(); m.group('k') + m.group('v')

def m = 'a1b2' =~ /[a-z]/; [m.count, m.size(), m.groupCount(), m.hasGroup()]

def m = 'a1b2' =~ /([a-z])(\d)/; def r = []; m.each { a, b, c -> r << c + b }; r

def m = 'foo=bar' =~ /(\w+)=(\w+)/; def (all, k, v) = m[0]; k + v

def m = 'aXbXc' =~ /X/; def sb = new StringBuffer(); while (m.find()) { m.appendReplacement(sb, '-') }; m.appendTail(sb); sb.toString()

def r = []; def m = 'a1b2' =~ /\d/; while (m.find()) { r << m.group() }; r

if ('abc' =~ /b/) { 'found' } else { 'none' }

def m = 'foo' =~ /o/; m ? m.start() : -1

('abc' =~ /b/).replaceAll('x') + ('abcb' =~ /b/).replaceFirst('x')

'abc' =~ '('

'abc' =~ '*a'

'abc' =~ '{abc}'

'foo\n' =~ /foo$/ ? 1 : 2

'ab\ncd' =~ /(?m)^cd$/ ? 1 : 2

'ab\ncd'.replaceAll('(?m)^', '> ')

'ab\ncd\n'.replaceAll('(?m)^', '> ')

'ab\r\ncd'.replaceAll('(?m)$', ';')

'AbC' =~ /(?i)abc/ ? 1 : 2

'a\nb' ==~ /a.b/

'a\nb' ==~ /(?s)a.b/

'aaa'.replaceAll('a{2}', 'x') + 'aaa'.replaceAll('a+?', 'x') + 'aaa'.replaceAll('a++', 'x')

'foobar'.replaceAll('foo(?=bar)', 'X') + 'foobar'.replaceAll('(?<=foo)bar', 'Y') + 'foobar'.replaceAll('(?<!x)bar', 'Z')

'abab' ==~ /(ab)\1/

'a-b' ==~ /[\w.-]+/

'x&&y'.replaceAll('[a-z&&[^y]]', '_')

'a.b*c'.replaceAll(java.util.regex.Pattern.quote('.b*'), '-')

java.util.regex.Pattern.quote('a.b') + java.util.regex.Matcher.quoteReplacement('a$b\\')

java.util.regex.Pattern.compile('A.c', java.util.regex.Pattern.CASE_INSENSITIVE).matcher('abc').matches()

(~/f.o/).matcher('foo').matches()

~/b/

(~/b/).class.name

('abc' =~ /b/).class.name

('abc' =~ /b/).toString()

switch ('foo') { case ~/f.*/: return 'yes'; default: return 'no' }

['foo', 'bar', 'fox'].grep(~/f.*/)

['foo', 'bar', 'fox'].findAll { it =~ /o/ }

'null' =~ null

null ==~ /x/

12 ==~ /\d+/

'éa'.replaceAll(/\w/, 'x')

'a\u00a0b'.split(/\s/).size()

'p{Alpha} AbC1'.replaceAll(/\p{Upper}/, '^') + 'a1'.replaceAll(/\p{Alpha}/, '@')

"${'a'}1" =~ /\d/ ? 'y' : 'n'

"a${1}".replaceAll("${1}", 'x')

'refs/heads/main'.replaceFirst(/^refs\/heads\//, '')

'https://github.com/acme/app.git'.tokenize('/').last().split('\\.')[0]

'https://github.com/acme/app.git'.replaceAll(/.*\/([^\/]+)\.git$/, '$1')

('1.2.3-rc1' =~ /^(\d+)\.(\d+)\.(\d+)(?:-(\w+))?$/)[0]

('1.2.3' =~ /^(\d+)\.(\d+)\.(\d+)(?:-(\w+))?$/)[0]

def m = 'abc' =~ /(?<first>a)/; m.find() ? m.group('first') : null
