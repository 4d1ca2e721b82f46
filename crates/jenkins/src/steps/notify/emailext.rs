//! `emailext`.

use maillon_groovy::{Eval, Value};

use super::{message, send};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "emailext",
    summary: "Sends a mail, with more to say about it than `mail` has.",
    params: &[
        Param::required("subject", Kind::Text, "The subject."),
        Param::required("body", Kind::Text, "The text."),
        Param::optional("to", Kind::Text, "Addresses."),
        Param::optional("from", Kind::Text, "The sender."),
        Param::optional("replyTo", Kind::Text, "Where answers go."),
        Param::optional("mimeType", Kind::Text, "What kind of text it is."),
        Param::optional(
            "recipientProviders",
            Kind::Any,
            "Whom else it goes to: goes along with the message.",
        ),
        Param::optional("attachLog", Kind::Bool, "Goes along with the message."),
        Param::optional("compressLog", Kind::Bool, "Goes along with the message."),
        Param::optional(
            "attachmentsPattern",
            Kind::Text,
            "Goes along with the message.",
        ),
        Param::optional(
            "presendScript",
            Kind::Text,
            "Goes along with the message, and is never run.",
        ),
        Param::optional(
            "postsendScript",
            Kind::Text,
            "Goes along with the message, and is never run.",
        ),
        Param::optional("saveOutput", Kind::Bool, "Recorded."),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let message = message(call, "to", "subject", "body");
    send(call, message)
}
