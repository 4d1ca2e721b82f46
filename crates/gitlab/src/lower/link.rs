//! Names become edges: needs, dependencies, `on_stop`, and circles among the needs.
//!
//! All of it is checked over every job of the definition, also those that no rule lets in.

use std::cell;
use std::rc::Rc;
use std::sync::Arc;

use maillon_model::job::EnvironmentAction;
use maillon_model::{Diagnostic, JobName};
use maillon_source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::cursor::Report;
use super::job::Draft;
use super::matrix::{self, Cell, Parallel};
use super::needs::{NeedList, NeedSpec, Selector};
use maillon_model::suggest;

/// What a name of the definition means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// A job with all its copies.
    Whole(usize),
    /// One copy of a job.
    Copy(usize, usize),
}

impl Target {
    fn draft(self) -> usize {
        match self {
            Self::Whole(draft) | Self::Copy(draft, _) => draft,
        }
    }
}

/// The names of all jobs and of their copies.
pub(super) struct Names {
    index: FxHashMap<Arc<str>, Target>,
    /// The names of the copies of each job.
    pub(super) copies: Vec<Vec<JobName>>,
    hints_left: cell::Cell<u32>,
}

/// How many mistakes get a suggestion.
const MAX_HINTS: u32 = 20;

impl Names {
    /// Gives every copy its name.
    pub(super) fn new(drafts: &[Draft<'_>]) -> Self {
        let mut names = Self {
            index: FxHashMap::default(),
            copies: Vec::with_capacity(drafts.len()),
            hints_left: cell::Cell::new(MAX_HINTS),
        };
        for (at, draft) in drafts.iter().enumerate() {
            names.index.insert(draft.name.into(), Target::Whole(at));
        }
        for (at, draft) in drafts.iter().enumerate() {
            names.add_copies(at, draft);
        }
        names
    }

    /// The names of the copies of a job.
    pub(super) fn of(&self, at: usize) -> &[JobName] {
        self.copies.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    fn add_copies(&mut self, at: usize, draft: &Draft<'_>) {
        if let Parallel::Once = draft.parallel {
            self.copies.push(vec![draft.job.name.clone()]);
            return;
        }
        let copies: Vec<Arc<str>> = draft
            .parallel
            .names(draft.name)
            .into_iter()
            .map(Arc::from)
            .collect();
        for (copy, name) in copies.iter().enumerate() {
            if let Some(Target::Whole(_)) =
                self.index.insert(Arc::clone(name), Target::Copy(at, copy))
            {
                let message = format!("there is also a job with the name of its copy `{name}`");
                draft.cursor.error("gitlab/duplicate-name", message);
            }
        }
        self.copies
            .push(copies.into_iter().map(JobName::new).collect());
    }

    fn find(&self, name: &str) -> Option<Target> {
        self.index.get(name).copied()
    }

    /// A name that was probably meant. Every job is compared, so that only the first mistakes get
    /// one: a definition with thousands of them takes no longer.
    fn hint(&self, name: &str) -> Option<String> {
        self.hints_left.set(self.hints_left.get().checked_sub(1)?);
        let near = suggest::nearest(name, self.index.keys().map(|known| &**known))?;
        Some(format!("did you mean `{near}`?"))
    }
}

/// An edge of the graph, before it is known which jobs are in the pipeline.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) target: Target,
    pub(super) artifacts: bool,
    pub(super) optional: bool,
    pub(super) span: Span,
    pub(super) at: usize,
}

/// The edges of each copy of a job; copies share them unless a matrix expression tells them apart.
pub(super) type Links = Vec<Rc<Vec<Link>>>;

/// The edges of a job.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub(super) needs: Option<Links>,
    /// Those of its rules, by where the list stands.
    pub(super) rule_needs: Vec<(Option<Span>, Links)>,
    pub(super) dependencies: Option<Vec<Target>>,
}

/// Looks up every name that a job mentions.
pub(super) struct Linker<'a> {
    pub(super) drafts: &'a [Draft<'a>],
    pub(super) names: &'a Names,
    pub(super) report: &'a Report<'a>,
}

