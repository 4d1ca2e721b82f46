String.format('%s %d %5d|%-5d|%05d', 'a', 1, 2, 3, 4)

String.format('%.2f %8.3f|%-8.1f|%08.2f', 1.005, 2.5, 3.25, 4.0)

String.format('%.2f', 2)

String.format('%d', 'x')

String.format('%s')

String.format('%q', 1)

String.format('%x %X %o %08x %#x', 255, 255, 8, 48879, 255)

String.format('%c%c %b %n%%', 'a' as char, 66, true)

String.format('%10s|%-10s|%.2s', 'abc', 'abc', 'abc')

String.format('%2$s %1$s %1$s', 'a', 'b')

String.format('%,d %,.2f', 1234567, 1234567.891)

String.format('%+d % d %(d', 5, 5, -5)

String.format('%e %E %.1e', 12345.678, 0.00012, 5.0)

String.format('%g', 12345.678)

String.format('%S %s %s', 'abc', null, [1, 2])

String.format('%b %B', null, 'x')

String.format('%h', 'abc')

String.format('%s %<s %s', 'a', 'b')

String.format('%d', 12345678901234567890)

String.format('%d', 1.5)

String.format('%.1f%%', 45.678)

'%s-%s'.format('a', 'b')

sprintf('%02d:%02d', 3, 7)

sprintf('%s', [1])

sprintf('%s and %s', ['a', 'b'])

printf('%s\n', 'x')

printf('%d %s\n', [1, 'x'])

'a%sb'.formatted('X')

String.format(Locale.US, '%.1f', 1.25)

String.format('%.0f %.0f %.0f', 0.5, 1.5, 2.5)

String.format('%.1f', 0.25d) + String.format('%.1f', 0.35d)

String.format('%5.1f|%-7s|%3d%%', 99.5, 'ok', 7)

String.format('%tY-%<tm-%<td', new Date(0))

String.format('%03d', -5) + String.format('%-5s|', 'é')

String.format('%s', 1.10) + String.format('%s', 1d)

String.format('%5c|', 'x' as char)

String.format('%08.3f', -3.14159d)

String.format('%f', 1/3)

String.format("${'%s'}", "${1}")

String.format('no args')

String.format('%s %s', 'a')

String.format('%-d', 1)

String.format('%.2d', 1)
