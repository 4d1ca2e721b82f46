'hello World'.capitalize() + ' ' + 'Hello'.uncapitalize() + ''.capitalize()

'abc'.toUpperCase() + 'ABC'.toLowerCase() + 'straße'.toUpperCase()

'[' + 'ab'.center(6) + ']' + 'ab'.center(7, '*') + 'abc'.center(2)

'[' + 'ab'.padLeft(5) + ']' + 'ab'.padLeft(5, '0') + 'ab'.padLeft(1)

'[' + 'ab'.padRight(5) + ']' + 'ab'.padRight(5, '.-')

'7'.padLeft(3, '0')

'abc' * 3 + 'x'.multiply(2) + 'y' * 0

'abc' * -1

'a b c' - 'b'

'a b b' - ~/b/

'abc' - 'x'

'abc' - null

'abc' + null + 1 + 1.5 + true + [1] + [a: 1]

'abc'.plus(1)

'abc'.concat('d')

'a'.next() + 'z'.next() + 'az'.next() + 'b'.previous()

'a-b_c'.tr('-_', '  ') + 'hello'.tr('a-y', 'b-z') + 'abc'.tr('abc', 'x')

'  x '.trim() + '|' + '\t x\n'.trim() + '|' + '  x '.strip() + '|' + ' x '.stripLeading() + '|' + ' x '.stripTrailing() + '|'

'abc'.contains('b') && !'abc'.contains('x')

'abc'.contains(null)

'abc'.startsWith('ab') && 'abc'.endsWith('bc') && 'abc'.startsWith('b', 1)

[' ', '', 'a', null, '0', 'false'].collect { it ? 1 : 0 }

'abc'.equalsIgnoreCase('ABC')

'abc'.compareTo('abd') + 'b'.compareTo('a') + 'abc'.compareToIgnoreCase('ABC')

'a' <=> 'b'

'a' < 'b' && 'B' < 'a'

'abcabc'.indexOf('c') + 'abcabc'.indexOf('c', 3) + 'abc'.indexOf('x') + 'abcabc'.lastIndexOf('b') + 'abcabc'.lastIndexOf('b', 3)

''.isEmpty() && ' '.isBlank() && ' \t'.isAllWhitespace() && !'a'.isEmpty()

'ab'.repeat(3)

'abc'.replace('b', 'x') + 'a.b.c'.replace('.', '') + 'aaa'.replace('a', 'aa')

'abc'.hashCode()

'Jenkins pipeline'.hashCode()

'abc'.intern().is('abc'.intern())

'abc'.toString().class

'abc'.equals('abc') && 'abc' == "${'abc'}" && !"${'abc'}".equals('abc')

"${'abc'}".toString().equals('abc')

'abc'.isCase('abc')

'a' in ['a', 'b']

'a' as char

('a' as char) as int

'abc'.class.simpleName + "${1}".class.simpleName

"${1}x".toUpperCase() + "${'a'}b".length() + "${'abc'}"[1]

'abc'.asType(List)

'CamelCaseName'.replaceAll('([A-Z])', '-$1').toLowerCase()

'my-app_name'.split('[-_]').collect { it.capitalize() }.join('')

'feature/ABC-123_x'.replaceAll('[^a-zA-Z0-9-]', '-')

'x'.compareTo(null)

'a'.getClass().getName()

'a'.foo()

'a'.foo

'a,b'.toString()

'abc' == 'abc' && 'abc' != 'abd'

'abc'.is('abc')

'Ab'.toLowerCase().toUpperCase().reverse().concat('!').length()

'a'.respondsTo('size') ? 'yes' : 'no'

'tab\tnew\\n "quoted" \'single\' \u0041 $x'

'abc'.collectReplacements { it == 'b' ? 'BB' : null }

'a' << 'b'

('a' << 'b').class.name

'hello'.count('l')
