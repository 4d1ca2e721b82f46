//! `withCredentials`.

use maillon_groovy::{Eval, Value};

use crate::credentials::{Bind, with_credentials};
use crate::steps::{
    Arguments, Body, Described, Kind, Needs, Param, Step, StepCall, braces, described,
};

pub(super) static STEP: Step = Step {
    name: "withCredentials",
    summary: "Runs a block with secrets in its environment; the log masks them.",
    params: &[Param::required(
        "bindings",
        Kind::List,
        "`string(...)`, `usernamePassword(...)`, `usernameColonPassword(...)`, `file(...)`, `sshUserPrivateKey(...)`.",
    )],
    sole: Some("bindings"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let mut wanted = Vec::new();
    for binding in call.args.list("bindings") {
        let Some(described) = described(call.cx, &binding)? else {
            let shown = call.cx.to_text(&binding)?;
            return Err(call.wrong(format!("withCredentials takes bindings, as string(credentialsId: 'id', variable: 'NAME'), but got {shown}")));
        };
        wanted.push(bind(call, &described)?);
    }
    let body = call.body.clone().unwrap_or_default();
    with_credentials(call.cx, &wanted, |cx| {
        braces(cx, None, |cx| cx.call(&body, &[]))
    })
}

fn bind(call: &mut StepCall<'_>, binding: &Described) -> Eval<(String, Bind)> {
    let args = &binding.args;
    let id = field(call, binding, "credentialsId")?;
    let variable = |call: &mut StepCall<'_>| field(call, binding, "variable");
    let bind = match binding.symbol.as_str() {
        "string" => Bind::Text {
            variable: variable(call)?,
        },
        "usernamePassword" => Bind::UsernamePassword {
            username: field(call, binding, "usernameVariable")?,
            password: field(call, binding, "passwordVariable")?,
        },
        "usernameColonPassword" => Bind::UsernameColonPassword {
            variable: variable(call)?,
        },
        "file" => Bind::File {
            variable: variable(call)?,
        },
        "sshUserPrivateKey" => Bind::SshKey {
            key_file: field(call, binding, "keyFileVariable")?,
            username: optional(args, "usernameVariable"),
            passphrase: optional(args, "passphraseVariable"),
        },
        other => {
            return Err(call.fail(format!(
                "withCredentials has no binding {other} here: there are string, usernamePassword, usernameColonPassword, file, sshUserPrivateKey"
            )));
        }
    };
    Ok((id, bind))
}

fn optional(args: &Arguments, name: &str) -> Option<String> {
    let text = args.text(name)?;
    (!text.is_empty()).then(|| text.to_string())
}

fn field(call: &mut StepCall<'_>, binding: &Described, name: &str) -> Eval<String> {
    optional(&binding.args, name).ok_or_else(|| {
        call.wrong(format!(
            "Missing required parameter: \"{name}\" of {}",
            binding.symbol
        ))
    })
}
