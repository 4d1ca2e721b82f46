import groovy.json.*
new JsonSlurper().parseText('{"a": 1, "b": [true, null, 1.5, "x"], "c": {"d": {}}}')

import groovy.json.*
new JsonSlurper().parseText('{"a": 1}').a + 1

import groovy.json.*
new JsonSlurperClassic().parseText('{"b": 1, "a": 2}')

import groovy.json.*
new JsonSlurperClassic().parseText('{"b": 1, "a": 2}').getClass().name

import groovy.json.*
new JsonSlurper().parseText('[1, 2, 3]').sum()

import groovy.json.*
new JsonSlurper().parseText('[1]').getClass().name

import groovy.json.*
def j = new JsonSlurperClassic().parseText('{"i": 1, "l": 12345678901, "d": 1.5, "e": 1e3, "s": "x", "b": false}'); j.collect { k, v -> "$k:${v.getClass().simpleName}" }

import groovy.json.*
new JsonSlurper().parseText('"x"')

import groovy.json.*
new JsonSlurper().parseText('"a\\n\\u0041\\"\\/"')

import groovy.json.*
new JsonSlurper().parseText('')

import groovy.json.*
new JsonSlurper().parseText('{"a": }')

import groovy.json.*
new JsonSlurper().parseText('{a: 1}')

import groovy.json.*
new JsonSlurper().parseText('{"a": 1')

import groovy.json.*
new JsonSlurper().parseText('[1, 2')

import groovy.json.*
new JsonSlurper().parseText('nope')

import groovy.json.*
new JsonSlurperClassic().parseText('{"a": }')

import groovy.json.*
new JsonSlurper().parseText(null)

import groovy.json.*
JsonOutput.toJson([a: 1, b: [1, 2.50, true, null, 'x"y\n'], c: [:]])

import groovy.json.*
JsonOutput.toJson('é/ü<>&\\ \t')

import groovy.json.*
JsonOutput.toJson([]) + JsonOutput.toJson([:]) + JsonOutput.toJson(null) + JsonOutput.toJson(1) + JsonOutput.toJson(true) + JsonOutput.toJson(1.5d)

import groovy.json.*
JsonOutput.toJson("gs${1}") + JsonOutput.toJson(["k${1}": "v${2}"])

import groovy.json.*
JsonOutput.toJson([1: 'a'])

import groovy.json.*
JsonOutput.toJson('a' as char)

import groovy.json.*
JsonOutput.toJson(new Date(0))

import groovy.json.*
JsonOutput.toJson([a: 1..3, b: ['x', 'y'] as Set, c: [1, 2] as int[]])

import groovy.json.*
JsonOutput.toJson([(null): 1])

import groovy.json.*
JsonOutput.toJson(0d / 0)

import groovy.json.*
JsonOutput.toJson(UUID.fromString('123e4567-e89b-12d3-a456-426614174000'))

import groovy.json.*
JsonOutput.toJson(new URL('http://a/b'))

import groovy.json.*
JsonOutput.prettyPrint('{"a":1,"b":[1,2,{"c":[]}],"d":{},"e":"x\\"y","f":null,"g":1.50}')

import groovy.json.*
JsonOutput.prettyPrint(JsonOutput.toJson([name: 'app', tags: ['a', 'b'], nested: [x: [y: true]]]))

import groovy.json.*
JsonOutput.prettyPrint('[1,[2,[3]]]')

import groovy.json.*
JsonOutput.prettyPrint('{"a":[{"b":1},{"c":2}]}')

import groovy.json.*
JsonOutput.prettyPrint('{"u":"\\u00e9 \\/ é"}')

import groovy.json.*
new JsonBuilder([a: 1, b: [2, 3]]).toString()

import groovy.json.*
new JsonBuilder([a: 1, b: [2, 3]]).toPrettyString()

import groovy.json.*
def b = new JsonBuilder(); b { name 'x'; list 1, 2; nested { deep true } }; b.toString()

import groovy.json.*
def b = new JsonBuilder(); b.root { a 1 }; b.toString()

import groovy.json.*
def b = new JsonBuilder(); b(a: 1, b: 2); b.toString()

import groovy.json.*
new JsonSlurper().parseText('{"a":{"b":[{"c":"deep"}]}}').a.b[0].c

import groovy.json.*
new JsonSlurper().parseText('{"a":{"b":[{"c":1},{"c":2}]}}').a.b*.c

import groovy.json.*
new JsonSlurper().parseText('{"a":1}').missing

import groovy.json.*
def j = new JsonSlurperClassic().parseText('{"a":1}'); j.b = 2; JsonOutput.toJson(j)

import groovy.json.*
new JsonSlurper().parseText('{"z":1,"y":2,"x":3}').keySet().join(',')

import groovy.json.*
new JsonSlurperClassic().parseText('{"z":1,"y":2,"x":3}').keySet().join(',')

import groovy.json.*
new JsonSlurper().parse('{"a":[1]}'.bytes).a

import groovy.json.*
new JsonSlurper().parse(new StringReader('{"a":2}')).a

import groovy.json.*
JsonOutput.toJson([a: new BigDecimal('1.10'), b: 1e10, c: 123456789012345678901, d: 1.0E-7])

import groovy.json.*
enum Co { RED, BLUE }
JsonOutput.toJson([Co.RED, Co.BLUE])

import groovy.json.*
JsonOutput.toJson { a 1 }

import groovy.json.*
JsonOutput.toJson([a: { b 1 }])

import groovy.json.*
new JsonSlurper().parseText('[1.0, 1e2, -5, 0.1e-2, 9999999999]')

import groovy.json.*
new JsonSlurper().parseText('  {"a" : "b" }  ')

import groovy.json.*
new JsonSlurper().parseText('{"a":1}').a.class.name

import groovy.json.*
JsonOutput.unescaped('{"x":1}').toString()
