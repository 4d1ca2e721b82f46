//! How long a plan of a large matrix takes.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_github::{Labels, LoadRequest, Loaded, load};
use maillon_model::trigger::{Commit, ForgeEvent, GitRef, Project, TriggerEvent, User};
use maillon_model::{Timestamp, Trigger};
use maillon_source::MemorySource;

const FILE: &str = ".github/workflows/ci.yml";

/// A workflow whose matrix has `size` times `size` cells, with a job that needs them all.
fn workflow(size: usize) -> String {
    let axis: Vec<String> = (0..size).map(|value| value.to_string()).collect();
    let axis = axis.join(", ");
    format!(
        "on: push\nenv: {{LEVEL: info}}\njobs:\n  test:\n    name: Test ${{{{ matrix.a }}}} ${{{{ matrix.b }}}}\n    \
         if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    \
         strategy:\n      matrix:\n        a: [{axis}]\n        b: [{axis}]\n        include: [{{a: 1, extra: x}}]\n    \
         steps:\n      - uses: actions/checkout@v4\n      - run: make test A=${{{{ matrix.a }}}}\n      - run: make pack\n  \
         last:\n    needs: test\n    runs-on: ubuntu-latest\n    steps: [{{run: ls}}]\n"
    )
}

fn trigger() -> Trigger {
    Trigger {
        environment: BTreeMap::new(),
        forge: Some(ForgeEvent {
            name: "push".to_owned(),
            payload: None,
        }),
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit::default(),
        project: Project::default(),
        user: User::default(),
        variables: Vec::new(),
        inputs: BTreeMap::new(),
        created_at: Timestamp(0),
        number: 1,
        lineage: Vec::new(),
        site: None,
        definition: FILE.to_owned(),
    }
}

fn plan(source: &MemorySource, trigger: &Trigger) -> Loaded {
    load(&LoadRequest {
        filters: maillon_github::Filters::Apply,
        source,
        files: &[FILE.to_owned()],
        trigger,
        labels: &Labels::default(),
        explain: None,
    })
}

fn plans(criterion: &mut Criterion) {
    let trigger = trigger();
    let mut group = criterion.benchmark_group("plan");
    group.sample_size(20);
    for size in [4, 16] {
        let cells = size * size;
        let source = MemorySource::new([(FILE, workflow(size))]);
        let made = plan(&source, &trigger).pipeline;
        assert_eq!(made.map_or(0, |pipeline| pipeline.jobs.len()), cells + 1);
        group.throughput(Throughput::Elements(cells as u64));
        group.bench_function(BenchmarkId::from_parameter(cells), |bencher| {
            bencher.iter(|| black_box(plan(&source, &trigger)));
        });
    }
    group.finish();
}

criterion_group!(benches, plans);
criterion_main!(benches);