impl Linker<'_> {
    /// The edges of all jobs; what is wrong is reported.
    pub(super) fn link(&self) -> Vec<Linked> {
        let edges: Vec<Linked> = self
            .drafts
            .iter()
            .enumerate()
            .map(|(at, _)| self.job(at))
            .collect();
        super::circle::check(self, &edges);
        edges
    }

    fn job(&self, at: usize) -> Linked {
        let Some(draft) = self.drafts.get(at) else {
            return Linked::default();
        };
        self.check_on_stop(draft);
        for (job, span) in &draft.artifact_jobs {
            self.dependency(draft, job, *span, "trigger.include");
        }
        let rules = draft.rule_needs.iter();
        Linked {
            needs: draft.needs.as_ref().map(|list| self.list(draft, list)),
            rule_needs: rules
                .map(|list| (list.span, self.list(draft, list)))
                .collect(),
            dependencies: self.dependencies(draft),
        }
    }

    fn list(&self, draft: &Draft<'_>, list: &NeedList) -> Links {
        let copies = draft.parallel.names(draft.name).len();
        let differs = list
            .jobs
            .iter()
            .any(|need| need.cells.iter().flatten().any(has_expression));
        if differs && copies > 1 {
            let each = (0..copies).map(|copy| self.edges(draft, list, draft.parallel.cell(copy)));
            return each.map(Rc::new).collect();
        }
        let shared = Rc::new(self.edges(draft, list, draft.parallel.cell(0)));
        vec![shared; copies]
    }

    fn edges(&self, draft: &Draft<'_>, list: &NeedList, own: Option<&Cell>) -> Vec<Link> {
        let mut seen = FxHashSet::default();
        let mut edges = Vec::with_capacity(list.jobs.len());
        for need in &list.jobs {
            for target in self.targets(draft, need, own) {
                if !seen.insert(target) {
                    let message = format!("the need of `{}` stands twice", need.job);
                    self.need_error(
                        draft,
                        need,
                        Diagnostic::error("gitlab/duplicate-need", message),
                    );
                }
                edges.push(link(need, target));
            }
        }
        edges
    }

    fn targets(&self, draft: &Draft<'_>, need: &NeedSpec, own: Option<&Cell>) -> Vec<Target> {
        let Some(target) = self.names.find(&need.job) else {
            if !need.optional {
                self.unknown_need(draft, need);
            }
            return Vec::new();
        };
        if self.is_later(draft, target) {
            let message = format!("it needs `{}`, whose stage comes later", need.job);
            self.need_error(draft, need, Diagnostic::error("gitlab/later-need", message));
        }
        match &need.cells {
            None => vec![target],
            Some(rows) => self.cells(draft, need, (target, rows), own),
        }
    }

    fn cells(
        &self,
        draft: &Draft<'_>,
        need: &NeedSpec,
        (target, rows): (Target, &[Selector]),
        own: Option<&Cell>,
    ) -> Vec<Target> {
        let whole = match target {
            Target::Whole(at) => self.drafts.get(at),
            Target::Copy(..) => None,
        };
        let Some(Parallel::Matrix(_)) = whole.map(|needed| &needed.parallel) else {
            let message = format!("`{}` has no `parallel:matrix` to choose from", need.job);
            self.need_error(
                draft,
                need,
                Diagnostic::error("gitlab/unknown-cell", message),
            );
            return Vec::new();
        };
        let chosen = rows
            .iter()
            .flat_map(|row| match matrix::interpolate(row, own) {
                Ok(row) => matrix::cells(&row),
                Err(error) => {
                    self.need_error(draft, need, *error);
                    Vec::new()
                }
            });
        chosen
            .filter_map(|cell| self.cell(draft, need, target, &cell))
            .collect()
    }

    fn cell(&self, draft: &Draft<'_>, need: &NeedSpec, of: Target, cell: &Cell) -> Option<Target> {
        let name = matrix::cell_name(&need.job, cell);
        let found = self.names.find(&name);
        if found.is_none() && !need.optional {
            let copies = self
                .names
                .copies
                .get(of.draft())
                .map(Vec::as_slice)
                .unwrap_or_default();
            let known: Vec<&str> = copies.iter().take(10).map(JobName::as_str).collect();
            let message = format!(
                "it needs `{name}`, which the matrix of `{}` does not make",
                need.job
            );
            let error = Diagnostic::error("gitlab/unknown-cell", message);
            self.need_error(
                draft,
                need,
                error.hint(format!("it makes {}", known.join(", "))),
            );
        }
        found
    }

    fn unknown_need(&self, draft: &Draft<'_>, need: &NeedSpec) {
        let message = format!(
            "it needs `{}`, which is not a job of this definition",
            need.job
        );
        let error = Diagnostic::error("gitlab/unknown-need", message);
        let hint = self.names.hint(&need.job);
        let hint =
            hint.unwrap_or_else(|| "add the job, or make the need `optional: true`".to_owned());
        self.need_error(draft, need, error.hint(hint));
    }

    fn need_error(&self, draft: &Draft<'_>, need: &NeedSpec, error: Diagnostic) {
        let breadcrumb = format!("{}.needs[{}]", draft.name, need.at);
        self.push(need.span, breadcrumb, error);
    }

    fn push(&self, span: Span, breadcrumb: String, error: Diagnostic) {
        let place = self.report.files().place(span);
        self.report.push(error.at(place).under(breadcrumb));
    }

    fn is_later(&self, draft: &Draft<'_>, target: Target) -> bool {
        let needed = self.drafts.get(target.draft());
        match (needed.and_then(|needed| needed.job.stage), draft.job.stage) {
            (Some(needed), Some(own)) => needed > own,
            _ => false,
        }
    }

    fn dependencies(&self, draft: &Draft<'_>) -> Option<Vec<Target>> {
        let names = draft.dependencies.as_ref()?;
        let needs = draft.needs.as_ref().filter(|needs| !needs.jobs.is_empty());
        for (name, span) in names {
            let needed =
                needs.is_none_or(|needs| needs.jobs.iter().any(|need| *need.job == **name));
            if !needed {
                let message = format!("`{name}` is in `dependencies` and not in `needs`");
                let error = Diagnostic::error("gitlab/dependency-not-needed", message);
                let hint = format!("add `{name}` to `needs`, or take it out of `dependencies`");
                self.push(
                    *span,
                    format!("{}.dependencies", draft.name),
                    error.hint(hint),
                );
            }
        }
        let found = names.iter();
        Some(
            found
                .filter_map(|(name, span)| self.dependency(draft, name, *span, "dependencies"))
                .collect(),
        )
    }

    fn dependency(&self, draft: &Draft<'_>, name: &str, span: Span, key: &str) -> Option<Target> {
        let breadcrumb = || format!("{}.{key}", draft.name);
        let Some(target) = self.names.find(name) else {
            let message = format!("`{name}` is not a job of this definition");
            let error = Diagnostic::error("gitlab/unknown-dependency", message);
            let hint = self.names.hint(name);
            let hint = hint.unwrap_or_else(|| "add the job, or take the name away".to_owned());
            self.push(span, breadcrumb(), error.hint(hint));
            return None;
        };
        if self.is_later(draft, target) {
            let message = format!("it takes artifacts of `{name}`, whose stage comes later");
            self.push(
                span,
                breadcrumb(),
                Diagnostic::error("gitlab/later-dependency", message),
            );
        }
        Some(target)
    }

    fn check_on_stop(&self, draft: &Draft<'_>) {
        let environment = draft.job.environment.as_ref();
        let Some((environment, stop)) =
            environment.and_then(|env| Some((env, env.on_stop.as_ref()?)))
        else {
            return;
        };
        let stopper = self
            .names
            .find(stop.as_str())
            .and_then(|target| self.drafts.get(target.draft()));
        let problem = match stopper.map(|stopper| stopper.job.environment.as_ref()) {
            None => "which is not a job of this definition",
            Some(None) => "which has no `environment`",
            Some(Some(own)) if own.name != environment.name => "which has another environment",
            Some(Some(own)) if own.action != EnvironmentAction::Stop => {
                "which has no `action: stop`"
            }
            Some(Some(_)) => return,
        };
        let message = format!("`on_stop` names `{stop}`, {problem}");
        let error = Diagnostic::error("gitlab/bad-on-stop", message);
        let error = error.hint(format!(
            "give `{stop}` the same environment with `action: stop`"
        ));
        let job = draft.cursor.node.as_map();
        let environment = job.and_then(|job| job.get("environment")?.as_map());
        let key = environment.and_then(|environment| environment.key("on_stop"));
        let span = key.map_or(draft.cursor.node.span, |key| key.span);
        self.push(span, format!("{}.environment.on_stop", draft.name), error);
    }
}

fn link(need: &NeedSpec, target: Target) -> Link {
    Link {
        target,
        artifacts: need.artifacts,
        optional: need.optional,
        span: need.span,
        at: need.at,
    }
}

fn has_expression(row: &Selector) -> bool {
    row.values().flatten().any(|value| value.contains("$[["))
}
