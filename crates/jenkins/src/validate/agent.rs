//! `agent`.

use maillon_groovy::Span;
use maillon_groovy::ast::{Arg, ClosureExpr, Ident, Stmt};

use super::Reader;
use super::literal::listed;
use super::syntax::{Entry, closure, entry_of, text};
use crate::definition::Agent;
use crate::keywords::{self, AGENTS, Described};
use crate::steps::Presence;

impl<'s> Reader<'_> {
    pub(super) fn agent(&mut self, entry: Entry<'s>) -> Option<Agent> {
        match entry.block() {
            Some(block) => self.agent_block(entry, block),
            None => self.bare_agent(entry),
        }
    }

    /// `agent any`, `agent none`.
    fn bare_agent(&mut self, entry: Entry<'s>) -> Option<Agent> {
        let Some(value) = entry.plain().next() else {
            self.report
                .error("jenkins/no-agent", entry.span, "No argument for agent");
            return None;
        };
        match text(value).map(|text| &**text) {
            Some("any") if entry.count() == 1 => Some(Agent::Any),
            Some("none") if entry.count() == 1 => Some(Agent::None),
            _ => {
                let message = "Only \"agent none\", \"agent any\" or \"agent {...}\" are allowed.";
                self.report.hinted(
                    "jenkins/invalid-agent",
                    value.span,
                    message,
                    "a label: `agent { label 'x' }`",
                );
                None
            }
        }
    }

    /// `agent { label 'x' }`.
    fn agent_block(&mut self, entry: Entry<'s>, block: &'s ClosureExpr) -> Option<Agent> {
        let [stmt] = block.body.statements.as_slice() else {
            self.agent_count(entry, block);
            return None;
        };
        let Some(kind) = entry_of(stmt) else {
            let hint = "`agent { label 'x' }`, or `agent any` without braces";
            self.report.hinted(
                "jenkins/expected-agent",
                stmt.span,
                "Expected an agent",
                hint,
            );
            return None;
        };
        self.agent_kind(kind)
    }

    fn agent_count(&mut self, entry: Entry<'s>, block: &'s ClosureExpr) {
        if let Some(second) = block.body.statements.get(1) {
            let message = "Only one agent type is allowed per agent section";
            self.report
                .error("jenkins/several-agents", second.span, message);
            return;
        }
        let hint = "`agent { label 'x' }`, or `agent any`";
        self.report.hinted(
            "jenkins/expected-agent",
            entry.span,
            "Expected an agent",
            hint,
        );
    }

    fn agent_kind(&mut self, kind: Entry<'s>) -> Option<Agent> {
        let name = kind.name();
        let Some(described) = keywords::named(AGENTS, name) else {
            let known = || {
                AGENTS
                    .iter()
                    .map(|agent| agent.name)
                    .filter(|name| *name != "node")
            };
            let message = format!(
                "Invalid agent type \"{name}\" specified. Must be one of {}",
                listed(known())
            );
            self.report
                .unknown("jenkins/unknown-agent", kind.name, message, known());
            return None;
        };
        let args = match kind.block() {
            Some(block) if kind.count() == 1 => self.agent_fields(kind, block, described),
            _ => self.agent_argument(kind),
        };
        let ident = match (name, kind.block()) {
            ("label", Some(_)) => Ident {
                name: "node".into(),
                span: kind.name.span,
            },
            _ => kind.name.clone(),
        };
        Some(Agent::Kind { kind: ident, args })
    }

    /// `label 'x'`.
    fn agent_argument(&mut self, kind: Entry<'s>) -> Vec<Arg> {
        if let Some(value) = self.only_argument(kind, "map key") {
            self.value(value);
        }
        kind.call.args.clone()
    }

    /// `docker { image 'x' }`.
    fn agent_fields(
        &mut self,
        kind: Entry<'s>,
        block: &'s ClosureExpr,
        of: &Described,
    ) -> Vec<Arg> {
        let fields = self.fields(&block.body.statements);
        self.missing_fields(kind, &fields, of);
        for field in fields.iter().filter(|_| !of.params.is_empty()) {
            self.known_field(field, of);
        }
        fields.iter().filter_map(|field| argument(*field)).collect()
    }

    /// Lines `key value`.
    fn fields(&mut self, statements: &'s [Stmt]) -> Vec<Entry<'s>> {
        let mut fields = Vec::new();
        for stmt in statements {
            let Some(field) = self.entry(stmt, |reader| reader.expected_field(stmt.span)) else {
                continue;
            };
            match self.only_argument(field, "map key") {
                Some(value) if closure(value).is_none() => self.value(value),
                Some(_) | None => {}
            }
            fields.push(field);
        }
        fields
    }

    fn expected_field(&mut self, at: Span) {
        self.report.error(
            "jenkins/expected-field",
            at,
            "Expected to find ‘someKey \"someValue\"’",
        );
    }

    fn missing_fields(&mut self, kind: Entry<'s>, fields: &[Entry<'s>], of: &Described) {
        let required = of
            .params
            .iter()
            .filter(|param| param.presence == Presence::Required);
        for param in required.filter(|param| !fields.iter().any(|field| field.name() == param.name))
        {
            let message = format!(
                "Missing required parameter for agent type \"{}\": {}",
                kind.name(),
                param.name
            );
            self.report.hinted(
                "jenkins/missing-parameter",
                kind.name.span,
                message,
                format!("`{} 'value'`", param.name),
            );
        }
    }

    fn known_field(&mut self, field: &Entry<'s>, of: &Described) {
        let name = field.name();
        let names = || of.params.iter().map(|param| param.name);
        if names().any(|known| known == name) {
            return;
        }
        let valid = listed(names());
        let message = format!(
            "Invalid config option \"{name}\" for agent type \"{}\". Valid config options are {valid}",
            of.name
        );
        self.report
            .unknown("jenkins/unknown-parameter", field.name, message, names());
    }
}

/// `image 'x'` as `image: 'x'`.
fn argument(field: Entry<'_>) -> Option<Arg> {
    let arg = field.call.args.first()?;
    Some(Arg {
        key: Some(maillon_groovy::ast::Expr {
            kind: maillon_groovy::ast::ExprKind::Str(field.name.name.clone()),
            span: field.name.span,
        }),
        value: arg.value.clone(),
    })
}
