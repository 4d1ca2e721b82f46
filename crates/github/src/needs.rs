//! How the jobs that a job needs ended: the `needs` and `jobs` contexts, and the status functions of a
//! job's `if`.

use indexmap::{IndexMap, IndexSet};
use maillon_model::job::Needs;
use maillon_model::spec::Settled;
use maillon_model::{Job, JobName, JobStatus, Pipeline};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value as Json, json};

use crate::scope::Answers;

/// How a job of a workflow ended, with all cells of its matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Success,
    Failure,
    Cancelled,
    Skipped,
}

impl Verdict {
    /// The word of `needs.X.result`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// Of one cell. An allowed failure is a success.
    fn of(cell: &Settled) -> Self {
        match cell.status {
            _ if cell.allowed => Self::Success,
            JobStatus::Success | JobStatus::Unstable => Self::Success,
            JobStatus::Failed | JobStatus::Errored => Self::Failure,
            JobStatus::Canceled | JobStatus::Aborted => Self::Cancelled,
            JobStatus::Skipped | JobStatus::Manual => Self::Skipped,
        }
    }

    /// Of all cells: one that failed decides, then one that was cancelled; skipped is what has no
    /// cell that ran.
    fn of_all(cells: &[&Settled]) -> Self {
        let all: Vec<Self> = cells.iter().map(|cell| Self::of(cell)).collect();
        let order = [Self::Failure, Self::Cancelled, Self::Success];
        let found = order.into_iter().find(|verdict| all.contains(verdict));
        found.unwrap_or(Self::Skipped)
    }
}

/// The `needs` context (and `jobs`, which has the same form). Of a matrix, the last cell that sets an
/// output wins.
pub(crate) fn context<'a>(settled: impl IntoIterator<Item = &'a Settled>) -> Json {
    let jobs = by_template(settled).into_iter().map(|(id, cells)| {
        let outputs = json!(outputs(cells.iter().copied()));
        let result = Verdict::of_all(&cells).as_str();
        (
            id.to_string(),
            json!({ "result": result, "outputs": outputs }),
        )
    });
    Json::Object(jobs.collect::<Map<String, Json>>())
}

/// The outputs of cells in the order in which they ended. An empty one overwrites nothing.
pub(crate) fn outputs<'a>(cells: impl Iterator<Item = &'a Settled>) -> IndexMap<String, String> {
    let mut all: IndexMap<String, String> = IndexMap::new();
    for (name, value) in cells.flat_map(|cell| &cell.outputs) {
        if !value.is_empty() || !all.contains_key(name) {
            all.insert(name.clone(), value.clone());
        }
    }
    all
}

/// What the status functions of a job's `if` answer: they look at all jobs up the graph.
pub(crate) fn answers(ancestors: &[&Settled]) -> Answers {
    let jobs = by_template(ancestors.iter().copied());
    let verdicts: Vec<Verdict> = jobs.values().map(|cells| Verdict::of_all(cells)).collect();
    Answers {
        success: verdicts.iter().all(|verdict| *verdict == Verdict::Success),
        failure: verdicts.contains(&Verdict::Failure),
        cancelled: verdicts.contains(&Verdict::Cancelled),
    }
}

/// Which jobs keep `success()` from being true, for people: `build failed, lint was skipped`.
pub(crate) fn obstacles(ancestors: &[&Settled]) -> String {
    let jobs = by_template(ancestors.iter().copied()).into_iter();
    let told = jobs.filter_map(|(id, cells)| {
        let what = match Verdict::of_all(&cells) {
            Verdict::Success => return None,
            Verdict::Failure => "failed",
            Verdict::Cancelled => "was cancelled",
            Verdict::Skipped => "was skipped",
        };
        Some(format!("`{id}` {what}"))
    });
    told.collect::<Vec<_>>().join(", ")
}

fn by_template<'a>(
    settled: impl IntoIterator<Item = &'a Settled>,
) -> IndexMap<&'a JobName, Vec<&'a Settled>> {
    let mut jobs: IndexMap<&JobName, Vec<&Settled>> = IndexMap::new();
    for cell in settled {
        jobs.entry(&cell.template).or_default().push(cell);
    }
    jobs
}

