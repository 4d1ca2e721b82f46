//! `--credentials FILE`: the credentials of a Jenkinsfile, a table for each id.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maillon_jenkins::Credential;
use maillon_model::Secret;
use serde::Deserialize;

use crate::failure::Failure;

/// A table of the file. Exactly one kind may be in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    text: Option<String>,
    username: Option<String>,
    password: Option<String>,
    file: Option<PathBuf>,
    ssh_key: Option<PathBuf>,
    passphrase: Option<String>,
}

/// Reads the file. Paths in it are relative to it.
pub(crate) fn read_credentials(path: &Path) -> Result<Vec<(String, Credential)>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    let wrong = |why: String| {
        Failure::invalid(format!("{}: {why}", path.display())).hint(
            "a table for each id: [deploy] with username and password, or text, or file, or ssh-key with username",
        )
    };
    // toml's own message would show lines of the file, which are secrets.
    let tables: BTreeMap<String, Table> = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            text.get(..span.start)
                .unwrap_or_default()
                .lines()
                .count()
                .max(1)
        });
        wrong(format!(
            "line {line}: {}",
            error.message().lines().next().unwrap_or_default()
        ))
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let read = |(id, table): (String, Table)| match credential(table, folder) {
        Ok(credential) => Ok((id, credential)),
        Err(why) => Err(wrong(format!("[{id}]: {why}"))),
    };
    tables.into_iter().map(read).collect()
}

fn credential(table: Table, folder: &Path) -> Result<Credential, String> {
    let Table {
        text,
        username,
        password,
        file,
        ssh_key,
        passphrase,
    } = table;
    match (text, password, file, ssh_key) {
        (Some(secret), None, None, None) => Ok(Credential::Text {
            secret: Secret::new(secret),
        }),
        (None, Some(password), None, None) => Ok(Credential::UsernamePassword {
            username: username.unwrap_or_default(),
            password: Secret::new(password),
        }),
        (None, None, Some(file), None) => {
            let content = read(&folder.join(&file))?;
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            Ok(Credential::File {
                name,
                content: Secret::new(STANDARD.encode(content)),
            })
        }
        (None, None, None, Some(key)) => {
            let key = String::from_utf8(read(&folder.join(key))?);
            Ok(Credential::SshKey {
                username: username.unwrap_or_default(),
                key: Secret::new(key.map_err(|_| "the ssh key is no text")?),
                passphrase: passphrase.map(Secret::new),
            })
        }
        _ => Err("one of text, password, file and ssh-key".to_owned()),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<(String, Credential)>, Failure> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kubeconfig"), "k").unwrap();
        let path = folder.path().join("credentials.toml");
        std::fs::write(&path, text).unwrap();
        read_credentials(&path)
    }

    #[test]
    fn each_kind_is_read() {
        let text = "[a]\ntext='t'\n[b]\nusername='u'\npassword='p'\n[c]\nfile='kubeconfig'\n[d]\nssh-key='kubeconfig'\n";
        let kinds = read_text(text).unwrap();
        assert!(matches!(kinds.as_slice(), [
            (a, Credential::Text { .. }),
            (_, Credential::UsernamePassword { .. }),
            (_, Credential::File { .. }),
            (_, Credential::SshKey { .. }),
        ] if a == "a"));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_secret() {
        for text in [
            "[a]\ntext='hunter22'\nfile='x'\n",
            "[a]\ntext='hunter22\n",
            "[a]\nsecret='hunter22'\n",
        ] {
            let failure = read_text(text).unwrap_err();
            assert!(!failure.message.contains("hunter22"), "{}", failure.message);
        }
    }
}
