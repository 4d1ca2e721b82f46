//! Credentials: how they travel, and what a binding makes of one.

mod binding;
mod place;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_model::Secret;
use serde_json::{Value, json};

pub(crate) use binding::{Bind, Bound, login};
pub(crate) use place::{find, quietly_with_credentials, with_credentials};

/// A credential. [`Credential::encode`] makes the value of a masked variable of it, as which it travels in the trigger; the variable's name is its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Secret text. It stands in for every other kind too: `USER:PASSWORD` for a user with a password, else the content of a file or a key.
    Text {
        /// The secret.
        secret: Secret,
    },
    /// A user with a password.
    UsernamePassword {
        /// Who.
        username: String,
        /// The secret.
        password: Secret,
    },
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its content in base64.
        content: Secret,
    },
    /// An ssh key.
    SshKey {
        /// Who.
        username: String,
        /// The private key.
        key: Secret,
        /// Its passphrase, where it has one.
        passphrase: Option<Secret>,
    },
}

/// What an encoded credential begins with: no secret text of a person does.
const MARK: &str = "maillon-credential:";

impl Credential {
    /// As the value of a masked variable. Text stays as it is.
    pub fn encode(&self) -> Secret {
        let fields = match self {
            Self::Text { secret } => return secret.clone(),
            Self::UsernamePassword { username, password } => {
                json!(["username-password", username, password.expose()])
            }
            Self::File { name, content } => json!(["file", name, content.expose()]),
            Self::SshKey {
                username,
                key,
                passphrase,
            } => {
                let passphrase = passphrase.as_ref().map(Secret::expose);
                json!(["ssh-key", username, key.expose(), passphrase])
            }
        };
        Secret::new(format!("{MARK}{}", STANDARD.encode(fields.to_string())))
    }

    /// Of the value of a masked variable: whatever is not encoded is secret text.
    pub(crate) fn decode(value: &str) -> Self {
        value
            .strip_prefix(MARK)
            .and_then(encoded)
            .unwrap_or_else(|| Self::Text {
                secret: Secret::new(value),
            })
    }

    /// What Jenkins calls its kind.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "Secret text",
            Self::UsernamePassword { .. } => "Username with password",
            Self::File { .. } => "Secret file",
            Self::SshKey { .. } => "SSH Username with private key",
        }
    }
}

fn encoded(text: &str) -> Option<Credential> {
    let fields: Vec<Value> = serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()?;
    let text = |at: usize| fields.get(at).and_then(Value::as_str).map(str::to_owned);
    let credential = match text(0)?.as_str() {
        "username-password" => Credential::UsernamePassword {
            username: text(1)?,
            password: Secret::new(text(2)?),
        },
        "file" => Credential::File {
            name: text(1)?,
            content: Secret::new(text(2)?),
        },
        "ssh-key" => Credential::SshKey {
            username: text(1)?,
            key: Secret::new(text(2)?),
            passphrase: text(3).map(Secret::new),
        },
        _ => return None,
    };
    Some(credential)
}
