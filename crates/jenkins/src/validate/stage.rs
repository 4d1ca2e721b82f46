//! `stages`, `parallel` and `stage`.

use std::collections::HashMap;

use maillon_groovy::Span;
use maillon_groovy::ast::{ClosureExpr, Expr, Ident, Name, Stmt};
use maillon_model::suggest;

use super::Reader;
use super::contents::Contents;
use super::directives::OptionsOf;
use super::syntax::{Entry, closure, entry_of};
use crate::definition::{
    Agent, Content, Directive, EnvEntry, PostCondition, Stage, StageInput, ToolEntry, When,
};

/// Whether stages stand in `parallel` or `matrix`, where no other may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nesting {
    Top,
    InParallel,
}

/// The sections that stages and matrices have in common.
#[derive(Default)]
pub(super) struct Sections {
    pub(super) agent: Option<Agent>,
    pub(super) environment: Vec<EnvEntry>,
    pub(super) options: Vec<Directive>,
    pub(super) tools: Vec<ToolEntry>,
    pub(super) input: Option<StageInput>,
    pub(super) when: Option<When>,
    pub(super) post: Vec<PostCondition>,
}

const STAGE_SECTIONS: &[&str] = &[
    "agent",
    "environment",
    "failFast",
    "input",
    "matrix",
    "options",
    "parallel",
    "post",
    "stages",
    "steps",
    "tools",
    "when",
];

impl<'s> Reader<'_> {
    /// The stages of `stages { }` or `parallel { }`.
    pub(super) fn stages(&mut self, entry: Entry<'s>, nesting: Nesting) -> Vec<Stage> {
        let Some(block) = self.block(entry) else {
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            self.report.hinted(
                "jenkins/no-stages",
                entry.span,
                "No stages specified",
                "`stage('Build') { ... }`",
            );
        }
        let mut first: HashMap<&'s str, Span> = HashMap::new();
        let mut stages = Vec::new();
        for stmt in &block.body.statements {
            if let Some(name) = stage_name(stmt) {
                self.duplicate_stage(&mut first, name.0, name.1);
            }
            stages.extend(self.stage(stmt, nesting));
        }
        stages
    }

    fn duplicate_stage(&mut self, first: &mut HashMap<&'s str, Span>, name: &'s str, at: Span) {
        if let Some(before) = first.get(name) {
            let message = format!("Duplicate stage name: \"{name}\"");
            self.report
                .again("jenkins/duplicate-stage", at, message, *before);
            return;
        }
        first.insert(name, at);
    }

    fn stage(&mut self, stmt: &'s Stmt, nesting: Nesting) -> Option<Stage> {
        let Some(entry) =
            entry_of(stmt).filter(|entry| entry.name() == "stage" && entry.block().is_some())
        else {
            self.no_stage(stmt);
            return None;
        };
        let first = entry.call.args.first().map(|arg| &arg.value)?;
        if closure(first).is_some() {
            let message = "Expected a stage name but did not find any";
            self.report.hinted(
                "jenkins/expected-stage-name",
                entry.span,
                message,
                "`stage('Build') { ... }`",
            );
            return None;
        }
        let name = self.literal_text(first);
        let block = entry.call.args.get(1).and_then(|arg| closure(&arg.value));
        let Some(block) = block.filter(|_| entry.call.args.len() == 2) else {
            self.report.error(
                "jenkins/expected-block",
                entry.span,
                "Stage does not have a block",
            );
            return None;
        };
        self.report
            .enter(format!("stage({})", name.map_or("?", |name| name)));
        let stage = self.stage_body(entry, name, block, nesting);
        self.report.leave();
        stage
    }

    fn no_stage(&mut self, stmt: &'s Stmt) {
        match entry_of(stmt).filter(|entry| entry.name() == "stage") {
            Some(entry) if entry.call.args.is_empty() => {
                let message = "Expected a stage name but did not find any";
                self.report.hinted(
                    "jenkins/expected-stage-name",
                    stmt.span,
                    message,
                    "`stage('Build') { ... }`",
                );
            }
            Some(_) => {
                let message = "Stage does not have a block";
                self.report.hinted(
                    "jenkins/expected-stage",
                    stmt.span,
                    message,
                    "`stage('Build') { steps { ... } }`",
                );
            }
            None => {
                self.report.hinted(
                    "jenkins/expected-stage",
                    stmt.span,
                    "Expected a stage",
                    "`stage('Build') { steps { ... } }`",
                );
            }
        }
    }

