//! `post`.

use std::sync::Arc;

use maillon_groovy::ast::{Ident, Stmt};

use super::Reader;
use super::literal::listed;
use super::syntax::{Entry, chain_hint, entry_of};
use crate::definition::PostCondition;
use crate::keywords::POST_CONDITIONS;

impl<'s> Reader<'_> {
    pub(super) fn post(&mut self, entry: Entry<'s>) -> Vec<PostCondition> {
        let Some(block) = entry.block() else {
            self.report.hinted(
                "jenkins/expected-block",
                entry.span,
                "Expected a block",
                "`post { always { ... } }`",
            );
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            self.empty(entry, "post");
        }
        let mut seen: Vec<&Ident> = Vec::new();
        let statements = block.body.statements.iter();
        statements
            .filter_map(|stmt| self.post_condition(stmt, &mut seen))
            .collect()
    }

    fn post_condition(
        &mut self,
        stmt: &'s Stmt,
        seen: &mut Vec<&'s Ident>,
    ) -> Option<PostCondition> {
        let found = entry_of(stmt).and_then(|entry| Some((entry, entry.block()?)));
        let Some((entry, block)) = found else {
            let message = format!(
                "The ‘post’ section can only contain build condition names with code blocks. Valid condition names are {}",
                listed(names())
            );
            self.report.hinted(
                "jenkins/expected-post-condition",
                stmt.span,
                message,
                chain_hint(stmt, "`always { ... }`"),
            );
            return None;
        };
        self.known_post_condition(entry);
        match seen.iter().find(|before| before.name == entry.name.name) {
            Some(first) => {
                let message = format!("Duplicate build condition name: \"{}\"", entry.name());
                self.report.again(
                    "jenkins/duplicate-name",
                    entry.name.span,
                    message,
                    first.span,
                );
            }
            None => seen.push(entry.name),
        }
        self.report.enter(entry.name());
        self.branch(entry.span, &block.body);
        self.report.leave();
        Some(PostCondition {
            name: entry.name.clone(),
            body: Arc::clone(block),
        })
    }

    fn known_post_condition(&mut self, entry: Entry<'s>) {
        let name = entry.name();
        if names().any(|known| known == name) {
            return;
        }
        let message = format!(
            "Invalid condition \"{name}\" - valid conditions are {}",
            listed(names())
        );
        self.report.unknown(
            "jenkins/unknown-post-condition",
            entry.name,
            message,
            names(),
        );
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    POST_CONDITIONS.iter().map(|(name, _)| *name)
}
