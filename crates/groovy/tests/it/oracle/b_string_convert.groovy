'12'.toInteger() + ' 12 '.toInteger() + '-5'.toInteger()

'abc'.toInteger()

'99999999999'.toInteger()

''.toInteger()

'1.5'.toInteger()

'+7'.toInteger()

'99999999999'.toLong()

'x'.toLong()

'1.5'.toDouble() + '1e3'.toDouble()

'x'.toDouble()

''.toDouble()

'1.5'.toFloat()

'1.50'.toBigDecimal()

'x'.toBigDecimal()

'123456789012345678901234567890'.toBigInteger()

'x'.toBigInteger()

['true', 'TRUE', ' True ', 'y', 'Y', '1', 'yes', 'no', 'false', ''].collect { it.toBoolean() }

['1', '-1', '1.5', '1e3', 'x', '', ' 1 ', '0x1F', '1L'].collect { [it.isNumber(), it.isInteger(), it.isLong(), it.isDouble(), it.isBigDecimal(), it.isFloat(), it.isBigInteger()] }.join('\n')

'5' as Integer

'5' as int

'x' as int

'5.5' as BigDecimal

'5' as Long

'1.5' as double

(String) 5

Integer.parseInt('12') + Integer.valueOf('3')

Integer.parseInt('ff', 16) + Integer.parseInt('-101', 2)

Integer.parseInt('x')

Integer.parseInt('')

Integer.parseInt(null)

Long.parseLong('x1')

Double.parseDouble('1.25')

Double.parseDouble('x')

Boolean.parseBoolean('TRUE')

Boolean.valueOf('yes')

new BigDecimal('1.10')

new BigInteger('ff', 16)

Integer.toHexString(255) + Integer.toBinaryString(5) + Integer.toOctalString(8) + Integer.toString(255, 36)

Integer.toHexString(-1)

Long.toHexString(255L)

Integer.MAX_VALUE + ' ' + Integer.MIN_VALUE + ' ' + Long.MAX_VALUE + ' ' + Long.MIN_VALUE

Double.isNaN(0d / 0)

'a'.toCharacter()

('a' as char) + 1

'abc'.getBytes()

new String('abc'.bytes, 'UTF-8')

new String() + new String('x')

String.valueOf(5) + String.valueOf(null as Object) + String.valueOf(1.5)

String.join(',', 'a', 'b') + String.join('-', ['x', 'y'])

'abc'.bytes.encodeBase64().toString()

new String('YWJj'.decodeBase64())

'aGVsbG8='.decodeBase64().length

'abc'.bytes.encodeHex().toString()

new String('616263'.decodeHex())

Base64.encoder.encodeToString('abc'.bytes)

Base64.getEncoder().encodeToString('ab'.getBytes('UTF-8'))

new String(Base64.decoder.decode('YWJj'))

Base64.getUrlEncoder().withoutPadding().encodeToString('a?>'.bytes)

new String(Base64.getDecoder().decode('!!'))

java.security.MessageDigest.getInstance('MD5').digest('abc'.bytes).encodeHex().toString()

java.security.MessageDigest.getInstance('SHA-256').digest('abc'.bytes).encodeHex().toString()

java.security.MessageDigest.getInstance('SHA-1').digest('abc'.bytes).collect { String.format('%02x', it) }.join('')

def d = java.security.MessageDigest.getInstance('SHA1'); d.update('a'.bytes); d.update('bc'.bytes); new BigInteger(1, d.digest()).toString(16).padLeft(40, '0')

java.security.MessageDigest.getInstance('X')

URLEncoder.encode('a b&c=ü/~*', 'UTF-8') + URLDecoder.decode('a+b%26', 'UTF-8')

URLEncoder.encode('x y')

new URL('https://user@host:8080/p/a.b?q=1#f').with { [protocol, host, port, path, query, ref, file, userInfo] }

new URI('https://host/p?q=1').with { [scheme, host, port, path, query] }

new URL('nope')

'https://a/b'.toURL().host + 'https://a/b'.toURI().path

UUID.fromString('123e4567-e89b-12d3-a456-426614174000').toString()

UUID.randomUUID().toString().length()

UUID.nameUUIDFromBytes('abc'.bytes).toString()
