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

([1, 2] as LinkedList).getFirst()

([1, 2] as ArrayList).class.simpleName

([b: 1, a: 2] as TreeMap)

(['1', '2'] as Integer[]).toList()

([1, 2] as Iterable)

(['a', 'b'] as LinkedHashSet)

([1, 2] as int[]).length

def x = (1..3) as int[]
x.length

def l = [3, 1] as TreeSet
l.class.simpleName

Collections.singletonList(1) + Collections.emptyList() + Collections.singleton(2)

Collections.emptyMap().size() + Collections.EMPTY_LIST.size()

Objects.equals(1, 1) && !Objects.equals(1, null) && Objects.isNull(null)

Objects.requireNonNull(null, 'must be')

Arrays.asList('a', 'b').join(',') + Arrays.toString([1, 2] as Object[]) + Arrays.equals([1] as int[], [1] as int[])

Arrays.copyOf([1, 2, 3] as int[], 2).toList() + Arrays.copyOfRange([1, 2, 3] as int[], 1, 3).toList()

new AbstractMap.SimpleEntry('k', 'v').key

def it = [a: 1].entrySet().iterator()
it.next().setValue(5)

def e = [a: 1].entrySet().first()
[e.key, e.value, e.getKey(), e.getValue(), e.toString()]

def q = new LinkedList()
q.offer(1); q.add(2); q.addFirst(0); q.addLast(3)
[q.peek(), q.poll(), q.removeLast(), q, q.first, q.last]

def v = new Vector([1, 2])
v.size()

def p = new Properties()
p.setProperty('a', '1')
[p.getProperty('a'), p.getProperty('b', 'dflt'), p.a]

def m = new java.util.concurrent.ConcurrentHashMap()
m.a = 1
m.putIfAbsent('a', 2)
m

def l = new java.util.concurrent.CopyOnWriteArrayList([1])
l << 2
l

def ai = new java.util.concurrent.atomic.AtomicInteger(0)
[1, 2].each { ai.incrementAndGet() }
ai.get()

def l = [1, 2, 3].asSynchronized()
l << 4

def (a, b) = [1, 2] as Set
a + b

def a = new java.util.concurrent.atomic.AtomicInteger(5)
[a.addAndGet(2), a.getAndIncrement(), a.get(), a.compareAndSet(8, 1), "$a".toString()]

def b = new java.util.concurrent.atomic.AtomicBoolean()
b.set(true)
[b.get(), b.getAndSet(false), b.get()]
