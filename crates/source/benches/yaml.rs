//! How fast YAML is read: bytes per second of a definition with thousands of jobs.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_source::Files;
use maillon_source::yaml;

fn definition(jobs: usize) -> String {
    let mut text =
        "stages: [build, test]\n.base: &base\n  image: debian:12\n  retry: 2\n".to_owned();
    for job in 0..jobs {
        let written = write!(
            text,
            "\n# Job {job}\ntest {job}:\n  <<: *base\n  stage: test\n  needs: [\"build {job}\", {{job: lint, optional: true}}]\n  \
             rules:\n    - if: $CI_COMMIT_BRANCH == \"main\" && $DEPLOY != 'no'\n      when: manual\n  \
             script:\n    - echo \"job {job}\"\n    - |\n      set -e\n      make test TARGET={job}\n"
        );
        written.unwrap_or_default();
    }
    text
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("yaml");
    for jobs in [500, 5_000, 50_000] {
        let text = definition(jobs);
        group
            .throughput(Throughput::Bytes(text.len() as u64))
            .sample_size(10);
        group.bench_with_input(BenchmarkId::new("jobs", jobs), &text, |bencher, text| {
            bencher.iter(|| {
                let mut files = Files::default();
                let file = files.add("bench.yml", text.as_str());
                black_box(yaml::parse(&mut files, file))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
