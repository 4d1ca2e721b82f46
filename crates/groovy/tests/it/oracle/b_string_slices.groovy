'abc'.substring(1)

'abc'.substring(1, 2)

'abc'.substring(5)

'abc'.substring(2, 1)

'abc'.substring(-1)

'abc'[0] + 'abc'[-1]

'abc'[5]

'abc'[-5]

'abcdef'[1..3]

'abcdef'[-3..-1]

'abcdef'[3..1]

'abcdef'[0..<-1]

'abcdef'[1..<1]

'abcdef'[1..10]

'abcdef'[0, 2, 4]

'abcdef'[0, 2..3]

'abc'.charAt(1)

'abc'.charAt(1).class.name

'abc'.charAt(9)

'abc'.getAt(1).class.name

'abcdef'.take(2) + '|' + 'abc'.take(9) + '|' + 'abc'.take(0)

'abcdef'.drop(2) + '|' + 'abc'.drop(9)

'abcdef'.takeWhile { it < 'd' }

'abcdef'.dropWhile { it < 'd' }

'abc'.subSequence(0, 2)

'abc'.reverse()

'abc'.toList()

'abca'.toSet()

'abc'.toCharArray().length

'abc'.chars.size()

'abc'.size() + 'abc'.length()

'añ😀b'.length()

'añ😀b'.substring(4)

'añ😀b'.indexOf('b')

'abc'.bytes.length

'añ'.bytes

'añ'.getBytes('UTF-8').size()

'abc' as List

'abc'.collect { it * 2 }

def r = ''; 'abc'.each { r = it + r }; r

'abc'.eachWithIndex { c, i -> print "$i$c " }; ''

'abc'.any { it == 'b' }

'abc'.every { it == 'b' }

'abc'.inject('') { a, c -> c + a }

'banana'.count('an') + 'banana'.count('a')

'abc'.iterator().next()

'abc'.join('-')

'abc'.getChars()[1]

'abc'.codePointAt(0)

'hello'.first()

'a-b-c'.minus('-')
