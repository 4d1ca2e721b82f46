//! `sshagent`.

use maillon_groovy::{Eval, Value};

use crate::build::{say, within};
use crate::credentials::{Bind, find, quietly_with_credentials};
use crate::steps::shell::{Program, silently};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, braces};

pub(super) static STEP: Step = Step {
    name: "sshagent",
    summary: "Runs a block with an ssh agent that has private keys.",
    params: &[
        Param::required("credentials", Kind::List, "Ids of ssh keys."),
        Param::optional("ignoreMissing", Kind::Bool, "Whether keys may be missing."),
    ],
    sole: Some("credentials"),
    body: Body::Required,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let wanted = keys(call)?;
    let agent = start(call)?;
    let result = add(call, &wanted, &agent).and_then(|()| {
        call.say("[ssh-agent] Started.");
        let (body, agent) = (call.body.clone().unwrap_or_default(), agent.clone());
        within(
            call.cx,
            |local| local.add_env(agent),
            |cx| braces(cx, None, |cx| cx.call(&body, &[])),
        )
    });
    program(call, &["ssh-agent", "-k"], agent)?;
    say(call.cx, "[ssh-agent] Stopped.");
    result
}

fn keys(call: &mut StepCall<'_>) -> Eval<Vec<String>> {
    let mut wanted = Vec::new();
    for id in call.args.texts("credentials") {
        let known = call.local.build.credentials.contains_key(&*id);
        if known || !call.args.flag("ignoreMissing") {
            find(call.cx, &id)?;
            wanted.push(id.to_string());
        }
    }
    Ok(wanted)
}

/// Gives `SSH_AUTH_SOCK` and `SSH_AGENT_PID`.
fn start(call: &mut StepCall<'_>) -> Eval<Vec<(String, String)>> {
    let printed = program(call, &["ssh-agent", "-s"], Vec::new())?;
    let assignments = printed.split([';', '\n']).map(str::trim);
    let pairs = assignments.filter_map(|assignment| assignment.split_once('='));
    Ok(pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

fn add(call: &mut StepCall<'_>, wanted: &[String], agent: &[(String, String)]) -> Eval<()> {
    for id in wanted {
        call.say(format!("[ssh-agent] Using credentials {id}"));
        let bind = Bind::SshKey {
            key_file: KEY.to_owned(),
            username: None,
            passphrase: Some(PHRASE.to_owned()),
        };
        let env = agent.to_vec();
        let done = quietly_with_credentials(call.cx, &[(id.clone(), bind)], |cx| {
            let argv = ["sh", "-c", ADD].map(str::to_owned).to_vec();
            silently(
                cx,
                Program {
                    argv,
                    env,
                    ..Program::default()
                },
            )
        })?;
        if done.code != 0 {
            return Err(call.fail(format!("Failed to run ssh-add: {}", done.stdout.trim())));
        }
    }
    Ok(())
}

const KEY: &str = "MAILLON_SSH_KEY";
const PHRASE: &str = "MAILLON_SSH_PHRASE";

/// The passphrase is asked for by a program: it must stand in no file and no argument.
const ADD: &str = r#"ask="$MAILLON_SSH_KEY.ask"
printf '#!/bin/sh\nprintf "%%s\\n" "$MAILLON_SSH_PHRASE"\n' >"$ask" && chmod 700 "$ask"
SSH_ASKPASS_REQUIRE=force DISPLAY=: SSH_ASKPASS="$ask" ssh-add "$MAILLON_SSH_KEY" </dev/null"#;

fn program(call: &mut StepCall<'_>, argv: &[&str], env: Vec<(String, String)>) -> Eval<String> {
    let argv: Vec<String> = argv.iter().map(|word| (*word).to_owned()).collect();
    let name = argv.join(" ");
    let done = silently(
        call.cx,
        Program {
            argv,
            env,
            ..Program::default()
        },
    )?;
    if done.code != 0 {
        let message = format!("[ssh-agent] `{name}` failed: {}", done.stdout.trim());
        return Err(call.fail(message));
    }
    Ok(done.stdout)
}
