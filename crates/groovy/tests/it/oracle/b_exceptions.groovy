try { throw new IllegalArgumentException('bad') } catch (RuntimeException e) { "${e.class.simpleName}: ${e.message}".toString() }

try { throw new Exception('outer', new RuntimeException('inner')) } catch (e) { [e.message, e.cause.message, e.cause.class.name] }

try { throw new Exception(new RuntimeException('inner')) } catch (e) { e.message }

try { throw new Exception() } catch (e) { [e.message, e.toString(), e.localizedMessage] }

new IllegalStateException('x').toString()

try { 'x' as Integer } catch (NumberFormatException | ArithmeticException e) { e.message }

try { Integer.parseInt('x') } catch (IllegalArgumentException e) { e.class.name }

try { null.foo() } catch (NullPointerException e) { e.message }

try { null.foo } catch (NullPointerException e) { e.message }

try { [1][5].foo() } catch (NullPointerException e) { e.message }

try { 'a'.foo() } catch (MissingMethodException e) { [e.method, e.message.readLines()[0]] }

try { 'a'.foo } catch (MissingPropertyException e) { [e.property, e.message] }

try { foo } catch (MissingPropertyException e) { e.property }

try { (Integer) 'x' } catch (ClassCastException e) { e.class.simpleName + ': ' + e.message }

try { [] as Integer } catch (e) { e.class.name }

try { assert 1 == 2 : 'not equal' } catch (AssertionError e) { e.message }

try { throw new Error('e') } catch (Exception e) { 'exception' } catch (Throwable t) { 'throwable ' + t.message }

try { try { throw new Exception('a') } finally { println 'finally' } } catch (e) { e.message }

def f() { try { return 'try' } finally { println 'finally' } }
f()

def f() { try { throw new Exception('a') } catch (e) { return 'catch' } finally { println 'finally' } }
f()

class MyException extends RuntimeException { int code; MyException(String m, int code) { super(m); this.code = code } }
try { throw new MyException('boom', 7) } catch (MyException e) { [e.message, e.code, e.class.name, e instanceof RuntimeException] }

class MyException extends Exception { MyException(String m, Throwable c) { super(m, c) } }
try { throw new MyException('boom', new IOException('io')) } catch (e) { [e.message, e.cause.message, e.cause.class.name] }

class Custom extends Exception { String getMessage() { 'custom' } }
try { throw new Custom() } catch (e) { [e.message, e.toString()] }

new Exception('x') instanceof Throwable && new FileNotFoundException('f') instanceof IOException

[new Exception('a').suppressed.length, new Exception('a').stackTrace.length > 0]

def e = new RuntimeException('a'); e.initCause(new Exception('b')); e.cause.message

try { 1 / 0 } catch (ArithmeticException e) { e.message }

try { 1.intdiv(0) } catch (ArithmeticException e) { e.message }

try { [1, 2].get(5) } catch (IndexOutOfBoundsException e) { e.class.name }

try { throw new groovy.json.JsonException('j') } catch (RuntimeException e) { e.class.name }

try { throw new java.util.concurrent.TimeoutException('t') } catch (Exception e) { e.toString() }

throw new IllegalStateException('uncaught')

throw new Exception('with cause', new RuntimeException('c'))

def w = new StringWriter(); new RuntimeException('traced').printStackTrace(new PrintWriter(w)); w.toString().readLines()[0]

try { Class.forName('no.Such') } catch (ClassNotFoundException e) { e.message }

try { [1, 2].asImmutable() << 3 } catch (UnsupportedOperationException e) { 'unsupported' }

try { 'abc'.substring(9) } catch (StringIndexOutOfBoundsException e) { e.message }

try { throw null } catch (e) { e.class.simpleName }

try { new URL('x') } catch (MalformedURLException e) { e.message }

try { def x = [a: 1]; x.b.c } catch (NullPointerException e) { e.message }
