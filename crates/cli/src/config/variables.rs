//! Variables of the project, the group and the instance, from files.

use std::path::Path;

use maillon_model::variable::{Delivery, Expansion, Layer, Value};
use maillon_model::{Diagnostic, Secret, Variable};

use super::document::{Entry, TomlFile};
use crate::failure::Failure;

/// A variable from a file, and when it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfiguredVariable {
    /// The variable.
    pub variable: Variable,
    /// For which pipelines.
    pub protection: Protection,
}

/// For which pipelines a variable is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protection {
    /// For all.
    None,
    /// Only for those of protected branches and tags.
    Protected,
}

/// Reads a variables file: tables `[project]`, `[group]` and `[instance]`.
pub(crate) fn read_file(
    path: &Path,
) -> Result<(Vec<ConfiguredVariable>, Vec<Diagnostic>), Failure> {
    let file = TomlFile::read(path)?.ok_or_else(|| {
        Failure::invalid(format!(
            "the variables file {} does not exist",
            path.display()
        ))
        .hint("write tables [project], [group] and [instance] with NAME = \"value\" into it")
    })?;
    let document = file.parse()?;
    let (mut variables, mut diagnostics) = (Vec::new(), Vec::new());
    for entry in document.entries() {
        match layer(entry.key) {
            Some(layer) => read_table(&entry, layer, &mut variables, &mut diagnostics),
            None => diagnostics.push(
                entry
                    .warning(
                        "config/unknown-key",
                        format!("unknown table `{}`; it has no effect", entry.key),
                    )
                    .hint("tables are [project], [group] and [instance]"),
            ),
        }
    }
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failure::definition(diagnostics));
    }
    Ok((variables, diagnostics))
}

fn layer(table: &str) -> Option<Layer> {
    match table {
        "project" => Some(Layer::Project),
        "group" => Some(Layer::Group),
        "instance" => Some(Layer::Instance),
        _ => None,
    }
}

/// Reads `NAME = "value"` and `NAME = { value = "...", masked = true, ... }`.
pub(super) fn read_table(
    table: &Entry<'_>,
    layer: Layer,
    variables: &mut Vec<ConfiguredVariable>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(entries) = table.entries() else {
        diagnostics.push(table.error(
            "config/invalid-value",
            format!("`{}` is a table of variables", table.key),
        ));
        return;
    };
    for entry in entries {
        match read_variable(&entry, layer, diagnostics) {
            Ok(variable) => variables.push(variable),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
}

fn read_variable(
    entry: &Entry<'_>,
    layer: Layer,
    warnings: &mut Vec<Diagnostic>,
) -> Result<ConfiguredVariable, Box<Diagnostic>> {
    let mut variable = Variable::new(layer, entry.key, "");
    let mut protection = Protection::None;
    if let Some(text) = entry.value.text() {
        variable.value = Value::Plain(text.into());
        return Ok(ConfiguredVariable {
            variable,
            protection,
        });
    }
    let fields = entry.entries().ok_or_else(|| {
        Box::new(entry.error(
            "config/invalid-value",
            format!("`{}` is a text or a table with `value`", entry.key),
        ))
    })?;
    let mut masked = false;
    let mut value = None;
    for field in fields {
        match field.key {
            "value" => value = field.value.text(),
            "masked" => masked = truth(&field)?,
            "protected" if truth(&field)? => protection = Protection::Protected,
            "raw" if truth(&field)? => variable.expansion = Expansion::Raw,
            "file" if truth(&field)? => variable.delivery = Delivery::File,
            "protected" | "raw" | "file" => {}
            "environment" => check_environment(&field)?,
            other => warnings.push(unknown(&field, other)),
        }
    }
    let value = value.ok_or_else(|| {
        Box::new(entry.error(
            "config/invalid-value",
            format!("`{}` has no `value`", entry.key),
        ))
    })?;
    if masked {
        warnings
            .extend(weak_mask(entry.key, &value).map(|why| entry.warning("config/weak-mask", why)));
        variable.value = Value::Masked(Secret::new(value));
    } else {
        variable.value = Value::Plain(value.into());
    }
    Ok(ConfiguredVariable {
        variable,
        protection,
    })
}

fn truth(field: &Entry<'_>) -> Result<bool, Box<Diagnostic>> {
    let wrong = || {
        Box::new(field.error(
            "config/invalid-value",
            format!("`{}` is true or false", field.key),
        ))
    };
    field.value.truth().ok_or_else(wrong)
}

fn check_environment(field: &Entry<'_>) -> Result<(), Box<Diagnostic>> {
    if field.value.text().as_deref() == Some("*") {
        return Ok(());
    }
    let found = field.error(
        "config/environment-scope",
        "a variable for some environments only is not supported yet",
    );
    Err(Box::new(found.hint(
        "leave `environment` out, or give the variable with --var for the run that deploys there",
    )))
}

fn unknown(field: &Entry<'_>, name: &str) -> Diagnostic {
    field
        .warning(
            "config/unknown-key",
            format!("unknown key `{name}`; it has no effect"),
        )
        .hint("keys are value, masked, file, raw, protected and environment")
}

/// Why a value is masked badly: GitLab itself refuses to mask it.
pub(crate) fn weak_mask(name: &str, value: &str) -> Option<String> {
    if value.trim_end_matches('\n').contains('\n') {
        Some(format!(
            "`{name}` has several lines: each is masked by itself, and short ones are not masked at all"
        ))
    } else if value.chars().count() < 8 {
        Some(format!(
            "`{name}` is shorter than 8 characters: GitLab would not mask it, and its value may stand in a log by chance"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<ConfiguredVariable>, Vec<String>) {
        let file = TomlFile::new("v.toml", text);
        let document = file.parse().unwrap();
        let (mut variables, mut diagnostics) = (Vec::new(), Vec::new());
        for entry in document.entries() {
            read_table(&entry, Layer::Project, &mut variables, &mut diagnostics);
        }
        (
            variables,
            diagnostics.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn a_variable_is_a_text_or_a_table() {
        let (variables, found) = read(
            "[project]\nA = 'x'\nN = 5\nT = { value = 'secret-token', masked = true, raw = true, file = true, protected = true }\n",
        );
        assert_eq!(found, [""; 0]);
        let shown: Vec<_> = variables
            .iter()
            .map(|v| (&*v.variable.name, v.variable.value.shown()))
            .collect();
        assert_eq!(shown, [("A", "x"), ("N", "5"), ("T", "[MASKED]")]);
        let token = &variables[2];
        assert_eq!(
            (
                token.variable.delivery,
                token.variable.expansion,
                token.protection
            ),
            (Delivery::File, Expansion::Raw, Protection::Protected)
        );
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let (_, found) = read(
            "[project]\nA = { masked = true }\nB = [1]\nC = { value = 'short', masked = true, colour = 1 }\n",
        );
        assert_eq!(
            found,
            [
                "v.toml:2:5: error[config/invalid-value]: `A` has no `value`",
                "v.toml:3:5: error[config/invalid-value]: `B` is a text or a table with `value`",
                "v.toml:4:39: warning[config/unknown-key]: unknown key `colour`; it has no effect",
                "v.toml:4:1: warning[config/weak-mask]: `C` is shorter than 8 characters: GitLab would not mask it, and its value may stand in a log by chance",
            ]
        );
    }
}
