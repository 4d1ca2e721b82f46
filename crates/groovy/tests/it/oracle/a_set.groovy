['b','a','c'].toSet()

['zeta','alpha','beta','gamma'] as HashSet

['zeta','alpha','beta','gamma'] as Set

['zeta','alpha','beta','gamma'] as TreeSet

[3,1,2] as SortedSet

[1,2,3].toSet().class

[a:1,b:2].entrySet().toList()

[a:1,b:2].keySet()

[1,2] as Set == [2,1] as Set

([1,2] as Set) + 2 + 3

([1,2] as Set) - 2

([1,2] as Set) << 5

([1,2] as Set).collect{it}.class

([1,2] as Set).findAll{it>1}.class

([2,1] as Set).sort().class

([1,2] as Set)[0]

([1,2] as Set).first()

['zeta','alpha','beta','gamma'].toSet()

new HashSet(['zeta','alpha','beta','gamma'])

(1..13).collect{"k$it".toString()}.toSet()

new HashSet((1..13).collect{"k$it".toString()})

def m = new HashMap()
['one','two','three','four','five'].each{ m[it]=it.size() }
m

def s = new HashSet()
['one','two','three','four','five'].each{ s << it }
s

[3,1,2].permutations()

[1,2,3].subsequences()

['a','b','c'].subsequences()

[5,100,17,33].toSet()

[1.5,2.5,'x',null,true,10L].toSet()
