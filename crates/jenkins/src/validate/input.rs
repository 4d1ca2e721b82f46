//! `input`.

use maillon_groovy::ast::Ident;

use super::Reader;
use super::syntax::Entry;
use crate::definition::StageInput;

const FIELDS: &[&str] = &["message", "id", "ok", "submitter", "submitterParameter"];

impl<'s> Reader<'_> {
    pub(super) fn input(&mut self, entry: Entry<'s>) -> Option<StageInput> {
        let block = self.block(entry)?;
        let mut input = StageInput {
            fields: Vec::new(),
            parameters: Vec::new(),
        };
        let mut seen: Vec<&Ident> = Vec::new();
        for stmt in &block.body.statements {
            let Some(field) = self.entry(stmt, |reader| reader.no_section("section", stmt.span))
            else {
                continue;
            };
            self.once(&mut seen, field.name);
            self.input_field(field, &mut input);
        }
        if !seen.iter().any(|name| &*name.name == "message") {
            self.report.hinted(
                "jenkins/missing-message",
                entry.span,
                "No message specified for input",
                "`message 'Deploy?'`",
            );
        }
        Some(input)
    }

    fn input_field(&mut self, field: Entry<'s>, input: &mut StageInput) {
        let Some(value) = self.only_argument(field, "field") else {
            return;
        };
        match field.name() {
            "parameters" => input.parameters = self.parameters(field),
            name if FIELDS.contains(&name) => {
                self.value(value);
                input.fields.push((field.name.clone(), value.clone()));
            }
            name => {
                let message = format!("Not a valid field for input: \"{name}\"");
                let hint = format!("`input` has {}, parameters", FIELDS.join(", "));
                self.report
                    .hinted("jenkins/unknown-field", field.name.span, message, hint);
            }
        }
    }
}
