//! Rules decide which jobs are in the pipeline, and the jobs are put together.

use std::rc::Rc;
use std::sync::Arc;

use maillon_model::job::{AllowFailure, Dependencies, Job, Need, Needs, When};
use maillon_model::pipeline::{Dialect, OnJobFailure};
use maillon_model::trace::{JobTrace, RulesTrace};
use maillon_model::variable::{Layer, Variable};
use maillon_model::{Diagnostic, JobName, Pipeline, Variables};
use maillon_source::Span;
use rustc_hash::FxHashMap;

use super::Request;
use super::cursor::Report;
use super::inherit::Takes;
use super::job::Draft;
use super::link::{Link, Linked, Links, Names, Target};
use super::matrix::Parallel;
use super::stages::Stages;
use super::workflow::{self, Created, Decision, Workflow};
use crate::predefined::{self, JobFacts};
use crate::rules::{Admission, Context, Effects, Memo, Verdict};
use crate::variables::Scope;

/// Everything that was read, on its way to a pipeline.
pub(super) struct Planner<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) report: &'a Report<'a>,
    pub(super) stages: &'a Stages,
    pub(super) drafts: &'a [Draft<'a>],
    pub(super) names: &'a Names,
    pub(super) linked: &'a [Linked],
    pub(super) memo: &'a Memo,
}

/// The variables that jobs share, with the scope over them.
struct Base {
    variables: Variables,
    scope: Scope,
    /// Variables of a circle, which a job's own may break.
    circle: Vec<String>,
}

/// A copy of a job that is in the pipeline.
struct Chosen {
    job: Job,
    needs: Option<Rc<Vec<Link>>>,
}

/// The copies of one job: those that are in the pipeline.
type Copies = Vec<Option<Chosen>>;