/// Those of the settled jobs that a job needs by name, in the order in which it names them; the cells
/// of one in the order in which they ended.
pub(crate) fn direct<'a>(job: &Job, settled: &'a [Settled]) -> Vec<&'a Settled> {
    let names: IndexSet<&JobName> = needed(job).collect();
    let chosen = settled.iter().filter(|other| names.contains(&other.job));
    let by_template = by_template(chosen);
    let mut jobs: Vec<Vec<&Settled>> = by_template.into_values().collect();
    let place = |cell: &&Settled| names.get_index_of(&cell.job);
    jobs.sort_by_key(|cells| cells.iter().filter_map(place).min());
    jobs.into_iter().flatten().collect()
}

/// Those of the settled jobs that a job needs, or that these need, and so on.
pub(crate) fn ancestors<'a>(
    job: &Job,
    pipeline: &Pipeline,
    settled: &'a [Settled],
) -> Vec<&'a Settled> {
    if needed(job).next().is_none() {
        return Vec::new();
    }
    let jobs = pipeline.jobs.iter();
    let jobs: FxHashMap<&JobName, &Job> = jobs.map(|job| (&job.name, job)).collect();
    let mut found: FxHashSet<&JobName> = FxHashSet::default();
    let mut open: Vec<&JobName> = needed(job).collect();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(jobs.get(name).into_iter().flat_map(|job| needed(job)));
        }
    }
    let chosen = settled.iter().filter(|other| found.contains(&other.job));
    chosen.collect()
}

fn needed(job: &Job) -> impl Iterator<Item = &JobName> {
    let needs = match &job.needs {
        Needs::Jobs(needs) => needs.as_slice(),
        Needs::StageOrder => &[],
    };
    needs.iter().map(|need| &need.job)
}

#[cfg(test)]
mod tests {
    use maillon_model::job::{Body, Need, Work};

    use super::*;

    fn cell(template: &str, name: &str, status: JobStatus, output: &str) -> Settled {
        Settled {
            job: name.into(),
            template: template.into(),
            status,
            allowed: false,
            outputs: IndexMap::from_iter([("x".to_owned(), output.to_owned())]),
        }
    }

    #[test]
    fn cells_count_together() {
        let all = [
            cell("a", "a (1)", JobStatus::Success, "first"),
            cell("a", "a (2)", JobStatus::Skipped, ""),
            cell("b", "b (1)", JobStatus::Canceled, "1"),
            cell("b", "b (2)", JobStatus::Failed, "2"),
            cell("c", "c", JobStatus::Skipped, ""),
        ];
        assert_eq!(
            context(&all),
            json!({
                "a": {"result": "success", "outputs": {"x": "first"}},
                "b": {"result": "failure", "outputs": {"x": "2"}},
                "c": {"result": "skipped", "outputs": {"x": ""}},
            })
        );
        assert_eq!(
            obstacles(&all.iter().collect::<Vec<_>>()),
            "`b` failed, `c` was skipped"
        );
    }

    fn need(job: &str) -> Need {
        Need {
            job: job.into(),
            artifacts: false,
            optional: false,
        }
    }

    #[test]
    fn needs_stand_in_the_order_in_which_they_are_named() {
        let settled = [
            cell("c", "c", JobStatus::Success, ""),
            cell("b", "b (2)", JobStatus::Success, "2"),
            cell("a", "a", JobStatus::Success, ""),
            cell("b", "b (1)", JobStatus::Success, "1"),
        ];
        let mut job = Job::new("d", Work::Body(Body::default()));
        job.needs = Needs::Jobs(["a", "b (1)", "b (2)"].map(need).to_vec());
        let found = direct(&job, &settled);
        let names: Vec<&str> = found.iter().map(|cell| cell.job.as_str()).collect();
        assert_eq!(names, ["a", "b (2)", "b (1)"]);
    }

    #[test]
    fn status_functions_look_at_every_job() {
        let check = |status: JobStatus, allowed: bool, expected: (bool, bool, bool)| {
            let other = cell("a", "a", JobStatus::Success, "");
            let mut one = cell("b", "b", status, "");
            one.allowed = allowed;
            let answers = answers(&[&other, &one]);
            let told = (answers.success, answers.failure, answers.cancelled);
            assert_eq!(told, expected, "{status}");
        };
        check(JobStatus::Success, false, (true, false, false));
        check(JobStatus::Failed, false, (false, true, false));
        check(JobStatus::Failed, true, (true, false, false));
        check(JobStatus::Errored, false, (false, true, false));
        check(JobStatus::Canceled, false, (false, false, true));
        check(JobStatus::Skipped, false, (false, false, false));
    }
}
