[1,2,3,4][1..<-1]

[1,2,3,4][0..<0]

[1,2,3,4][-1..0]

[1,2,3,4][-3..-2]

[1,2,3,4][3..<1]

[1,2,3].equals([1,2,3L])

[1,2,3] == [1,2,3L]

[1,2,1L].unique()

[1L].contains(1)

[1,2,3] - [2L]

[[1,2],[3,4]].combinations()

[[1,2],[3,4]].transpose()

[1,2,3].collate(2)

[1,2,3].collate(2, false)

[1,2,3,4,5].collate(3,1)

[1,2].collate(0)

[1,2].collectEntries{[it, it*2]}

[1,2].collectEntries{[(it): it*2]}

[[1,2],[3,4]].collectEntries()

new HashMap([zeta:1,alpha:2,beta:3])

[1,2]+[3]+4

[1,2]+null

[1,[2,[3,4]]].flatten()

[1,2]*2

[1,2,3].push(4)

[1,2,3].intersect([3,2L])

[1,2,3].indexed()

['a','b'].withIndex()

['a','b'].withIndex(5)

[5,3,8].withIndex().collect{ x, i -> x*i }

[1,2,3,4].split{it%2==0}

[1,2,3,4].groupBy({it%2},{it>2})

[1,2,3].countBy{it%2}

[1,'a',null,[b:'c']].toString()

[1,'a',null,"x${1}"].toListString()

[1,2].hashCode()

'hello'.hashCode()

[1,2,3].iterator().collect{it*2}

[1,2,3].sum{it*2.5}

['a','b'].sum()

[[1],[2]].sum()

[1,2].sum(10)

[].sum(0)

[1,2,3].multiply(2)

[1,2,3].head()

[1,2,3].asImmutable().class.simpleName

['a','bbb','cc']*.size()

[1,2,3].inject('x'){a,b->a+b}

[1,2,3,4].findIndexValues{it%2==0}

[1,2,3].findLastIndexOf{it<3}

['a1','b2'].grep(~/a.*/)

[1,'a',2].grep(Integer)

[1,2,3].grep([1,3])

[0,1,null,'',[]].grep()

[0,1,null,'',[]].findAll()

[1,2,3].any()

[0].every()

[[1,2],[3]].collectNested{it*2}

[1,2].collectMany{[it,it*10]}

['x','y'].join(',')

[1,null,'a'].join('-')

[1,2].join()

[1,2,3].tail() + [1,2,3].init()

[1,2,3].swap(0,2)

[1,2,3].reverse()

def a=new String[2]; a[0]='x'; a

[1,2,3].dropRight(1) + [1,2,3].takeRight(1)

[1,2,3,4].takeWhile{it<3} + [1,2,3].dropWhile{it<3}

[[1,2],[3]].eachCombination{ print it }

[[1,2],[3]].combinations{ x,y -> x+y }

[1,2].getAt([0,0])

[1,2,3].getIndices()

[1,2,3].containsAll([1,2])

[1,2,3].disjoint([4])

[1,2,3].indexOf(2)

[1,2,2].lastIndexOf(2)

[1,2,2].count(2)

[1,2,2].count{it>1}

[1,2] <=> [1,3]

[1,2].is([1,2])

[1,2].equals([1,2])
