([1,2,3] as int[]).sum()

([1,2,3] as String[]).collect{it+'x'}

('a,b'.split(',')) + 'c'

('a,b'.split(','))[5]

def a=[1,2] as int[]; a[5]=1

([] as Set).first()
