def sb = new StringBuilder(); sb.append('a').append(1).append(null).append(1.5).append(true); sb.toString()

def sb = new StringBuilder('abc'); sb << 'd' << 1; "$sb"

def sb = new StringBuilder('abc'); sb.insert(0, 'x').reverse().toString()

def sb = new StringBuilder('abc'); sb.deleteCharAt(1).toString() + sb.length()

def sb = new StringBuilder('abc'); sb.delete(0, 2).toString()

def sb = new StringBuilder('abcd'); sb.replace(1, 3, 'XY').toString()

def sb = new StringBuilder('abc'); sb[0] + sb.charAt(1) + sb.indexOf('c')

def sb = new StringBuilder('abc'); sb[1..2] = 'Z'; sb.toString()

def sb = new StringBuilder(); sb ? 1 : 0

new StringBuilder('a') + 'b'

new StringBuilder('abc').size()

def w = new StringWriter(); w.write('a'); w << 'b' << 1; w.append('c'); w.toString()

def w = new StringWriter(); def p = new PrintWriter(w); p.println('x'); p.print('y'); p.flush(); w.toString()

def w = new StringWriter(); w.withWriter { it << 'x' }; w.toString()

def sb = new StringBuffer(); 3.times { sb << it }; sb.toString()

def sb = '' << 'x'; sb << 'y'; sb.class.simpleName + sb

new StringBuilder('abc').insert(9, 'x')

new StringBuilder('abc').deleteCharAt(9)

new StringBuilder('  a ').toString().trim()

new StringBuilder('abc').toString() == 'abc'

new StringBuilder('a').equals(new StringBuilder('a'))

new StringBuilder('hello world').capitalize()

def sb = new StringBuilder(); sb.append('abc', 1, 2); sb.toString()

new StringBuilder('ab').each { print it }; ''

def s = ''; s += 'a'; s += 1; s

new StringReader('a\nb').readLines()

new StringReader('a\nb').text

def r = []; new StringReader('a\nb').eachLine { r << it }; r

new StringJoiner(', ', '[', ']').add('a').add('b').toString()

new StringTokenizer('a b c').collect { it }

new Scanner('1 b').nextInt()
