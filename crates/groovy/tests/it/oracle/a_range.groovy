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
