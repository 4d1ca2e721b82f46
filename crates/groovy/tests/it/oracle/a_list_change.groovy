def l=[1,2,3]; l.push(4); l

def l=[1,2,3]; [l.pop(), l]

def l=[1,2,3]; l.putAt(5,9); l

def l=[1,2,3]; l[-1]=9; l

def l=[1,2,3]; l[-4]=9; l

def l=[1,2,3]; l[0..1]=[7,8,9]; l

def l=[1,2,3]; l[0..1]=5; l

def l=[1,2,3]; l[1..<1]=5; l

def l=[1,2,3]; l[[0,2]]=[7,8]; l

def l=[1,2,3]; l.add(1,9); l

def l=[1,2,3]; l.add(7,9); l

def l=[1,2,3]; l.remove(7)

def l=[1,2,3]; l.remove(0)

def l=['a']; l.remove('a')

def l=[1,2,3]; l.removeAll{it>1}; l

def l=[1,2,3]; l.retainAll{it>1}; l

def l=[1,2,3]; l.removeAll([1]); l

def l=[1,2,3]; l.removeIf{it>1}; l

def l=[1,2,3]; l.set(0,5)

def l=[1,2,3]; l << 4 << 5

def l=[1,2,3]; l.addAll(0,[8,9]); l

def l=[1,2,3]; l.subList(1,3)

def l=[1,2,3]; def i=l.iterator(); while(i.hasNext()){ if(i.next()==2) i.remove() }; l

def l=[1,2,3]; l.reverse(true); l
