['b','a','c'].toSet()

['zeta','alpha','beta','gamma'] as HashSet

['zeta','alpha','beta','gamma'] as Set

['zeta','alpha','beta','gamma'] as TreeSet

[3,1,2] as SortedSet

[1,2,3].toSet().class

[a:1,b:2].entrySet().toList()

[a:1,b:2].keySet()

def m=[a:1,b:2]; m.keySet().removeAll(['a']); m

[1,2] as Set == [2,1] as Set

([1,2] as Set) + 2 + 3

([1,2] as Set) - 2

([1,2] as Set) << 5

([1,2] as Set).collect{it}.class

([1,2] as Set).findAll{it>1}.class

([2,1] as Set).sort().class

([1,2] as Set)[0]

([1,2] as Set).first()
