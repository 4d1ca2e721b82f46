// exit: 0
// status: success
// log: (?s)stage a.*stage b.*stage c
// log: with retries: 2
// log: config: \[name:shop, deploy:\[env:prod, steps:\[one, two\]\]\]
// log: timed build took \d+ ms
// log: each with index: 0a 1b
// stage: timed build=success
class Config {
  Map values = [:]
  def methodMissing(String name, args) {
    if (args && args[0] instanceof Closure) {
      def inner = new Config()
      Closure body = args[0].clone()
      body.delegate = inner
      body.resolveStrategy = Closure.DELEGATE_FIRST
      body()
      values[name] = inner.values
    } else {
      values[name] = args.size() == 1 ? args[0] : args as List
    }
  }
}

def config(@DelegatesTo(Config) Closure body) {
  def c = new Config()
  body.delegate = c
  body.resolveStrategy = Closure.DELEGATE_FIRST
  body()
  c.values
}

def withRetries(int n = 3, Closure body) {
  int used = 0
  retry(n) { used++; body(used) }
  echo "with retries: ${used}"
}

def timedStage(String name, Closure body) {
  stage(name) {
    def start = System.currentTimeMillis()
    try {
      return body()
    } finally {
      echo "${name} took ${System.currentTimeMillis() - start} ms"
    }
  }
}

def c = config {
  name 'shop'
  deploy {
    env 'prod'
    steps 'one', 'two'
  }
}
echo "config: ${c}"
node {
  ['a', 'b', 'c'].each { n -> stage("stage ${n}") { echo "stage ${n}" } }
  withRetries { attempt -> if (attempt < 2) error('again') }
  def x = timedStage('timed build') { sh(script: 'echo 42', returnStdout: true).trim() as int }
  assert x == 42
  def out = []
  ['a', 'b'].eachWithIndex { s, i -> out << "${i}${s}" }
  echo "each with index: ${out.join(' ')}"
  def (a, b) = [1, 2].collect { it * 10 }
  assert [a, b] == [10, 20]
  String multi = [
      "first",
      "second" +
          " and more",
  ].join(',')
  assert multi == 'first,second and more'
  def map = [
      'key with space': 1,
      (c.name)        : 2,
      "gstring-${a}"  : 3,
  ]
  assert map.shop == 2 && map["gstring-10"] == null || map.size() == 3
}
