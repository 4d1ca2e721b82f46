([1,2,3] as int[]).sum()

([1,2,3] as int[]) + 4

([1,2,3] as String[]).collect{it+'x'}

([1,2,3] as String[]).class

('a,b'.split(',')).class

('a,b'.split(',')) + 'c'

('a,b'.split(','))[5]

def a=[1,2] as int[]; a[5]=1

([] as Set).first()
