//! `options`, `parameters`, `triggers`, `libraries`: lists of calls.

use maillon_groovy::ast::{ClosureExpr, Expr, ExprKind, Ident, Stmt, StmtKind};
use maillon_model::keywords::State;

use super::Reader;
use super::arguments::Callable;
use super::literal::listed;
use super::syntax::{Entry, call_of, closure};
use crate::definition::Directive;
use crate::keywords::{self, Described, PARAMETERS, TRIGGERS};
use crate::steps;

/// A list of calls.
struct List {
    /// The section's name.
    section: &'static str,
    /// As messages name what is in it.
    plural: &'static str,
    expected: &'static str,
    /// One of them.
    kind: &'static str,
}

const OPTIONS: List = List {
    section: "options",
    plural: "Options",
    expected: "Expected an option",
    kind: "option",
};

const PARAMETER_LIST: List = List {
    section: "parameters",
    plural: "Build parameters",
    expected: "Expected a build parameter definition",
    kind: "parameter",
};

const TRIGGER_LIST: List = List {
    section: "triggers",
    plural: "Triggers",
    expected: "Expected a trigger",
    kind: "trigger",
};

/// Which options may stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OptionsOf {
    Pipeline,
    Stage,
}

impl OptionsOf {
    fn allows(self, name: &str) -> bool {
        self == Self::Pipeline || keywords::is_for_stages(name)
    }

    fn knows(self, name: &str) -> bool {
        let known = keywords::option(name).is_some() || keywords::is_wrapper(name);
        known && self.allows(name)
    }
}

impl<'s> Reader<'_> {
    pub(super) fn options(&mut self, entry: Entry<'s>, of: OptionsOf) -> Vec<Directive> {
        let calls = self.list(entry, &OPTIONS);
        self.twice(&calls, OPTIONS.kind);
        for call in &calls {
            self.an_option(*call, of);
        }
        directives(&calls)
    }

    fn an_option(&mut self, call: Entry<'s>, of: OptionsOf) {
        let name = call.name();
        match name {
            "parameters" | "pipelineTriggers" | "triggers" => self.section_as_option(call),
            _ if keywords::blocked_in_calls(name).is_some() => {
                self.blocked_call(call.name.span, name);
            }
            _ if !of.knows(name) => self.unknown_option(call, of),
            _ => self.option_arguments(call),
        }
    }

    fn section_as_option(&mut self, call: Entry<'s>) {
        let section = if call.name() == "parameters" {
            "parameters"
        } else {
            "triggers"
        };
        let message = format!(
            "The \"{section}\" job property can't be used in the \"options\" directive. Use the \"{section} {{...}}\" directive instead."
        );
        self.report
            .error("jenkins/misplaced-option", call.span, message);
    }

    fn unknown_option(&mut self, call: Entry<'s>, of: OptionsOf) {
        let known = keywords::option_names(|name| of.allows(name));
        if OptionsOf::Pipeline.knows(call.name()) {
            let hint = format!("`{}` belongs in the `options` of the pipeline", call.name());
            let message = invalid(&OPTIONS, call.name(), &known);
            self.report
                .hinted("jenkins/unknown-option", call.name.span, message, hint);
            return;
        }
        self.unknown("jenkins/unknown-option", &OPTIONS, call, &known);
    }

    fn option_arguments(&mut self, call: Entry<'s>) {
        let name = call.name();
        let step = steps::find(name).map(Callable::step);
        if let Some(of) = keywords::option(name).map(Callable::described).or(step) {
            self.called(call.span, &call.call.args, of);
        }
    }

    pub(super) fn parameters(&mut self, entry: Entry<'s>) -> Vec<Directive> {
        let calls = self.list(entry, &PARAMETER_LIST);
        for call in &calls {
            self.known_in(
                *call,
                &PARAMETER_LIST,
                "jenkins/unknown-parameter-type",
                PARAMETERS,
            );
        }
        directives(&calls)
    }

    /// They are checked; nothing starts a pipeline here but people and their tools.
    pub(super) fn triggers(&mut self, entry: Entry<'s>) {
        let calls = self.list(entry, &TRIGGER_LIST);
        self.twice(&calls, TRIGGER_LIST.kind);
        for call in &calls {
            self.known_in(*call, &TRIGGER_LIST, "jenkins/unknown-trigger", TRIGGERS);
        }
    }

    /// What is recorded and has no parameters in the table is of a plugin whose arguments nobody needs here.
    fn known_in(
        &mut self,
        call: Entry<'s>,
        list: &List,
        code: &'static str,
        table: &'static [Described],
    ) {
        let known: Vec<&str> = table.iter().map(|known| known.name).collect();
        match keywords::named(table, call.name()) {
            None => self.unknown(code, list, call, &known),
            Some(known) if known.params.is_empty() && known.state != State::Implemented => {}
            Some(known) => self.called(call.span, &call.call.args, Callable::described(known)),
        }
    }

