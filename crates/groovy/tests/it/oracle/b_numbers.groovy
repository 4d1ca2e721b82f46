def r = []; 3.times { r << it }; r

def r = []; 1.upto(3) { r << it }; r

def r = []; 3.downto(1) { r << it }; r

def r = []; 0.step(10, 3) { r << it }; r

def r = []; 10.step(0, -4) { r << it }; r

1.upto(0) { }

3.downto(5) { }

1.step(3, 0) { }

(-5).abs() + (-5.5).abs() + (-5.5d).abs()

7.intdiv(2) + 7.mod(4)

(-7).mod(4)

7.5.intdiv(2)

2 ** 10 + 2.power(3)

2 ** -1

2 ** 0.5

2 ** 100

10 / 4

10 / 3

1 / 3 + 1 / 3

10 / 5

(10 / 5).class.name

1 / 0

1.0 / 0

1d / 0

7 % 3

-7 % 3

5.5 % 2

0.1 + 0.2

0.1d + 0.2d

1.10 + 2

1.5 * 2

1.50 * 2.0

2147483647 + 1

2147483647L + 1

9223372036854775807 + 1

1e10

1.5e3

1e10.class.name

100000000d

1e7d + ' ' + 1e6d + ' ' + 1e-3d + ' ' + 1e-4d + ' ' + 123456789.123d

3.14f + ' ' + 1f + ' ' + 0.1f

1.0f + 1

(1.0f + 1).class.name

(1 + 1L).class.name + (1 + 1.0).class.name + (1 + 1d).class.name + (1L * 2G).class.name

3.7 as int

(int) 3.7

3.7.toInteger() + 3.7.intValue() + 3.7d.toInteger()

3.7.round()

3.5d.round() + 3.14159d.round(2)

3.14159d.trunc(2)

3.7d.trunc()

3.14159.setScale(2, BigDecimal.ROUND_HALF_UP)

3.145.setScale(2, java.math.RoundingMode.HALF_EVEN)

3.14159.round(new java.math.MathContext(3))

2.5.setScale(0, java.math.RoundingMode.UP) + ' ' + 2.5.setScale(0, java.math.RoundingMode.DOWN)

1.25.setScale(1)

1.50.stripTrailingZeros() + ' ' + 100.0.stripTrailingZeros() + ' ' + 100.0.stripTrailingZeros().toPlainString()

1.50.scale() + ' ' + 1.50.precision() + ' ' + 1.50.unscaledValue()

1.5.negate() + 1.5.add(1)

1.5.toBigInteger()

1.5.compareTo(1.50)

1.5 == 1.50 && 1 == 1.0 && 1 == 1L && 1G == 1

1.5.equals(1.50)

1.equals(1L)

5 <=> 3

5.max(3)

[5, 3].max() + Math.max(5, 3) + Math.min(2L, 1)

5.toString() + 5.5.toString() + 5L.toString()

255.toString(16)

5.hashCode() + 5L.hashCode() + true.hashCode()

5.5.hashCode() + ' ' + 5.5d.hashCode()

5.class.name + 5L.class.name + 5.5.class.name + 5.5d.class.name + 5G.class.name + 5.5f.class.name

5.next() + 5.previous()

5.and(3) + 5.or(3) + 5.xor(3)

(5 & 3) + (5 | 3) + (5 ^ 3) + (~5) + (1 << 4) + (-16 >> 2) + (-1 >>> 28)

1L << 40

5.bitwiseNegate()

5.plus(3) + 5.minus(3) + 5.multiply(3)

5.div(2)

5.unaryMinus() + 5.unaryPlus()

-5.abs()

5.toLong() + 5.toDouble() + 5.toFloat()

5.toBigDecimal() + 5.toBigInteger()

5.longValue().class.name + 5.doubleValue()

5.isCase(5)

5 in 1..10

1..5

5.5.foo()

5.foo()

5 + 'a'

5 * 'a'

5 - 'a'

null + 5

0 ? 'y' : 'n'

0.0 ? 'y' : 'n'

Integer.MAX_VALUE + Integer.MAX_VALUE

Math.abs(-3) + Math.abs(-3.5d)

