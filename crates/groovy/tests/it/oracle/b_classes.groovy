[1.class.name, 1L.class.name, 'a'.class.name, "${1}".class.name, [].class.name, [:].class.name, 1.5.class.name, true.class.name, (1..2).class.name]

[String.name, String.simpleName, String.class.name, Integer.simpleName, Map.name, List.simpleName]

String.toString() + ' ' + List.toString()

[Integer.superclass.name, String.superclass.name, ArrayList.superclass.name]

Number.isInstance(5) && !String.isInstance(5) && Number.isAssignableFrom(Integer) && !Integer.isAssignableFrom(Number)

String == 'a'.class && 'a'.getClass() == String && [].getClass() != List

5 instanceof Number && 'a' instanceof CharSequence && [] instanceof Collection && [:] instanceof Map && 5 instanceof Comparable

String.newInstance('x')

Class.forName('java.lang.String').simpleName

class A { } ; class B extends A { } ; [new B().class.name, B.superclass.simpleName, new B() in A, B.isInstance(new A())]

[Date.simpleName, Date.name, BigDecimal.name, UUID.simpleName]

java.util.regex.Pattern.simpleName

def c = String; c.name

Integer.class.getName() + Integer.getName()

switch ('x') { case Integer: 'int'; break; case String: 'string'; break }

[1, 'a', 2.5, null, true].findAll { it instanceof Number }

[1, 'a', 2.5].grep(Number)

(5 as String).class.simpleName + ('5' as int).class.simpleName + (5 as BigDecimal).class.simpleName + ('1.5' as double).class.simpleName

5.asType(String) + '7'.asType(Integer)

enum Color { RED, GREEN }
[Color.RED.class.name, Color.RED.name(), Color.GREEN.ordinal(), Color.valueOf('RED') == Color.RED]