impl Planner<'_> {
    /// The pipeline, and the traces that were asked for.
    pub(super) fn plan(
        &self,
        workflow: &Workflow<'_>,
        mut globals: Vec<Variable>,
    ) -> (Option<Pipeline>, Vec<JobTrace>) {
        let shared = self.shared();
        let scope = Scope::new(&shared).with(globals.iter().cloned());
        let created = match workflow.decide(&self.seen(&scope, "workflow.rules"), self.report) {
            Decision::Create(created) => created,
            Decision::Filtered(why) => {
                self.report.push(why);
                return (None, self.traces(&[], &mut Bases::new(shared, globals)));
            }
        };
        globals.extend(created.variables.iter().cloned());
        let mut bases = Bases::new(named(shared, &created), globals);
        let copies: Vec<Copies> = self
            .drafts
            .iter()
            .enumerate()
            .map(|(at, draft)| self.copies(at, draft, &mut bases))
            .collect();
        let traces = self.traces(&copies, &mut bases);
        (self.pipeline(copies, created, &mut bases), traces)
    }

    /// What all jobs see whatever they inherit.
    fn shared(&self) -> Variables {
        let mut shared = Variables::default();
        shared.push(predefined::pipeline(self.request.trigger));
        shared.push(Arc::new(self.request.trigger.variables.clone()));
        shared
    }

    fn copies(&self, at: usize, draft: &Draft<'_>, bases: &mut Bases) -> Copies {
        let base = bases.get(&draft.globals);
        let names = self.names.of(at);
        let copies = names.iter().enumerate();
        copies
            .map(|(copy, name)| self.copy(at, (copy, names.len(), name), &base))
            .collect()
    }

    fn copy(&self, at: usize, copy: (usize, usize, &JobName), base: &Base) -> Option<Chosen> {
        let draft = self.drafts.get(at)?;
        let own = self.own_variables(draft, copy);
        let scope = base.scope.with(own.iter().cloned());
        let mut found = Vec::new();
        let verdict = draft.conditions.evaluate(
            &self.seen(&scope, draft.name),
            self.request.trigger,
            &mut found,
        );
        self.report.extend(found);
        let Verdict::In(admission) = verdict else {
            return None;
        };
        self.refuse_circles(draft, &own, base, &scope);
        let mut job = decided(draft, copy, &admission);
        job.variables = base.variables.clone();
        job.variables.push(Arc::new(own));
        job.variables.push(Arc::clone(&admission.effects.variables));
        let rule_variables = admission.effects.variables.iter().cloned();
        let scope = scope.with(rule_variables);
        expand(&mut job, &scope);
        self.inherit(&mut job, draft, &scope);
        let project = draft.project.as_ref();
        let blocker = project.and_then(|project| project.blocker(&scope, self.request.source));
        job.blockers.extend(blocker);
        let needs = self.needs_of(at, copy.0, &admission.effects);
        Some(Chosen { job, needs })
    }

    /// Variables that refer to each other in a circle have no value: GitLab makes no pipeline then.
    fn refuse_circles(&self, draft: &Draft<'_>, own: &[Variable], base: &Base, scope: &Scope) {
        let own = own.iter().map(|variable| &*variable.name);
        let names = own.chain(base.circle.iter().map(String::as_str));
        let names: Vec<&str> = names.collect();
        let Some(circle) = names.iter().find_map(|name| scope.circle(name)) else {
            return;
        };
        let message = format!(
            "variables refer to each other in a circle: {}",
            circle.join(", ")
        );
        let mut diagnostic = Diagnostic::error("gitlab/variable-circle", message)
            .under(format!("{}.variables", draft.name))
            .hint("let one of them name no other");
        diagnostic.place.clone_from(&draft.job.place);
        self.report.push(diagnostic);
    }

    /// Finds the jobs of the pipelines above whose artifacts it takes.
    fn inherit(&self, job: &mut Job, draft: &Draft<'_>, scope: &Scope) {
        let needs = draft.needs.iter().flat_map(|needs| &needs.inherited);
        for need in needs {
            match need.find(scope, self.request.trigger) {
                Ok(inherited) => job.inherited.push(inherited),
                Err(missing) => job.blockers.push(missing.clone()),
            }
        }
    }

    fn seen<'c>(&'c self, scope: &'c Scope, breadcrumb: &'c str) -> Context<'c> {
        Context {
            scope,
            source: self.request.source,
            files: self.report.files(),
            breadcrumb,
            memo: self.memo,
        }
    }

    /// The job's own variables: those that GitLab gives it, its `variables`, its matrix cell.
    fn own_variables(&self, draft: &Draft<'_>, copy: (usize, usize, &JobName)) -> Vec<Variable> {
        let (at, total, name) = copy;
        let mut own = predefined::job(&JobFacts {
            name: name.as_str(),
            stage: self.stage_name(draft),
            node: match draft.parallel {
                Parallel::Once => None,
                _ => Some((at + 1, total)),
            },
            manual: draft.when == Some(When::Manual),
        });
        own.extend(draft.variables.iter().cloned());
        let cell = draft.parallel.cell(at).into_iter().flatten();
        own.extend(
            cell.map(|(name, value)| Variable::new(Layer::Job, name.as_str(), value.as_str())),
        );
        own.shrink_to_fit();
        own
    }

    fn stage_name(&self, draft: &Draft<'_>) -> &str {
        let at = draft
            .job
            .stage
            .and_then(|stage| usize::try_from(stage.0).ok());
        at.and_then(|at| self.stages.names.get(at))
            .map(|name| &**name)
            .unwrap_or_default()
    }

    fn needs_of(&self, at: usize, copy: usize, effects: &Effects) -> Option<Rc<Vec<Link>>> {
        let linked = self.linked.get(at)?;
        let by_rule = effects.needs.as_ref().map(|node| node.span);
        let of_rule = |span: Span| {
            let mut lists = linked.rule_needs.iter();
            lists
                .find(|(list, _)| *list == Some(span))
                .map(|(_, links)| links)
        };
        let links: Option<&Links> = by_rule.and_then(of_rule).or(linked.needs.as_ref());
        links?.get(copy).cloned()
    }

    fn pipeline(
        &self,
        copies: Vec<Copies>,
        created: Created,
        bases: &mut Bases,
    ) -> Option<Pipeline> {
        let wiring = Wiring {
            planner: self,
            copies: &copies,
        };
        let wires: Vec<(Needs, Dependencies)> = wiring.all(bases);
        let mut jobs = Vec::with_capacity(wires.len());
        let chosen = copies.into_iter().flatten().flatten().zip(wires);
        jobs.extend(chosen.map(|(chosen, (needs, dependencies))| Job {
            needs,
            dependencies,
            ..chosen.job
        }));
        let inner = jobs
            .iter()
            .any(|job| job.stage.is_some_and(|stage| !self.stages.is_edge(stage)));
        if !inner {
            self.report.push(no_jobs(&jobs));
            return None;
        }
        Some(assemble(self.stages, jobs, created))
    }

    fn traces(&self, copies: &[Copies], bases: &mut Bases) -> Vec<JobTrace> {
        let Some(asked) = self.request.explain else {
            return Vec::new();
        };
        let mut traces = Vec::new();
        for (at, draft) in self.drafts.iter().enumerate() {
            let names = self.names.of(at);
            for (copy, name) in names.iter().enumerate() {
                if asked == draft.name || asked == name.as_str() {
                    let included = copies
                        .get(at)
                        .and_then(|copies| copies.get(copy)?.as_ref())
                        .is_some();
                    let rules = self.trace(at, copy, bases);
                    traces.push(JobTrace {
                        job: name.clone(),
                        included,
                        rules,
                    });
                }
            }
        }
        traces
    }

    fn trace(&self, at: usize, copy: usize, bases: &mut Bases) -> RulesTrace {
        let names = self.names.of(at);
        let (Some(draft), Some(name)) = (self.drafts.get(at), names.get(copy)) else {
            return RulesTrace::default();
        };
        let own = self.own_variables(draft, (copy, names.len(), name));
        let scope = bases.get(&draft.globals).scope.with(own);
        draft
            .conditions
            .trace(&self.seen(&scope, draft.name), self.request.trigger)
    }
}

