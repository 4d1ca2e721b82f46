//! A credential of Jenkinsfiles, as the value of a secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_jenkins::Credential;
use maillon_model::Secret;
use serde::Deserialize;
use thiserror::Error;

/// The fields of a credential. Exactly one kind may be in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Fields {
    text: Option<String>,
    username: Option<String>,
    password: Option<String>,
    file: Option<String>,
    content: Option<String>,
    ssh_key: Option<String>,
    passphrase: Option<String>,
}

/// Why a text is no credential. Never tells of the text itself.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "a credential is written `text = \"...\"`, or `username` and `password`, or `file` (its name) and `content`, or \
     `ssh-key` (the key's own lines, between \"\"\") and perhaps `username` and `passphrase`: {0}"
)]
pub struct BadCredential(String);

/// Reads the text of a credential: a table of TOML. Paths are not followed. The result is the value of the
/// masked variable as which it travels.
pub fn credential(text: &str) -> Result<Secret, BadCredential> {
    // toml's own message would show the text.
    let fields: Fields = toml::from_str(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default();
        BadCredential(message.to_owned())
    })?;
    match fields.credential() {
        Some(credential) => Ok(credential.encode()),
        None => Err(BadCredential("these belong to no one kind".to_owned())),
    }
}

impl Fields {
    fn credential(self) -> Option<Credential> {
        let username = || self.username.clone().unwrap_or_default();
        match (self.text, self.password, self.file, self.ssh_key) {
            (Some(text), None, None, None) => Some(Credential::Text {
                secret: Secret::new(text),
            }),
            (None, Some(password), None, None) => Some(Credential::UsernamePassword {
                username: username(),
                password: Secret::new(password),
            }),
            (None, None, Some(name), None) => Some(Credential::File {
                name,
                content: Secret::new(STANDARD.encode(self.content?)),
            }),
            (None, None, None, Some(key)) => Some(Credential::SshKey {
                username: username(),
                key: Secret::new(key),
                passphrase: self.passphrase.map(Secret::new),
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_read_and_nothing_of_a_wrong_one_is_told() {
        for text in [
            "text = 'hunter22'",
            "username = 'u'\npassword = 'hunter22'",
            "file = 'kubeconfig'\ncontent = '''\nhunter22\n'''",
            "ssh-key = 'hunter22'\nusername = 'git'",
        ] {
            assert!(credential(text).is_ok(), "{text}");
        }
        for text in [
            "hunter22",
            "text = 'hunter22'\npassword = 'x'",
            "other = 'hunter22'",
            "file = 'hunter22'",
        ] {
            let message = credential(text).unwrap_err().to_string();
            assert!(!message.contains("hunter22"), "{message}");
        }
    }
}
