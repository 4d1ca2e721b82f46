//! `findFiles`.

use maillon_groovy::{Cx, Eval, List, ListKind, Native, Value};
use std::sync::Arc;

use super::selection;
use crate::host::FoundFile;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "findFiles",
    summary: "Gives the files that a pattern selects, each with `name`, `path`, `directory`, `length`, `lastModified`.",
    params: &[
        Param::optional(
            "glob",
            Kind::Text,
            "Ant's pattern; without one, the files of the current folder alone.",
        ),
        Param::optional(
            "excludes",
            Kind::Text,
            "Ant's patterns of what is left out.",
        ),
    ],
    sole: Some("glob"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let glob = call.args.text_or_empty("glob");
    let glob = if glob.trim().is_empty() { "*" } else { &glob };
    let what = selection(glob, &call.args.text_or_empty("excludes"));
    let (node, below) = (call.node()?, call.local.cwd.clone());
    let found =
        call.try_ask(move |host| Box::pin(async move { host.find(&*node, &below, &what).await }))?;
    let files = found
        .into_iter()
        .map(|file| Value::native(File(file)))
        .collect();
    Ok(Value::List(Arc::new(List::new(ListKind::Array, files))))
}

/// `org.jenkinsci.plugins.pipeline.utility.steps.fs.FileWrapper`.
struct File(FoundFile);

impl File {
    fn property(&self, name: &str) -> Option<Value> {
        let file = &self.0;
        Some(match name {
            "name" => Value::text(file.path.rsplit('/').next().unwrap_or_default()),
            "path" => Value::text(file.path.as_str()),
            "directory" => Value::Bool(false),
            "length" => Value::Long(i64::try_from(file.size).unwrap_or(i64::MAX)),
            "lastModified" => Value::Long(file.modified_ms),
            _ => return None,
        })
    }
}

impl Native for File {
    fn class_name(&self) -> &'static str {
        "org.jenkinsci.plugins.pipeline.utility.steps.fs.FileWrapper"
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(self.property(name))
    }

    fn call(&self, _cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let property = match name {
            "getName" => "name",
            "getPath" => "path",
            "isDirectory" => "directory",
            "getLength" => "length",
            "getLastModified" => "lastModified",
            _ => return Ok(None),
        };
        Ok(self.property(property).filter(|_| args.is_empty()))
    }

    fn members(&self) -> &[&'static str] {
        &["name", "path", "directory", "length", "lastModified"]
    }

    fn show(&self) -> String {
        self.0.path.clone()
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}
