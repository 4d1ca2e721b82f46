//! What stands in the picture: pipelines, and in each of them jobs and matrices in columns.

use std::collections::HashMap;

use maillon_protocol::api::{JobSummary, Run};

use crate::status::{Look, Status as _};

/// From so many copies on a matrix is one box.
const GROUP: usize = 4;

/// A pipeline: the run's own, or a child.
pub(super) struct Pipeline<'a> {
    /// The job that started it; None: the run's own.
    pub(super) parent: Option<&'a JobSummary>,
    pub(super) nodes: Vec<Node<'a>>,
    /// Names of the stages that have jobs, in their order; one without a name where there are no stages.
    pub(super) stages: Vec<&'a str>,
}

/// A box.
pub(super) struct Node<'a> {
    /// What it is called, without its parents.
    pub(super) label: &'a str,
    /// One job, or the copies of a matrix.
    pub(super) jobs: Vec<&'a JobSummary>,
    /// The place of its stage among the pipeline's.
    pub(super) stage: usize,
    /// The boxes that it needs.
    pub(super) needs: Vec<usize>,
    /// Whether it waits for all stages before.
    pub(super) waits: bool,
}

impl Node<'_> {
    pub(super) fn is_matrix(&self) -> bool {
        self.jobs.len() > 1
    }

    /// The look of the most pressing of its jobs.
    pub(super) fn look(&self) -> Look {
        let pressing = [
            "s-failed",
            "s-errored",
            "s-running",
            "s-manual",
            "s-unstable",
            "s-canceled",
            "s-waiting",
        ];
        let looks = || self.jobs.iter().map(|job| job.look());
        let found = pressing
            .iter()
            .find_map(|class| looks().find(|look| look.class == *class));
        found.or_else(|| looks().next()).unwrap_or(Look {
            class: "s-waiting",
            icon: "waiting",
            word: "Waiting",
        })
    }
}

/// The pipelines of a run, each child behind its parent.
pub(super) fn pipelines<'a>(run: &'a Run, open: &[String]) -> Vec<Pipeline<'a>> {
    let mut parents: Vec<Option<u32>> = Vec::new();
    for job in &run.jobs {
        if !parents.contains(&job.parent) {
            parents.push(job.parent);
        }
    }
    let of = |parent: Option<u32>| pipeline(run, parent, open);
    parents.into_iter().map(of).collect()
}

fn pipeline<'a>(run: &'a Run, parent: Option<u32>, open: &[String]) -> Pipeline<'a> {
    let jobs: Vec<&JobSummary> = run.jobs.iter().filter(|job| job.parent == parent).collect();
    let stages = stages(run, &jobs);
    let mut nodes = grouped(&jobs, &stages, open);
    connect(&mut nodes);
    Pipeline {
        parent: parent.and_then(|parent| run.jobs.iter().find(|job| job.id == parent)),
        nodes,
        stages,
    }
}

fn stages<'a>(run: &'a Run, jobs: &[&'a JobSummary]) -> Vec<&'a str> {
    let name = |job: &&'a JobSummary| job.stage.as_deref().unwrap_or_default();
    let used: Vec<&str> = jobs.iter().map(name).collect();
    let mut stages: Vec<&str> = run.stages.iter().map(String::as_str).collect();
    stages.retain(|stage| used.contains(stage));
    for stage in used {
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    stages
}

fn grouped<'a>(jobs: &[&'a JobSummary], stages: &[&str], open: &[String]) -> Vec<Node<'a>> {
    let mut sizes: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for job in jobs {
        *sizes.entry(key(job)).or_default() += 1;
    }
    let mut nodes: Vec<Node<'a>> = Vec::new();
    let mut places: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for job in jobs {
        let key = key(job);
        let closed = sizes.get(&key).is_some_and(|size| *size >= GROUP)
            && !open.iter().any(|name| name == key.0);
        if closed && let Some(node) = places.get(&key).and_then(|place| nodes.get_mut(*place)) {
            node.jobs.push(job);
            continue;
        }
        places.insert(key, nodes.len());
        let stage = job.stage.as_deref().unwrap_or_default();
        nodes.push(Node {
            label: if closed {
                own_name(key.0)
            } else {
                own_name(&job.name)
            },
            jobs: vec![job],
            stage: stages
                .iter()
                .position(|name| *name == stage)
                .unwrap_or_default(),
            needs: Vec::new(),
            waits: job.needs.is_none(),
        });
    }
    nodes
}

fn key(job: &JobSummary) -> (&str, Option<&str>) {
    (template(&job.name), job.stage.as_deref())
}

/// What the copies of a matrix share: `test` of `test 1/4`, `test: [a, b]`, `test (a, b)`.
pub(super) fn template(name: &str) -> &str {
    if let Some((before, copy)) = name.rsplit_once(' ')
        && let Some((number, of)) = copy.split_once('/')
        && [number, of].iter().all(|part| part.parse::<u32>().is_ok())
    {
        return before;
    }
    let brackets = [(": [", ']'), (" (", ')')];
    let cut = brackets.iter().find_map(|(start, end)| {
        let (before, _) = name.split_once(start)?;
        (name.ends_with(*end) && !before.is_empty()).then_some(before)
    });
    cut.unwrap_or(name)
}

/// The name without its parents; values of a matrix may hold slashes.
pub(super) fn own_name(name: &str) -> &str {
    let values = template(name).len();
    let start = name.get(..values).and_then(|head| head.rfind('/'));
    start
        .and_then(|at| name.get(at + 1..))
        .filter(|own| !own.is_empty())
        .unwrap_or(name)
}

fn connect(nodes: &mut [Node<'_>]) {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, node) in nodes.iter().enumerate() {
        for job in &node.jobs {
            for name in [job.name.as_str(), template(&job.name)] {
                let known = places.entry(name).or_default();
                if known.last() != Some(&place) {
                    known.push(place);
                }
            }
        }
    }
    let needs = nodes.iter().enumerate().map(|(place, node)| {
        let names = node
            .jobs
            .iter()
            .filter_map(|job| job.needs.as_ref().map(|needs| (job, needs)));
        let full =
            names.flat_map(|(job, needs)| needs.iter().map(|need| among_siblings(&job.name, need)));
        let found =
            full.filter_map(|(full, bare)| places.get(full.as_str()).or_else(|| places.get(bare)));
        let mut needs: Vec<usize> = found
            .flatten()
            .copied()
            .filter(|needed| *needed != place)
            .collect();
        needs.sort_unstable();
        needs.dedup();
        needs
    });
    let needs: Vec<Vec<usize>> = needs.collect();
    for (node, needs) in nodes.iter_mut().zip(needs) {
        node.needs = needs;
    }
}

/// A need as it may be named: behind the parents of who needs it, or as it is.
fn among_siblings<'n>(job: &str, need: &'n str) -> (String, &'n str) {
    let own = own_name(job).len();
    let parents = job.get(..job.len() - own).unwrap_or_default();
    (format!("{parents}{need}"), need)
}