/// The shared variables with the pipeline's name, which is known only now.
fn named(mut shared: Variables, created: &Created) -> Variables {
    let name = created.name.as_deref().map(predefined::pipeline_name);
    shared.push(Arc::new(name.into_iter().collect()));
    shared
}

/// The shared variables by what a job inherits.
struct Bases {
    shared: Variables,
    globals: Vec<Variable>,
    by_takes: FxHashMap<Takes, Rc<Base>>,
}

impl Bases {
    fn new(shared: Variables, globals: Vec<Variable>) -> Self {
        Self {
            shared,
            globals,
            by_takes: FxHashMap::default(),
        }
    }

    fn get(&mut self, takes: &Takes) -> Rc<Base> {
        if let Some(base) = self.by_takes.get(takes) {
            return Rc::clone(base);
        }
        let globals = self
            .globals
            .iter()
            .filter(|variable| takes.has(&variable.name));
        let mut variables = self.shared.clone();
        variables.push(Arc::new(globals.cloned().collect()));
        let scope = Scope::new(&variables);
        let circle = variables
            .iter()
            .find_map(|variable| scope.circle(&variable.name));
        let circle = circle.unwrap_or_default().into_iter().map(str::to_owned);
        let base = Rc::new(Base {
            circle: circle.collect(),
            variables,
            scope,
        });
        self.by_takes.insert(takes.clone(), Rc::clone(&base));
        base
    }
}

/// Edges between the jobs that are in the pipeline.
struct Wiring<'w> {
    planner: &'w Planner<'w>,
    copies: &'w [Copies],
}

impl Wiring<'_> {
    /// The edges of every job of the pipeline, in its order.
    fn all(&self, bases: &mut Bases) -> Vec<(Needs, Dependencies)> {
        let mut wires = Vec::new();
        for (at, copies) in self.copies.iter().enumerate() {
            for chosen in copies.iter().flatten() {
                wires.push((self.needs(at, chosen, bases), self.dependencies(at)));
            }
        }
        wires
    }

    fn needs(&self, at: usize, chosen: &Chosen, bases: &mut Bases) -> Needs {
        let Some(links) = &chosen.needs else {
            return Needs::StageOrder;
        };
        let mut needs = Vec::with_capacity(links.len());
        for link in links.iter() {
            for (draft, copy) in self.span(link.target) {
                match self.name(draft, copy) {
                    Some(job) => needs.push(need(job, link)),
                    None if link.optional => {}
                    None => {
                        self.missing(at, link, (draft, copy), bases);
                        break;
                    }
                }
            }
        }
        Needs::Jobs(needs)
    }

    fn span(&self, target: Target) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (draft, copies) = match target {
            Target::Whole(draft) => (draft, 0..self.copies.get(draft).map_or(0, Vec::len)),
            Target::Copy(draft, copy) => (draft, copy..copy + 1),
        };
        copies.map(move |copy| (draft, copy))
    }

    fn name(&self, draft: usize, copy: usize) -> Option<&JobName> {
        let chosen = self.copies.get(draft)?.get(copy)?.as_ref()?;
        Some(&chosen.job.name)
    }

    fn dependencies(&self, at: usize) -> Dependencies {
        let linked = self.planner.linked.get(at);
        let Some(targets) = linked.and_then(|linked| linked.dependencies.as_ref()) else {
            return Dependencies::Everything;
        };
        let copies = targets.iter().flat_map(|target| self.span(*target));
        Dependencies::Jobs(
            copies
                .filter_map(|(draft, copy)| self.name(draft, copy).cloned())
                .collect(),
        )
    }

    /// A need on a job that no rule let in.
    fn missing(&self, at: usize, link: &Link, (draft, copy): (usize, usize), bases: &mut Bases) {
        let name = self
            .planner
            .names
            .copies
            .get(draft)
            .and_then(|names| names.get(copy));
        let (Some(name), Some(needing)) = (name, self.planner.drafts.get(at)) else {
            return;
        };
        let trace = self.planner.trace(draft, copy, bases);
        let message = format!(
            "it needs `{name}`, which is not in the pipeline: {}",
            trace.summary
        );
        let hint = format!(
            "write `needs: [{{job: {name}, optional: true}}]`, or give both jobs the same rules; \
             those of `{name}` saw {}",
            workflow::seen(&trace)
        );
        let place = self.planner.report.files().place(link.span);
        let error = Diagnostic::error("gitlab/absent-need", message)
            .at(place)
            .hint(hint);
        self.planner
            .report
            .push(error.under(format!("{}.needs[{}]", needing.name, link.at)));
    }
}