    fn unknown(&mut self, code: &'static str, list: &List, call: Entry<'s>, known: &[&str]) {
        let message = invalid(list, call.name(), known);
        self.report
            .unknown(code, call.name, message, known.iter().copied());
    }

    /// The calls of a list, each without a block.
    fn list(&mut self, entry: Entry<'s>, list: &List) -> Vec<Entry<'s>> {
        let Some(block) = self.block(entry) else {
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            self.empty(entry, list.section);
        }
        let statements = block.body.statements.iter();
        statements
            .filter_map(|stmt| self.list_entry(stmt, list))
            .collect()
    }

    /// Tells of an empty section.
    pub(super) fn empty(&mut self, entry: Entry<'s>, section: &str) {
        self.report.hinted(
            "jenkins/empty-section",
            entry.span,
            format!("{section} can not be empty"),
            "leave it out",
        );
    }

    fn list_entry(&mut self, stmt: &'s Stmt, list: &List) -> Option<Entry<'s>> {
        let entry = self.entry(stmt, |reader| reader.no_list_entry(stmt, list))?;
        if entry.block().is_some() {
            let message = format!("{} definitions cannot have blocks", list.plural);
            self.report
                .error("jenkins/unexpected-block", entry.span, message);
            return None;
        }
        self.no_closures(&entry.call.args);
        for arg in &entry.call.args {
            self.value(&arg.value);
        }
        Some(entry)
    }

    fn no_list_entry(&mut self, stmt: &Stmt, list: &List) {
        let map = matches!(
            &stmt.kind,
            StmtKind::Expr(Expr {
                kind: ExprKind::Map(_),
                ..
            })
        );
        let message = if map {
            format!("{} cannot be defined as maps", list.plural)
        } else {
            list.expected.to_owned()
        };
        let name = match &stmt.kind {
            StmtKind::Expr(Expr {
                kind: ExprKind::Variable(name),
                ..
            }) => Some(name),
            _ => None,
        };
        match name {
            Some(name) => self.report.hinted(
                "jenkins/expected-call",
                stmt.span,
                message,
                format!("with parentheses: `{name}()`"),
            ),
            None => self
                .report
                .error("jenkins/expected-call", stmt.span, message),
        }
    }

    fn twice(&mut self, calls: &[Entry<'s>], kind: &str) {
        let mut seen: Vec<&Ident> = Vec::new();
        for call in calls {
            match seen.iter().find(|before| before.name == call.name.name) {
                Some(first) => {
                    let message = format!("Duplicate {kind} name: \"{}\"", call.name());
                    self.report.again(
                        "jenkins/duplicate-name",
                        call.name.span,
                        message,
                        first.span,
                    );
                }
                None => seen.push(call.name),
            }
        }
    }

    /// `libraries { lib('x@ref') }`.
    pub(super) fn libraries(&mut self, entry: Entry<'s>) -> Vec<Expr> {
        let Some(block) = self.block(entry) else {
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            self.empty(entry, "libraries");
        }
        self.libs(block)
    }

    fn libs(&mut self, block: &'s ClosureExpr) -> Vec<Expr> {
        let mut libs = Vec::new();
        for stmt in &block.body.statements {
            let lib = super::syntax::entry_of(stmt).filter(|entry| entry.name() == "lib");
            match lib.and_then(|lib| lib.plain().next().filter(|_| lib.count() == 1)) {
                Some(value) if closure(value).is_some() => {
                    let message = "Libraries definitions cannot have blocks";
                    self.report
                        .error("jenkins/unexpected-block", stmt.span, message);
                }
                Some(value) if !matches!(value.kind, ExprKind::Call(_)) => libs.push(value.clone()),
                _ => self.no_library(stmt),
            }
        }
        libs
    }

    fn no_library(&mut self, stmt: &Stmt) {
        let source = self.report.source(stmt.span);
        let message = format!("Expected a \"lib(...)\" but got {source}");
        let hint = if call_of(stmt).is_some() {
            "`lib('name@ref')`"
        } else {
            "a library: `lib('name@ref')`"
        };
        self.report
            .hinted("jenkins/expected-library", stmt.span, message, hint);
    }
}

fn invalid(list: &List, name: &str, known: &[&str]) -> String {
    let (kind, known) = (list.kind, listed(known.iter().copied()));
    format!("Invalid {kind} type \"{name}\". Valid {kind} types: {known}")
}

fn directives(calls: &[Entry<'_>]) -> Vec<Directive> {
    let directive = |entry: &Entry<'_>| Directive {
        name: entry.name.clone(),
        args: entry.call.args.clone(),
    };
    calls.iter().map(directive).collect()
}
