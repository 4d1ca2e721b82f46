//! Steps that tell people: mail and chats. A configured sender gets the message, or it is recorded and shown.

mod chat;
mod emailext;
mod mail;

use std::collections::BTreeMap;

use maillon_groovy::{Eval, Value};

use super::{Arguments, Step, StepCall, plain_text};
use crate::host::Message;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[
    &mail::STEP,
    &emailext::STEP,
    &chat::SLACK,
    &chat::MATTERMOST,
    &chat::ROCKET,
    &chat::GOOGLE,
    &chat::OFFICE,
    &chat::DISCORD,
    &chat::TELEGRAM,
    &chat::HIPCHAT,
];

/// Sends a message; the log says where it went.
fn send(call: &mut StepCall<'_>, message: Message) -> Eval<Value> {
    let line = call.try_ask(move |host| Box::pin(async move { host.send(message).await }))?;
    call.say(line);
    Ok(Value::Null)
}

/// A message of a step; everything but the named fields goes along as it was given.
fn message(call: &StepCall<'_>, to: &str, subject: &str, text: &str) -> Message {
    let field = |name: &str| call.args.text_or_empty(name).to_string();
    Message {
        step: call.step.name.to_owned(),
        to: field(to),
        subject: field(subject),
        text: field(text),
        extra: extra(&call.args, &[to, subject, text]),
    }
}

fn extra(args: &Arguments, taken: &[&str]) -> BTreeMap<String, String> {
    let rest = args
        .0
        .iter()
        .filter(|(name, _)| !taken.contains(&name.as_str()));
    rest.map(|(name, value)| (name.clone(), plain_text(value).to_string()))
        .collect()
}
