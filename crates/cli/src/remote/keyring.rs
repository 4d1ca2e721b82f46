//! What opens servers: `servers.json` beside the configuration, for its owner alone.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use maillon_model::Secret;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::failure::Failure;

/// Tokens by server.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Keyring {
    /// The server of the last sign-in.
    #[serde(default)]
    pub(super) default: Option<String>,
    #[serde(default)]
    tokens: BTreeMap<String, String>,
}

impl Keyring {
    pub(super) fn read(app: &App) -> Result<Self, Failure> {
        let path = file(app)?;
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::io("read", &path, &error)),
        };
        serde_json::from_str(&text).map_err(|error| {
            Failure::invalid(format!("{} can't be read: {error}", path.display()))
                .hint("remove it, and sign in again with `maillon login URL`")
        })
    }

    pub(super) fn token(&self, server: &str) -> Option<Secret> {
        let token = self.tokens.get(server)?;
        Some(Secret::new(token.as_str()))
    }

    /// Keeps a token, and makes its server the usual one.
    pub(super) fn keep(&mut self, server: &str, token: &Secret) {
        self.default = Some(server.to_owned());
        let token = token.expose().to_owned();
        self.tokens.insert(server.to_owned(), token);
    }

    pub(super) fn write(&self, app: &App) -> Result<PathBuf, Failure> {
        let path = file(app)?;
        let failed = |error: &std::io::Error| Failure::io("write", &path, error);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::infrastructure(format!("internal error: {error}")))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        replace(&path, &text).map_err(|error| failed(&error))?;
        Ok(path)
    }
}

/// Nobody else can read it at any moment, and it is there whole or not at all.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let _ = fs::remove_file(&new);
    let options = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .to_owned();
    let mut file = options.open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(new, path)
}

fn file(app: &App) -> Result<PathBuf, Failure> {
    let config = app.environment.config_file();
    let folder = config.as_deref().and_then(Path::parent);
    let folder =
        folder.ok_or_else(|| Failure::invalid("there is no home directory to keep tokens in"))?;
    Ok(folder.join("servers.json"))
}
