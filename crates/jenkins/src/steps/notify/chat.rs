//! Chats: `slackSend` and its like.

use maillon_groovy::{Eval, Value};

use super::{message, send};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

const TEXT: Param = Param::optional("message", Kind::Text, "The text.");
const CHANNEL: Param = Param::optional("channel", Kind::Text, "Where it is said.");
const COLOR: Param = Param::optional(
    "color",
    Kind::Text,
    "`good`, `warning`, `danger`, or `#rrggbb`.",
);

/// What goes along with a message as it was given.
const fn along(name: &'static str) -> Param {
    Param::optional(name, Kind::Any, "Goes along with the message.")
}

pub(super) static SLACK: Step = Step {
    name: "slackSend",
    summary: "Says something in Slack.",
    params: &[
        TEXT,
        CHANNEL,
        COLOR,
        along("attachments"),
        along("blocks"),
        along("teamDomain"),
        along("token"),
        along("tokenCredentialId"),
        along("baseUrl"),
        along("botUser"),
        along("username"),
        along("iconEmoji"),
        along("iconUrl"),
        along("notifyCommitters"),
        along("failOnError"),
        along("replyBroadcast"),
        along("sendAsText"),
        along("timestamp"),
    ],
    sole: Some("message"),
    body: Body::None,
    needs: Needs::Nothing,
    run: |call| said(call, "channel", "", "message"),
};

pub(super) static MATTERMOST: Step = Step {
    name: "mattermostSend",
    summary: "Says something in Mattermost.",
    params: &[
        TEXT,
        CHANNEL,
        COLOR,
        along("endpoint"),
        along("icon"),
        along("text"),
        along("failOnError"),
    ],
    ..SLACK
};

pub(super) static ROCKET: Step = Step {
    name: "rocketSend",
    summary: "Says something in Rocket.Chat.",
    params: &[
        TEXT,
        CHANNEL,
        COLOR,
        along("serverUrl"),
        along("webhookToken"),
        along("webhookTokenCredentialId"),
        along("rawMessage"),
        along("avatar"),
        along("emoji"),
        along("attachments"),
        along("failOnError"),
        along("trustSSL"),
    ],
    ..SLACK
};

pub(super) static GOOGLE: Step = Step {
    name: "googlechatnotification",
    summary: "Says something in Google Chat.",
    params: &[
        Param::required("url", Kind::Text, "The hook."),
        Param::optional("message", Kind::Text, "The text."),
        along("messageFormat"),
        along("sameThreadNotification"),
        along("threadKey"),
        along("notifyAborted"),
        along("notifyFailure"),
        along("notifyNotBuilt"),
        along("notifySuccess"),
        along("notifyUnstable"),
        along("notifyBackToNormal"),
        along("suppressInfoLoggers"),
    ],
    sole: None,
    run: |call| said(call, "url", "", "message"),
    ..SLACK
};

pub(super) static OFFICE: Step = Step {
    name: "office365ConnectorSend",
    summary: "Says something in Microsoft Teams.",
    params: &[
        Param::required("webhookUrl", Kind::Text, "The hook."),
        TEXT,
        COLOR,
        along("status"),
        along("factDefinitions"),
        along("adaptiveCards"),
        along("mentionCommitters"),
        along("mentionOnFailure"),
    ],
    sole: Some("webhookUrl"),
    run: |call| said(call, "webhookUrl", "status", "message"),
    ..SLACK
};

pub(super) static DISCORD: Step = Step {
    name: "discordSend",
    summary: "Says something in Discord.",
    params: &[
        Param::required("webhookURL", Kind::Text, "The hook."),
        Param::optional("title", Kind::Text, "A heading."),
        Param::optional("description", Kind::Text, "The text."),
        along("footer"),
        along("link"),
        along("result"),
        along("successful"),
        along("unstable"),
        along("image"),
        along("thumbnail"),
        along("notes"),
        along("customUsername"),
        along("customAvatarUrl"),
        along("showChangeset"),
        along("enableArtifactsList"),
        along("scmWebUrl"),
    ],
    sole: None,
    run: |call| said(call, "webhookURL", "title", "description"),
    ..SLACK
};

pub(super) static TELEGRAM: Step = Step {
    name: "telegramSend",
    summary: "Says something in Telegram.",
    params: &[
        Param::required("message", Kind::Text, "The text."),
        Param::optional("chatId", Kind::Any, "Where it is said."),
    ],
    run: |call| said(call, "chatId", "", "message"),
    ..SLACK
};

pub(super) static HIPCHAT: Step = Step {
    name: "hipchatSend",
    summary: "Says something in HipChat.",
    params: &[
        TEXT,
        COLOR,
        Param::optional("room", Kind::Text, "Where it is said."),
        along("credentialId"),
        along("notify"),
        along("sendAs"),
        along("server"),
        along("textFormat"),
        along("token"),
        along("v2enabled"),
        along("failOnError"),
    ],
    run: |call| said(call, "room", "", "message"),
    ..SLACK
};

fn said(call: &mut StepCall<'_>, to: &str, subject: &str, text: &str) -> Eval<Value> {
    let message = message(call, to, subject, text);
    send(call, message)
}