Math.abs(-3.5)

Math.sqrt(16) + Math.pow(2, 3)

Math.round(2.5) + Math.round(2.4d)

Math.round(-2.5d)

Math.round(2.5d).class.name + Math.round(2.5f).class.name

Math.floor(2.7) + Math.ceil(2.1) + Math.rint(2.5d)

Math.floorMod(-7, 3) + Math.floorDiv(-7, 3)

Math.PI + ' ' + Math.E

Math.log10(1000) + Math.exp(0) + Math.log(1) + Math.cbrt(27) + Math.hypot(3, 4)

Math.sin(0) + Math.cos(0) + Math.toDegrees(Math.PI)

Math.signum(-2d)

Math.addExact(2147483647, 1)

Math.toIntExact(5L)

Integer.compare(1, 2) + Integer.signum(-5) + Integer.bitCount(7)

Integer.sum(1, 2) + Integer.max(1, 2) + Integer.reverse(1)

Long.compare(2, 1) + Double.compare(1d, 2d)

Character.isDigit('5' as char) && Character.isLetter('a' as char) && Character.isUpperCase('A' as char) && Character.isWhitespace(' ' as char)

Character.toUpperCase('a' as char)

Character.getNumericValue('7' as char)

('a' as char).isLetter() && ('5' as char).isDigit() && ('a' as char).toUpperCase() == ('A' as char)

(char) 97

(int) ('a' as char)

('a' as char) == 'a'

'b'.compareTo('a')

'ab'.chars.collect { (int) it }

new BigDecimal(1.1d).toString().take(10) + ' ' + BigDecimal.valueOf(1.1d) + ' ' + BigDecimal.valueOf(5) + BigDecimal.ZERO + BigDecimal.ONE + BigDecimal.TEN

new BigDecimal('10').divide(new BigDecimal('3'), 4, java.math.RoundingMode.HALF_UP)

new BigDecimal('10').divide(new BigDecimal('3'))

new BigDecimal('10').divide(4)

new BigDecimal('1E+3') + ' ' + new BigDecimal('1E+3').toPlainString()

new BigDecimal('0.0000001')

new BigDecimal('123.4500').multiply(2.0)

10.5.remainder(3) + 10.5.pow(2)

BigInteger.ONE.shiftLeft(70)

new BigInteger('10').pow(20).mod(new BigInteger('7'))

10G.gcd(4G) + 3G.modPow(4G, 5G)

100G.toString(16) + 10G.bitLength() + 10G.intValue() + 10G.testBit(1)

1_000_000 + 0xFF + 0b101 + 017

1.0.toString() + 1.00.toString() + 0.5

12345678901234567890

1.23456789012345678901234567890

5 / 2 * 2

(5 / 2).intValue()

5.intdiv(2)

7 <=> 7.0

[1, 2, 3].sum() / 3

[1, 2, 3, 4].sum() / 4

100 * 1.1

19.99 * 100

1.1 * 1.1

3.0 - 1

2.0 == 2 && 2.0 != 3

def x = 5; x++; x += 2; x *= 3; x -= 1; x /= 2; x

def x = 7; x %= 4; x **= 3; x <<= 2; x

1.0e-7 + ''

1000000 * 1000000

1000000L * 1000000

Integer.valueOf(5) == 5 && Integer.valueOf('7') == 7 && new Integer(5) == 5 && new Long('5') == 5L

Integer.toString(5) + Long.toString(6) + Double.toString(1.5) + Boolean.toString(true)

true & false | true ^ true

true.toString() + !true + true.and(false)

Boolean.TRUE && !Boolean.FALSE

3.collect { it }

0.1f + 0.2f

1 / 3f

10.0 / 3

1.00 / 3.0000

22 / 7.0

1e20.toBigInteger()

Float.parseFloat('1.1') + Double.valueOf('2.2')

5d.isNaN() || (0d / 0).isNaN()

(1d / 0).isInfinite()

1.5d.intValue() + 1.9f.longValue()

65.toChar()

(65 as char).toString() + (Character) 66

'x' + (1 == 1.0) + (1.equals(1.0))