fn need(job: &JobName, link: &Link) -> Need {
    Need {
        job: job.clone(),
        artifacts: link.artifacts,
        optional: link.optional,
    }
}

/// The job as its rules have it, before its texts are expanded.
fn decided(draft: &Draft<'_>, copy: (usize, usize, &JobName), admission: &Admission) -> Job {
    let effects = &admission.effects;
    Job {
        name: copy.2.clone(),
        when: effects.when.or(draft.when).unwrap_or(When::OnSuccess),
        allow_failure: allow_failure(draft, effects),
        interruptible: effects.interruptible.unwrap_or(draft.job.interruptible),
        matrix: draft.parallel.cell(copy.0).cloned().unwrap_or_default(),
        reason: reason(admission),
        ..draft.job.clone()
    }
}

/// A rule's word comes first; a manual job may fail unless it says otherwise, and that is so for
/// the job's own `when` alone.
fn allow_failure(draft: &Draft<'_>, effects: &Effects) -> AllowFailure {
    let always = |allowed| {
        if allowed {
            AllowFailure::Always
        } else {
            AllowFailure::Never
        }
    };
    let own = || draft.allow_failure.clone();
    let by_rule = effects.allow_failure.map(always);
    by_rule
        .or_else(own)
        .unwrap_or_else(|| always(draft.when == Some(When::Manual)))
}

fn reason(admission: &Admission) -> String {
    if admission.reason.is_empty() {
        return "it has no rules".to_owned();
    }
    admission.reason.clone()
}

/// Texts that GitLab itself expands when it makes the pipeline.
fn expand(job: &mut Job, scope: &Scope) {
    let has_variable = |text: &str| text.contains(['$', '%']);
    if let Some(environment) = job.environment.as_mut().filter(|e| has_variable(&e.name)) {
        environment.name = scope.expand(&environment.name);
    }
    if let Some(group) = job
        .resource_group
        .as_mut()
        .filter(|group| has_variable(group))
    {
        *group = scope.expand(group).into();
    }
    for tag in job.tags.iter_mut().filter(|tag| has_variable(tag)) {
        *tag = scope.expand(tag);
    }
}

fn no_jobs(jobs: &[Job]) -> Diagnostic {
    let why = if jobs.is_empty() {
        "the rules let no job in"
    } else {
        "only jobs of `.pre` and `.post` are in it"
    };
    Diagnostic::warning("gitlab/no-jobs", format!("no pipeline is made: {why}"))
        .hint("`maillon plan --explain JOB` says why a job is left out")
}

fn assemble(stages: &Stages, jobs: Vec<Job>, created: Created) -> Pipeline {
    let on_job_failure: OnJobFailure = created.on_job_failure;
    Pipeline {
        shared: maillon_model::job::Body::default(),
        dialect: Dialect::Gitlab,
        name: created.name,
        stages: stages.names.clone(),
        jobs,
        on_job_failure,
    }
}
