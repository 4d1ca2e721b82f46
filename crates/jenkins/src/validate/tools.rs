//! `tools`.

use maillon_groovy::ast::{Expr, ExprKind};

use super::Reader;
use super::literal::{Literal, listed, nearest};
use super::syntax::Entry;
use crate::definition::ToolEntry;
use crate::keywords::TOOLS;

impl<'s> Reader<'_> {
    pub(super) fn tools(&mut self, entry: Entry<'s>) -> Vec<ToolEntry> {
        let Some(block) = self.block(entry) else {
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            self.report.hinted(
                "jenkins/empty-section",
                entry.span,
                "No tools specified",
                "`maven 'name'`, or leave it out",
            );
        }
        let mut tools = Vec::new();
        for stmt in &block.body.statements {
            let expected = "Expected to find ‘someTool \"someVersion\"’";
            let Some(tool) = self.entry(stmt, |reader| {
                reader
                    .report
                    .error("jenkins/expected-tool", stmt.span, expected);
            }) else {
                continue;
            };
            if let Some(version) = self.only_argument(tool, "tool") {
                self.tool(tool, version);
                tools.push(ToolEntry {
                    kind: tool.name.clone(),
                    version: version.clone(),
                });
            }
        }
        tools
    }

    fn tool(&mut self, tool: Entry<'s>, version: &'s Expr) {
        self.value(version);
        if !self.is_tool_kind(tool.name()) {
            let known = TOOLS.iter().flat_map(|(kind, class)| [*kind, *class]);
            let message = format!(
                "Invalid tool type \"{}\". Valid tool types: {}",
                tool.name(),
                listed(known)
            );
            self.report
                .error("jenkins/unknown-tool-type", tool.name.span, message);
        } else if let Some(Literal::Text(name)) = Literal::of(version)
            && !matches!(version.kind, ExprKind::Variable(_))
        {
            self.installed(tool.name(), name, version);
        }
    }

    fn is_tool_kind(&self, kind: &str) -> bool {
        let known = TOOLS
            .iter()
            .any(|(known, class)| *known == kind || *class == kind);
        known || self.around.tools.iter().any(|tool| tool.kind == kind)
    }

    fn installed(&mut self, kind: &str, name: &str, at: &Expr) {
        let class = TOOLS.iter().find(|(_, class)| *class == kind);
        let short = class.map_or(kind, |(short, _)| short);
        let tools = self.around.tools;
        let names = || {
            tools
                .iter()
                .filter(|tool| tool.kind == short)
                .map(|tool| &*tool.name)
        };
        if names().any(|known| known == name) {
            return;
        }
        let near = nearest(name, names());
        let message = format!(
            "Tool type \"{kind}\" does not have an install of \"{name}\" configured - did you mean \"{near}\"?"
        );
        let hint = "configure the tool with its kind, its name and its folder on this machine";
        self.report
            .hinted("jenkins/unknown-tool", at.span, message, hint);
    }
}
