def r = new Random(42); [r.nextInt(100), r.nextInt(100), r.nextInt(), r.nextLong(), r.nextBoolean(), r.nextDouble()]

def r = new Random(7); (1..5).collect { r.nextInt(16) }

new Random(1).nextInt(0)

def x = new Random().nextInt(10); x >= 0 && x < 10

def x = Math.random(); x >= 0 && x < 1

System.currentTimeMillis() > 0 && System.nanoTime() instanceof Long

System.lineSeparator() == '\n' && System.getProperty('line.separator') == '\n' && System.getProperty('file.separator') == '/'

import java.util.concurrent.TimeUnit
[TimeUnit.SECONDS.toMillis(5), TimeUnit.HOURS.toMinutes(2), TimeUnit.DAYS.toHours(1), TimeUnit.MILLISECONDS.toMinutes(120000), TimeUnit.MINUTES.convert(3, TimeUnit.HOURS)]

import java.util.concurrent.TimeUnit
[TimeUnit.SECONDS, TimeUnit.valueOf('DAYS'), TimeUnit.values().length, TimeUnit.SECONDS.name(), TimeUnit.SECONDS.ordinal()].collect { "$it".toString() }

java.util.concurrent.TimeUnit.valueOf('NOPE')

[new File('/a/b.txt').name, new File('/a/b.txt').parent, new File('a/b').path, new File('/a', 'b').path, new File('/a/b/').toString(), File.separator]

new File('x').parent

new File('/a/b/c.tar.gz').name.tokenize('.').last()

new File('/a').isAbsolute() && !new File('a').isAbsolute()

Locale.US.toString() + Locale.ENGLISH

'ABC'.toLowerCase(Locale.ROOT) + String.format(Locale.ENGLISH, '%.2f', 1.5)

def s = new Scanner('one 2 three\nline'); [s.next(), s.nextInt(), s.next(), s.hasNext(), s.nextLine(), s.nextLine(), s.hasNextLine()]

def r = new StringReader('a\nb\n'); [r.readLine(), r.readLine(), r.readLine()]

def t = new StringTokenizer('a,b;c', ',;'); def r = []; while (t.hasMoreTokens()) { r << t.nextToken() }; r

new BufferedReader(new StringReader('x\ny')).readLines()

Character.isLetter('a' as char) ? 'letter' : 'other'

Objects.equals(null, null)

def m = javax.crypto.Mac.getInstance('HmacSHA256'); m.init(new javax.crypto.spec.SecretKeySpec('key'.bytes, 'HmacSHA256')); m.doFinal('data'.bytes).encodeHex().toString()

'secret'.bytes.encodeBase64().toString() + new String('c2VjcmV0'.decodeBase64())

'abc'.getBytes('UTF-8').encodeHex().toString()

'a b'.bytes.collect { it }

new String([104, 105] as byte[])

URLEncoder.encode('https://a/b?c=d e', 'UTF-8')

new URI('http://host:80/a/b?x=1#f').with { [scheme, authority, port, path, query, fragment] }

new URL('https://host/a').toString() + new URI('a/b')

[new URL('http://a/b') == new URL('http://a/b'), 'https://x'.toURL().protocol]

new URI('a b')

UUID.fromString('nope')

UUID.randomUUID().toString() ==~ /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

new BigInteger(1, [1, 0] as byte[])

java.text.Normalizer.name

Math.floorMod(-1, 3) + Math.max(1, 2L) + Math.abs(-2.5f)

new Date(0).format("yyyy-MM-dd'T'HH:mm'Z'")

Calendar.instance.get(Calendar.YEAR) > 2000

def d = new Date(0); d.time = 5; d.time

[new Date(0), new Date(5), new Date(3)].max().time

[new Date(5), new Date(3)].sort()*.time

"${new Date(0)}".toString()

new Date(0).equals(new Date(0)) && new Date(0).hashCode() == new Date(0).hashCode()

new Date(0) + 7 > new Date(0)

(new Date(86400000) - new Date(0)) + 1
