//! Secrets in GStrings: Groovy puts them into the arguments of a step, where a shell or a list of processes shows them.

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Value};

use crate::build::{self, Local, ask};

/// The texts that GStrings among the arguments make; none where no block has brought variables, so that there is nothing to find.
pub(super) fn interpolated(cx: &mut Cx, args: &[Value]) -> Eval<Vec<Name>> {
    let local = Local::here(cx)?;
    let mut texts = Vec::new();
    if !local.env.is_empty() {
        for arg in args {
            gather(cx, arg, &mut texts)?;
        }
    }
    Ok(texts)
}

fn gather(cx: &mut Cx, value: &Value, texts: &mut Vec<Name>) -> Eval<()> {
    let inner: Vec<Value> = match value {
        Value::GString(_) => {
            texts.push(cx.to_text(value)?);
            return Ok(());
        }
        Value::List(list) => list.items.lock().clone(),
        Value::Map(map) => map.entries.lock().values().cloned().collect(),
        _ => return Ok(()),
    };
    inner.iter().try_for_each(|value| gather(cx, value, texts))
}

/// Says which secret variables went into the texts, in Jenkins' words.
pub(super) fn warn(cx: &mut Cx, step: &str, texts: &[Name]) -> Eval<()> {
    let local = Local::here(cx)?;
    let used = local.env.iter();
    let used = used.filter(|(_, value)| {
        !value.is_empty() && texts.iter().any(|text| text.contains(value.as_str()))
    });
    let used: Vec<(String, String)> = used.cloned().collect();
    if used.is_empty() {
        return Ok(());
    }
    let secret = ask(cx, |host| {
        Box::pin(async move {
            let secret = used.into_iter().filter(|(_, value)| host.is_secret(value));
            secret.map(|(name, _)| name).collect::<Vec<_>>()
        })
    })?;
    if !secret.is_empty() {
        build::say(
            cx,
            format!(
                "Warning: A secret was passed to \"{step}\" using Groovy String interpolation, which is insecure."
            ),
        );
        build::say(
            cx,
            format!(
                "\t\t Affected argument(s) used the following variable(s): [{}]",
                secret.join(", ")
            ),
        );
        build::say(
            cx,
            "\t\t See https://jenkins.io/redirect/groovy-string-interpolation for details.",
        );
    }
    Ok(())
}
