//! How long loops take: 1,000,000 turns with a few operations are to stay under a second.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_groovy::{Code, Cx, Eval, Host, Limits, Program, Value, parse};

const TURNS: u64 = 100_000;

struct Nothing;

impl Host for Nothing {
    fn call(&self, _cx: &mut Cx, _name: &str, _args: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn get(&self, _cx: &mut Cx, _name: &str) -> Eval<Option<Value>> {
        Ok(None)
    }

    fn print(&self, _cx: &mut Cx, _text: &str) {}

    fn now(&self) -> i64 {
        0
    }

    fn random(&self) -> u64 {
        0
    }
}

/// Loops of each kind, with the number of turns left open.
const SCRIPTS: [(&str, &str); 9] = [
    (
        "for",
        "def n = 0; for (int i = 0; i < TURNS; i++) { if (i % 3 == 0) { n += i } else { n -= 1 } }; n",
    ),
    (
        "while",
        "def i = 0; def n = 0; while (i < TURNS) { n = n + i * 2; i++ }; n",
    ),
    (
        "typed",
        "long n = 0; for (int i = 0; i < TURNS; i++) { n += i % 7 }; n",
    ),
    ("times", "def n = 0; TURNS.times { n += it }; n"),
    (
        "each",
        "def m = [:]; (1..TURNS).each { m[it % 10] = \"v${it}\" }; m.size()",
    ),
    (
        "calls",
        "def twice(x) { x * 2 }\ndef n = 0; for (i in 1..TURNS) { n += twice(i) }; n",
    ),
    (
        "text",
        "def s = new StringBuilder(); for (i in 1..TURNS) { s << 'line ' << i << \"\\n\" }; s.length()",
    ),
    (
        "library",
        "def l = ['a', 'b']; def n = 0; for (i in 1..TURNS) { n += l.size() + l[0].length() }; n",
    ),
    (
        "properties",
        "class P { int x; int y }\ndef p = new P(x: 1, y: 2); for (i in 1..TURNS) { p.x = p.x + p.y }; p.x",
    ),
];

fn run(script: &str) -> bool {
    let parsed = parse(&Code::new("loop", script));
    let program = Program::new(Arc::new(Nothing), Limits::default());
    let mut cx = program.enter();
    let loaded = cx.load(&Arc::new(parsed.script), None);
    loaded.and_then(|loaded| cx.run(&loaded)).is_ok()
}

fn loops(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("loops");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(TURNS));
    for (name, script) in SCRIPTS {
        let script = script.replace("TURNS", &TURNS.to_string());
        assert!(run(&script), "{script}");
        group.bench_with_input(
            BenchmarkId::from_parameter(name),
            &script,
            |bench, script| {
                bench.iter(|| black_box(run(script)));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, loops);
criterion_main!(benches);
