//! `mail`.

use maillon_groovy::{Eval, Value};

use super::{message, send};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "mail",
    summary: "Sends a mail.",
    params: &[
        Param::required("subject", Kind::Text, "The subject."),
        Param::required("body", Kind::Text, "The text."),
        Param::optional("to", Kind::Text, "Addresses."),
        Param::optional("cc", Kind::Text, "Addresses that get a copy."),
        Param::optional("bcc", Kind::Text, "Addresses that get a copy unseen."),
        Param::optional("from", Kind::Text, "The sender."),
        Param::optional("replyTo", Kind::Text, "Where answers go."),
        Param::optional("charset", Kind::Text, "How it is encoded."),
        Param::optional("mimeType", Kind::Text, "What kind of text it is."),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let empty = |name: &str| call.args.text_or_empty(name).trim().is_empty();
    if empty("subject") || empty("body") {
        return Err(call.fail(
            "Email not sent. All mandatory properties must be supplied ('subject', 'body').",
        ));
    }
    if ["to", "cc", "bcc"].into_iter().all(empty) {
        return Err(
            call.fail("Email not sent. No recipients of any kind specified ('to', 'cc', 'bcc').")
        );
    }
    let message = message(call, "to", "subject", "body");
    send(call, message)
}