    fn stage_body(
        &mut self,
        entry: Entry<'s>,
        name: Option<&'s Name>,
        block: &'s ClosureExpr,
        nesting: Nesting,
    ) -> Option<Stage> {
        let mut sections = Sections::default();
        let mut contents = Contents::default();
        let mut fail_fast: Option<Expr> = None;
        let mut places: Vec<&'s Ident> = Vec::new();
        for stmt in &block.body.statements {
            let Some(section) =
                self.entry(stmt, |reader| reader.no_section("stage section", stmt.span))
            else {
                continue;
            };
            self.once(&mut places, section.name);
            match section.name() {
                "failFast" => fail_fast = self.boolean(section),
                "steps" | "stages" | "parallel" | "matrix" => {
                    self.content(section, nesting, &mut contents);
                }
                _ if self.section(section, &mut sections) => {}
                unknown => self.unknown_stage_section(section, unknown),
            }
        }
        let name = name.cloned().unwrap_or_else(|| "?".into());
        let content = self.one_content(entry, &name, contents, nesting, &places);
        Some(Stage {
            name,
            agent: sections.agent,
            environment: sections.environment,
            options: sections.options,
            tools: sections.tools,
            input: sections.input,
            when: sections.when,
            post: sections.post,
            content: content?,
            fail_fast,
        })
    }

    /// A section that stages and matrices have; false where there is none of its name.
    pub(super) fn section(&mut self, section: Entry<'s>, into: &mut Sections) -> bool {
        self.report.enter(section.name());
        let known = match section.name() {
            "agent" => set(&mut into.agent, self.agent(section)),
            "environment" => set(&mut into.environment, self.environment(section)),
            "options" => set(&mut into.options, self.options(section, OptionsOf::Stage)),
            "tools" => set(&mut into.tools, self.tools(section)),
            "input" => set(&mut into.input, self.input(section)),
            "when" => set(&mut into.when, self.when(section)),
            "post" => set(&mut into.post, self.post(section)),
            _ => false,
        };
        self.report.leave();
        known
    }

    fn unknown_stage_section(&mut self, section: Entry<'s>, name: &str) {
        let message = format!(
            "Unknown stage section \"{name}\". Starting with version 0.5, steps in a stage must be in a ‘steps’ block."
        );
        let hint = match suggest::nearest(name, STAGE_SECTIONS.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if crate::steps::find(name).is_some() => {
                format!("put it into `steps {{ }}`: `steps {{ {name} ... }}`")
            }
            None => format!("a stage has {}", STAGE_SECTIONS.join(", ")),
        };
        self.report
            .hinted("jenkins/unknown-section", section.name.span, message, hint);
    }

    fn content(&mut self, section: Entry<'s>, nesting: Nesting, into: &mut Contents) {
        self.report.enter(section.name());
        let at = section.span;
        match section.name() {
            "steps" => {
                if let Some((block, kind)) = self.steps(section) {
                    into.steps = Some((Content::Steps(block), kind, at));
                }
            }
            "stages" => into.stages = Some((self.stages(section, nesting), at)),
            "parallel" => into.parallel = Some((self.stages(section, Nesting::InParallel), at)),
            _ => into.matrix = Some((self.matrix(section), at)),
        }
        self.report.leave();
    }

    /// Exactly one of them must be there, and none of them beside others of its kind.
    fn one_content(
        &mut self,
        entry: Entry<'s>,
        name: &str,
        contents: Contents,
        nesting: Nesting,
        sections: &[&'s Ident],
    ) -> Option<Content> {
        match (nesting, contents.branching(), contents.count()) {
            (Nesting::InParallel, Some(at), _) => {
                let message =
                    "Parallel stages or branches can only be included in a top-level stage.";
                self.report.error("jenkins/nested-parallel", at, message);
            }
            (_, _, 0) => self.nothing(entry, name, &contents),
            (_, _, 2..) => {
                let message = format!(
                    "Only one of \"matrix\", \"parallel\", \"stages\", or \"steps\" allowed for stage \"{name}\""
                );
                self.report
                    .error("jenkins/several-contents", entry.span, message);
            }
            _ if contents.parallel_stages().is_some() => self.only_in_cells(name, sections),
            _ => {}
        }
        contents.made()
    }

    fn nothing(&mut self, entry: Entry<'s>, name: &str, contents: &Contents) {
        let message =
            format!("Expected one of \"steps\", \"stages\", or \"parallel\" for stage \"{name}\"");
        let hint = match contents.steps {
            Some(_) => "branches that are known only when it runs: `script { parallel(branches) }`",
            None => "`steps { ... }`",
        };
        self.report
            .hinted("jenkins/nothing-to-execute", entry.span, message, hint);
    }

    /// The stage of `parallel` or `matrix` has no agent and no tools of its own.
    fn only_in_cells(&mut self, name: &str, sections: &[&'s Ident]) {
        for section in sections
            .iter()
            .filter(|section| matches!(&*section.name, "agent" | "tools"))
        {
            let message = format!(
                "\"{}\" is not allowed in stage \"{name}\" as it contains parallel stages",
                section.name
            );
            let hint = "put it into the stages (or the matrix) that run in parallel";
            self.report
                .hinted("jenkins/not-in-parallel", section.span, message, hint);
        }
    }
}

fn set<T>(place: &mut T, value: T) -> bool {
    *place = value;
    true
}

/// The name of a stage and where it stands.
fn stage_name(stmt: &Stmt) -> Option<(&str, Span)> {
    let entry = entry_of(stmt).filter(|entry| entry.name() == "stage")?;
    let first = entry.plain().next()?;
    Some((super::syntax::text(first)?, first.span))
}
