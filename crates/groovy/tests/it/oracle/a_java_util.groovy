Collections.emptyList()

Collections.max([1,3,2])

Collections.nCopies(3,'x')

Collections.frequency([1,1],1)

def l=[1,2,3]; Collections.reverse(l); l

def l=[3,2,1]; Collections.sort(l); l

def l=[1,2,3]; Collections.swap(l,0,2); l

Collections.unmodifiableList([1]).add(2)

Arrays.asList(1,2,3)

Arrays.asList([1,2] as Object[])

Arrays.toString([1,2] as int[])

Arrays.sort([2,1] as int[])

new LinkedList([1,2]).push(3)

def l=new LinkedList([1,2]); l.push(3); l.pop(); l.addFirst(9); l

def l=new LinkedList([1,2]); [l.poll(), l.peek(), l.pollLast(), l.poll()]

new Stack().with{ push(1); push(2); [pop(), peek(), empty(), it] }

new ArrayDeque([1,2]).pop()
