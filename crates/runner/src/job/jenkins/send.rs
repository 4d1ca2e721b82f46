//! Mail and chat messages: to a configured address, else written down.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use maillon_jenkins::Message;
use serde_json::{Value, json};

/// The file in a run's folder that messages are written into.
const MESSAGES: &str = "messages.ndjson";

/// Posts a message as JSON.
pub(super) fn post(url: &str, message: &Message) -> Result<String, String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(std::time::Duration::from_secs(30)))
        .build();
    let agent: ureq::Agent = config.into();
    let sent = agent
        .post(url)
        .header("content-type", "application/json")
        .send(as_json(message).to_string());
    sent.map_err(|error| format!("{} was not sent: {error}", describe(message)))?;
    Ok(format!("{} was sent", describe(message)))
}

/// Writes a message down, for people who look at the run.
pub(super) fn record(run: &Path, message: &Message) -> Result<String, String> {
    let written = || {
        std::fs::create_dir_all(run)?;
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(run.join(MESSAGES))?;
        writeln!(file, "{}", as_json(message))
    };
    written().map_err(|error: std::io::Error| {
        format!("{} was not recorded: {error}", describe(message))
    })?;
    Ok(format!(
        "{} was recorded, not sent: no sender is configured (--messages-to URL)",
        describe(message)
    ))
}

fn describe(message: &Message) -> String {
    let mut text = message.step.clone();
    if !message.to.is_empty() {
        text = format!("{text} to {}", message.to);
    }
    let first = message.text.lines().next().unwrap_or_default();
    let what = if message.subject.is_empty() {
        first
    } else {
        &message.subject
    };
    format!("{text}: {what:?}")
}

fn as_json(message: &Message) -> Value {
    json!({
        "step": message.step,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "extra": message.extra,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sent_is_written_down() {
        let folder = tempfile::tempdir().unwrap();
        let message = Message {
            step: "mail".to_owned(),
            to: "a@example.invalid".to_owned(),
            subject: "it failed".to_owned(),
            ..Message::default()
        };
        let said = record(folder.path(), &message).unwrap();
        assert!(
            said.starts_with("mail to a@example.invalid: \"it failed\" was recorded"),
            "{said}"
        );
        let written = std::fs::read_to_string(folder.path().join(MESSAGES)).unwrap();
        assert_eq!(written.lines().count(), 1);
        assert!(
            post("http://127.0.0.1:9/", &message)
                .unwrap_err()
                .contains("was not sent")
        );
    }
}
