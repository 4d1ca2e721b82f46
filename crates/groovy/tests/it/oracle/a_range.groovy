'abcd'[1..<-1]

(1..<-1).toList()

(1..<-1)

(1..<1)

(0..<3)

(3..1)

(1..3).reverse()

(1..10).step(3)

(10..1).step(3)

(1..3).from + (1..3).to

(1..3).contains(2)

(1..3).containsWithinBounds(2)

(1..3).isReverse()

(1.0..3.0).toList()

(1.5..3.0).toList()

('a'..'e').toList()

('aa'..'ac').toList()

('e'..'a').toList()

(1..3)[1]

(1..3)[-1]

(1..3)[7]

(1..3).get(7)

(1..3) + 4

(1..3).size()

(1..3) == [1,2,3]

(1..3).add(4)

(1..5)[1..2]

(1..3) as List

2 in (1..3)

(1..3).toString()

('a'..'c').toString()

(1L..3L).class

(1L..3L).toList()

[(1..2000000000).size(), (0..<0).isEmpty(), (0..<0) ? 1 : 2, (5..1).size()]

(1..5).sum() + (1..5).max() + (1..5).min()

(1..5).findAll { it % 2 }.collect { it * it }

(1..3).collectEntries { ["k$it".toString(), it] }

(0..10).step(5).toList()

('a'..'d').collect { it * 2 }

(1..3).each { print it }

(1..6).collate(4)

(1..3).inject { a, b -> a - b }

[10, 20, 30, 40][(0..2).step(2)]

def (a, b) = 1..2
[a, b]

(1..4).toList().reverse().take(2)

3 in 1..5 && !(6 in 1..5) && 'b' in 'a'..'c'

(1..5).any { it > 4 } && (1..5).every { it > 0 }

switch (42) { case 0..9: 'digit'; break; case 10..99: 'two'; break; default: 'many' }

(1..3).plus(4) + ((1..3) - 2) + (1..2) * 2

(1..3).contains(2.0) || (1..3).contains('2')

(1..3).first() + (1..3).last() + (1..3).head()

(1..4).grep { it > 2 }

(1..3).groupBy { it % 2 == 0 ? 'even' : 'odd' }

(1..3).join('-') + (1..3).toList().toString()

(3..1).collect { it }

(-2..2).collect { it }

(1..3).withIndex().collect { v, i -> v * i }

(1..3).iterator().next()
