//! What a credential becomes in the environment: the kinds of bindings of `withCredentials`, and `credentials()` of `environment`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_model::Secret;

use super::Credential;

/// A binding as asked for. The names are those of environment variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bind {
    /// `string(credentialsId, variable)`.
    Text { variable: String },
    /// `usernamePassword(credentialsId, usernameVariable, passwordVariable)`.
    UsernamePassword { username: String, password: String },
    /// `usernameColonPassword(credentialsId, variable)`.
    UsernameColonPassword { variable: String },
    /// `file(credentialsId, variable)`.
    File { variable: String },
    /// `sshUserPrivateKey(credentialsId, keyFileVariable, usernameVariable, passphraseVariable)`.
    SshKey {
        key_file: String,
        username: Option<String>,
        passphrase: Option<String>,
    },
    /// `NAME = credentials('id')` of a declarative pipeline: what the credential's own kind gives.
    Declarative { name: String },
}

/// What a binding gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bound {
    /// Variables whose values are masked.
    pub(crate) secret: Vec<(String, Secret)>,
    /// Variables whose values may be seen.
    pub(crate) public: Vec<(String, String)>,
    /// Files to be written, each with the variable that gets its path.
    pub(crate) files: Vec<SecretFile>,
}

/// A file that a binding brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretFile {
    /// Gets its path.
    pub(crate) variable: String,
    /// Its name.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) content: Secret,
}

impl Bind {
    /// What Jenkins' class of credentials for it is called, for the message where another kind is there.
    fn wanted(&self) -> &'static str {
        match self {
            Self::Text { .. } | Self::Declarative { .. } => {
                "org.jenkinsci.plugins.plaincredentials.StringCredentials"
            }
            Self::UsernamePassword { .. } | Self::UsernameColonPassword { .. } => {
                "com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials"
            }
            Self::File { .. } => "org.jenkinsci.plugins.plaincredentials.FileCredentials",
            Self::SshKey { .. } => "com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey",
        }
    }

    /// What the credential of an id gives.
    pub(crate) fn of(&self, id: &str, credential: &Credential) -> Result<Bound, String> {
        self.bound(credential).ok_or_else(|| {
            format!(
                "Credentials '{id}' is of type '{}' where '{}' was expected",
                credential.type_name(),
                self.wanted()
            )
        })
    }

    fn bound(&self, credential: &Credential) -> Option<Bound> {
        match self {
            Self::Text { variable } => match credential {
                Credential::Text { secret } => Some(Bound::secret(variable, secret)),
                _ => None,
            },
            Self::UsernamePassword { username, password } => {
                let (user, secret) = login(credential)?;
                Some(Bound::secret(password, &secret).public(username, user))
            }
            Self::UsernameColonPassword { variable } => {
                let (user, secret) = login(credential)?;
                Some(Bound::secret(variable, &joined(&user, &secret)))
            }
            Self::File { variable } => file(credential, variable),
            Self::SshKey {
                key_file,
                username,
                passphrase,
            } => ssh_key(
                credential,
                key_file,
                username.as_deref(),
                passphrase.as_deref(),
            ),
            Self::Declarative { name } => declarative(credential, name),
        }
    }
}

/// A user with a password.
pub(crate) fn login(credential: &Credential) -> Option<(String, Secret)> {
    match credential {
        Credential::UsernamePassword { username, password } => {
            Some((username.clone(), password.clone()))
        }
        Credential::Text { secret } => {
            let (user, password) = secret.expose().split_once(':')?;
            Some((user.to_owned(), Secret::new(password)))
        }
        _ => None,
    }
}

fn joined(user: &str, password: &Secret) -> Secret {
    Secret::new(format!("{user}:{}", password.expose()))
}

fn file(credential: &Credential, variable: &str) -> Option<Bound> {
    let (name, content) = match credential {
        Credential::File { name, content } => (name.clone(), decoded(content)),
        Credential::Text { secret } => (variable.to_owned(), secret.clone()),
        _ => return None,
    };
    Some(Bound::file(variable, name, content))
}

/// Files are bytes; a binary one that is not UTF-8 keeps what it can.
fn decoded(content: &Secret) -> Secret {
    let bytes = STANDARD.decode(content.expose()).unwrap_or_default();
    Secret::new(String::from_utf8_lossy(&bytes).into_owned())
}

fn ssh_key(
    credential: &Credential,
    key_file: &str,
    username: Option<&str>,
    passphrase: Option<&str>,
) -> Option<Bound> {
    let (user, key, phrase) = match credential {
        Credential::SshKey {
            username,
            key,
            passphrase,
        } => (username.clone(), key.clone(), passphrase.clone()),
        Credential::Text { secret } => (String::new(), secret.clone(), None),
        _ => return None,
    };
    let mut bound = Bound::file(key_file, format!("ssh-key-{key_file}"), with_line_end(&key));
    if let Some(username) = username {
        bound = bound.public(username, user);
    }
    if let Some(passphrase) = passphrase {
        let phrase = phrase.unwrap_or_else(|| Secret::new(""));
        bound.secret.push((passphrase.to_owned(), phrase));
    }
    Some(bound)
}

/// ssh refuses a key without it.
fn with_line_end(key: &Secret) -> Secret {
    if key.expose().ends_with('\n') {
        return key.clone();
    }
    Secret::new(format!("{}\n", key.expose()))
}

fn declarative(credential: &Credential, name: &str) -> Option<Bound> {
    let (user, password) = (format!("{name}_USR"), format!("{name}_PSW"));
    match credential {
        Credential::Text { secret } => {
            let bound = Bound::secret(name, secret);
            Some(match login(credential) {
                Some((who, word)) => bound.also_secret(&password, word).public(&user, who),
                None => bound,
            })
        }
        Credential::UsernamePassword {
            username,
            password: word,
        } => {
            let bound = Bound::secret(name, &joined(username, word));
            let bound = bound.also_secret(&password, word.clone());
            Some(bound.public(&user, username.clone()))
        }
        Credential::File { .. } => file(credential, name),
        Credential::SshKey { .. } => ssh_key(credential, name, Some(&user), Some(&password)),
    }
}

impl Bound {
    fn secret(variable: &str, secret: &Secret) -> Self {
        Self::default().also_secret(variable, secret.clone())
    }

    fn also_secret(mut self, variable: &str, secret: Secret) -> Self {
        self.secret.push((variable.to_owned(), secret));
        self
    }

    fn public(mut self, variable: &str, value: String) -> Self {
        self.public.push((variable.to_owned(), value));
        self
    }

    fn file(variable: &str, name: String, content: Secret) -> Self {
        let file = SecretFile {
            variable: variable.to_owned(),
            name,
            content,
        };
        Self {
            files: vec![file],
            ..Self::default()
        }
    }
}
