//! `tools`: their folders come into the environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_groovy::ast::{Expr, Name};
use maillon_groovy::{Cx, Eval, Scope, Value};
use parking_lot::Mutex;

use super::script::{self, Work};
use crate::build::Local;
use crate::definition::ToolEntry;

/// Does work with tools in the environment: those of the stage, and of what is around it. Without a node there is nothing to install.
pub(super) fn installed(
    cx: &mut Cx,
    own: &[ToolEntry],
    around: &[ToolEntry],
    scope: &Arc<Scope>,
    work: &Work,
) -> Eval<()> {
    let tools = merged(own, around);
    if tools.is_empty() || Local::here(cx)?.node.is_none() {
        return work(cx);
    }
    let environment = Arc::new(Mutex::new(Vec::new()));
    let (found, scope) = (Arc::clone(&environment), Arc::clone(scope));
    let install: Work = Arc::new(move |cx| {
        *found.lock() = install(cx, &tools, &scope)?;
        Ok(())
    });
    script::synthetic(cx, "Declarative: Tool Install", &install)?;
    let environment = std::mem::take(&mut *environment.lock());
    script::with_env(cx, environment, work)
}

/// A stage's entry of a kind stands for that of the stage around.
fn merged(own: &[ToolEntry], around: &[ToolEntry]) -> Vec<(Name, Expr)> {
    let mut tools: Vec<(Name, Expr)> = Vec::new();
    for entry in around.iter().chain(own) {
        tools.retain(|(kind, _)| *kind != entry.kind.name);
        tools.push((entry.kind.name.clone(), entry.version.clone()));
    }
    tools
}

fn install(cx: &mut Cx, tools: &[(Name, Expr)], scope: &Arc<Scope>) -> Eval<Vec<String>> {
    let mut environment = Vec::new();
    for (kind, version) in tools {
        let version = cx.eval(version, scope)?;
        let args = BTreeMap::from([("name", version), ("type", Value::Str(kind.clone()))]);
        let home = script::step(cx, "tool", &[Value::map(args)])?;
        crate::build::note(cx, "envVarsForTool");
        let home = cx.to_text(&home)?;
        environment.extend(variables(kind, &home));
    }
    Ok(environment)
}

/// What Jenkins' installations of a kind put into the environment.
fn variables(kind: &str, home: &str) -> Vec<String> {
    let path = |name: &str| format!("PATH+{name}={home}/bin");
    match kind.rsplit('.').next().unwrap_or(kind) {
        "maven" => vec![
            format!("M2_HOME={home}"),
            format!("MAVEN_HOME={home}"),
            path("MAVEN"),
        ],
        "jdk" => vec![format!("JAVA_HOME={home}"), path("JDK")],
        "ant" => vec![format!("ANT_HOME={home}"), path("ANT")],
        "gradle" => vec![format!("GRADLE_HOME={home}"), path("GRADLE")],
        "nodejs" => vec![format!("NODEJS_HOME={home}"), path("NODEJS")],
        "go" => vec![format!("GOROOT={home}"), path("GO_BIN")],
        "git" => Vec::new(),
        other => vec![path(&other.to_uppercase())],
    }
}
