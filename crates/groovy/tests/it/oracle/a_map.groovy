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
