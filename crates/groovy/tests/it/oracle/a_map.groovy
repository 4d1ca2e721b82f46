[a:1,b:2].collectEntries{k,v->[v,k]}

[a:[b:1]].flatten()

[a:1,b:2,c:1].groupBy{it.value}

[a:1,b:2,c:1].groupBy{k,v->v}

[a:1,b:2,c:1].countBy{k,v->v}

[a:1,b:2].groupEntriesBy{it.value}

[a:1,b:2].inject(0){acc,k,v->acc+v}

[a:1,b:2].inject(0){acc,e->acc+e.value}

[a:1,b:2].findAll{k,v->v>1}

[a:1,b:2].find{k,v->v>1}

[a:1,b:2].any{k,v->v>1}

[a:1,b:2].collect{k,v->"$k=$v"}

[a:1,b:2].collectMany{k,v->[k,v]}

[a:1,b:2].subMap(['a','z'])

[a:1,b:2].minus([a:1])

[a:1]-['a']

[a:1,b:2].intersect([a:1])

[a:1,b:2].take(1)

[a:1] << [b:2]

[a:1].leftShift(new MapEntry('z',1))

[a:1,b:2]*.key

[a:1,b:2].values()

[a:1,b:2].values().sum()

[a:1,b:2].get('c', 7)

[a:1,b:2].getOrDefault('c', 7)

def m=[a:1]; m.get('c', 7); m

[a:1].withDefault{it*2}.b

def m=[:].withDefault{[]}; m.x << 1; m

def m=[:].withDefault{[]}; m['x'] << 1; m

[a:1,b:2].findResults{k,v->v>1?k:null}

[a:1,b:2].findResult{k,v->v>1?k:null}

[a:1,b:2].eachWithIndex{k,v,i->print "$k$v$i "}

[a:1,b:2].eachWithIndex{e,i->print "$e$i "}

[a:1,b:2].reverseEach{k,v->print "$k$v "}

[a:1,b:2].count{k,v->v>1}

[a:1,b:2].every{k,v->v>1}

[a:1,b:2].putAll([c:3])

def m=[a:1,b:2]; m.remove('a')

def m=[a:1,b:2]; m.putIfAbsent('a',2)

def m=[a:1,b:2]; m.computeIfAbsent('c'){5}; m

def m=[a:1,b:2]; m.merge('a',5){x,y->x+y}; m

def m=[a:1,b:2]; m.each{it.value=9}; m

[a:1].containsKey('a')

[a:1].containsValue(1)

[a:1].spread()

[a:1,b:null].toMapString()

[a:1,'b c':'x',1:[2,'y']].inspect()

[a:1,'b c':'x',1:[2,'y']].toString()

[a:1].toString() + [:].toString()

[:].inspect()

[a:1].iterator().next().key

['a':1].hashCode()

[a:1].equals([a:1L])

[a:1] == [a:1L]

def m = [a: 1, b: 2, c: 3]
m.keySet().removeAll(['a'])
m.values().removeAll { it == 3 }
m

def m = [a: 1, b: 2, c: 3]
m.keySet().retainAll(['a', 'b'])
m.entrySet().removeIf { it.value == 1 }
m

def m = [a: 1, b: 2, c: 3]
m.values().remove(2)
m.keySet().clear()
m

def m = [b: 3, a: 1]
[m.values().sort(), m.keySet().sort(), m]

def m = [a: 1]
try { m.keySet() << 'x' } catch (UnsupportedOperationException e) { 'no' }

def m = [a: 1, b: 2]
def i = m.entrySet().iterator()
while (i.hasNext()) { if (i.next().value == 1) i.remove() }
m

def m = [a: 1, b: 2]
m.entrySet().each { it.value *= 10 }
m

def m = [a: 1, b: 2]
m.each { k, v -> m[k] = v + 1 }
m

def m = [(1): 'i', (1L): 'l', '1': 's']
[m.size(), m[1], m[1L], m['1']]

def m = [:]
m[null] = 'n'
m[[1, 2]] = 'list'
[m[null], m[[1, 2]], m]

def m = [a: 1]
m.b.c

def m = [a: [1, 2, 3]]
m.a[1] + m['a'][-1] + m.a.size()

def m = [a: 1].asImmutable()
m.b = 2

[a: 1, b: 2].toString() + [a: 1, b: 2].size() + [a: 1].equals([a: 1])

def m = [z: 1, y: [x: 2]]
m.y.x += 5
m.y.w = [v: 1]
m

[a: 1].each { it }.getClass() == LinkedHashMap

def m = [a: 1, b: 2]
m.keySet().toList() + m.values().toList() + m.entrySet().collect { it.key }

[a: 3, b: 1].sort { it.value }*.key

[a: 3, b: 1, c: 2].sort { -it.value }.take(2)

[a: 3, b: 1].min { it.value }.value

[b: 1, a: 2].collect { it }.sort { it.key }*.value

[a: 1, b: 2] == [b: 2, a: 1]

[a: null].containsKey('a') && [a: null].a == null

[a: 1, b: 2, c: 3].drop(1)

[a: 1, b: 2, c: 3].takeWhile { k, v -> v < 3 }

[a: 1, b: 2, c: 3].dropWhile { it.value < 2 }

[a: 1].plus([b: 2]).plus(c: 3)

def m = [a: 1]
m.compute('a') { k, v -> v + 1 }
m.computeIfPresent('a') { k, v -> v * 10 }
m.computeIfAbsent('b') { it * 2 }
m

def m = [a: 1, b: 2]
m.replaceAll { k, v -> v * 2 }
m.replace('a', 0)
m.forEach { k, v -> print "$k$v" }
m

def m = [b: 1]
m.putIfAbsent('b', 5)
m.putIfAbsent('c', 6)
m

def m = [a: 1].withDefault { k -> k + '!' }
[m.x, m['y'], m.get('z'), m.a, m]

def m = [a: 1]
m.getClass().simpleName + m.getOrDefault('q', 5)

def m = [a: 1]
m << [b: 2] << [c: 3]
m += [d: 4]
m.size()

[a: 1].any { it.value > 0 } && [a: 1].every { k, v -> v > 0 } && [a: 1].count { k, v -> v > 0 } == 1

[[a: 1, b: 2], [a: 3]].collect { it.subMap(['a']) }

[a: 1, b: 2].inject('') { s, e -> s + e.key }
