[a:1,b:2].max{it.value}

[a:1,b:2].min{a,b->a.value<=>b.value}

[b:2,a:1].sort()

[b:2,a:1].sort{it.value}

[b:2,a:1].sort{x,y->x.value<=>y.value}

[b:2,a:1].sort{it.value}.class

[b:2,a:1].toSorted()

[b:2,a:1].sort().getClass()

[3,1,2].sort{a,b->b<=>a}

[3,1,2].sort{-it}

['bb','a'].sort{it.size()}

def l=[3,1,2]; l.sort(false); l

def l=[3,1,2]; l.sort(); l

def l=[3,1,2]; [l.toSorted(), l]

['b','A','c'].sort()

['b','A','c'].sort{it.toLowerCase()}

[1,2,3].max{-it}

[[1,2],[0,5]].max{a,b->a[1]<=>b[1]}

['a','bbb','cc'].max{it.size()}
