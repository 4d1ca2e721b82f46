//! A library's folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use maillon_groovy::ast::{Name, Script};
use maillon_groovy::{Code, Cx, Eval};

use super::compile::compiled;

/// A library that is loaded.
#[derive(Debug)]
pub(crate) struct Library {
    /// Its name.
    pub(crate) name: Name,
    folder: PathBuf,
    variables: BTreeSet<Name>,
}

impl Library {
    /// The library in a folder.
    pub(super) fn open(name: &str, folder: PathBuf) -> Result<Self, String> {
        let vars = folder.join("vars");
        if !vars.is_dir() && !folder.join("src").is_dir() {
            return Err(format!(
                "Library {name} expected to contain at least one of src or vars directories"
            ));
        }
        let variables =
            stems(&vars).map_err(|error| format!("Library {name}: {}: {error}", vars.display()))?;
        Ok(Self {
            name: name.into(),
            folder,
            variables,
        })
    }

    /// The names of its global variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = &Name> {
        self.variables.iter()
    }

    /// The script of a global variable.
    pub(super) fn variable(&self, cx: &mut Cx, name: &str) -> Eval<Option<Arc<Script>>> {
        if !self.variables.contains(name) {
            return Ok(None);
        }
        self.script(cx, &format!("vars/{name}.groovy"))
    }

    /// The file of a class, by the class's full name.
    pub(super) fn class(&self, cx: &mut Cx, name: &str) -> Eval<Option<Arc<Script>>> {
        let is_name = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_$".contains(c))
        };
        if !name.split('.').all(is_name) {
            return Ok(None);
        }
        if let Some(script) = self.script(cx, &format!("src/{}.groovy", name.replace('.', "/")))? {
            return Ok(Some(script));
        }
        let variable = self.variable(cx, name)?;
        Ok(variable.filter(|script| is_class(script, name)))
    }

    fn script(&self, cx: &mut Cx, path: &str) -> Eval<Option<Arc<Script>>> {
        let file = self.folder.join(path);
        // Without `Cx::wait`: no other branch may come in between and make the same class or variable.
        match fs::read(file) {
            Ok(content) => {
                let text = String::from_utf8_lossy(&content);
                compiled(cx, &Code::new(path, text.as_ref())).map(Some)
            }
            Err(error) if is_nothing(error.kind()) => Ok(None),
            Err(error) => {
                let message = format!("Library {}: {path}: {error}", self.name);
                Err(cx.throw("hudson.AbortException", message))
            }
        }
    }

    /// A file of `resources`. None: there is no such file.
    pub(crate) fn resource(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let resources = self.folder.join("resources");
        let Ok(file) = resources.join(path).canonicalize() else {
            return Ok(None);
        };
        if !resources
            .canonicalize()
            .is_ok_and(|resources| file.starts_with(resources))
        {
            return Err(format!(
                "{path} references a file that is not contained within the library: {}",
                self.name
            ));
        }
        match fs::read(file) {
            Ok(content) => Ok(Some(content)),
            Err(error) => Err(format!("Library {}: {path}: {error}", self.name)),
        }
    }
}

/// Whether a file of `vars` is nothing but the class of its name, so that the name means the class.
pub(super) fn is_class(script: &Script, name: &str) -> bool {
    let declared = script
        .classes
        .iter()
        .any(|class| &*class.ident.name == name);
    declared && script.methods.is_empty() && script.body.statements.is_empty()
}

fn is_nothing(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    )
}

/// The names of the Groovy files in a folder; none where there is no folder.
fn stems(folder: &Path) -> std::io::Result<BTreeSet<Name>> {
    let mut stems = BTreeSet::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if is_nothing(error.kind()) => return Ok(stems),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".groovy"));
        stems.extend(stem.map(Name::from));
    }
    Ok(stems)
}
