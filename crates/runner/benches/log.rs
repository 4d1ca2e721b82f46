//! Lines per second through the redactor.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maillon_runner::redact::{Redactor, Secrets};

const LINE: &str = "2026-01-01T00:00:00Z INFO server: handled GET /api/v1/items/42 in 13 ms\n";

fn redact(criterion: &mut Criterion) {
    let text = LINE.repeat(10_000);
    let mut group = criterion.benchmark_group("redact 10,000 lines");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for (name, secrets) in [
        ("no secret", &[][..]),
        (
            "three secrets",
            &[
                "glpat-0123456789abcdef",
                "hunter2hunter2",
                "correct horse battery staple",
            ],
        ),
    ] {
        let secrets = Arc::new(Secrets::new(secrets.iter().copied()));
        group.bench_function(name, |bencher| {
            let mut out = Vec::with_capacity(text.len());
            bencher.iter(|| {
                let mut redactor = Redactor::new(Arc::clone(&secrets));
                out.clear();
                for piece in text.as_bytes().chunks(16 << 10) {
                    redactor.push(piece, &mut out);
                }
                redactor.finish(&mut out);
                black_box(out.len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, redact);
criterion_main!(benches);
