'a\nb\r\nc\rd\n'.readLines()

''.readLines()

'a\n\nb'.readLines().size()

def r = []; 'a\nb\n'.eachLine { r << it }; r

def r = []; 'a\nb'.eachLine { l, i -> r << "$i$l" }; r

def r = []; 'a\nb'.eachLine(1) { l, i -> r << "$i$l" }; r

'a\nb'.eachLine { it.toUpperCase() }

'a b\nc d'.splitEachLine(' ') { println it }

'a\nb\n'.split('\n').size()

'a\nb'.lines().count()

'a\nb'.denormalize() == 'a\nb' && 'a\r\nb'.normalize() == 'a\nb'

'''
    one
      two
    three
'''.stripIndent()

'  one\n  two'.stripIndent()

'    one'.stripIndent(2)

'''one
      |two
      | three'''.stripMargin()

'a\n  #b'.stripMargin('#')

'a b  c'.tokenize()

'a,b,,c,'.tokenize(',')

'a,b;c'.tokenize(',;')

''.tokenize(',')

','.tokenize(',')

'a.b'.tokenize('.' as char)

'a,b,,c,,'.split(',')

'a,b,,c,,'.split(',', -1)

'a,b,,c,,'.split(',', 2)

'abc'.split('')

''.split(',')

''.split(',').size()

' a  b '.split()

' a  b '.split(' ')

'a1b22c'.split(/\d+/)

'a.b.c'.split('\\.')

'a.b.c'.split('.')

'a|b'.split('|')

def (a, b) = 'x:y'.split(':'); b + a

'x:y'.split(':')[1]

'x:y'.split(':').last()

'x'.split(':')[1]

'a\tb'.expand() + '|' + 'a\tb'.expand(4)

'a       b'.unexpand()

'a\nb'.toList()

'x=1\ny=2'.readLines().collectEntries { it.split('=') as List }

'x=1\ny=2'.split('\n').collectEntries { def (k, v) = it.split('='); [k, v] }

'aXbXc'.split('X', 0).length

'boo:and:foo'.split('o')

'boo:and:foo'.split('o', 5) as List

"a ${1} b".tokenize()

"a,${1}".split(',')
