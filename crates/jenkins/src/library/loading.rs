//! Loading libraries.

use std::sync::Arc;

use maillon_groovy::{Cx, Eval};

use super::Library;
use crate::build::{self, Local};
use crate::host::LibraryOrder;

/// A library that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    /// Where it is, if that is said.
    pub(crate) remote: Option<String>,
}

impl Wanted {
    /// `name@version`.
    pub(crate) fn parse(identifier: &str) -> Self {
        let (name, version) = match identifier.split_once('@') {
            Some((name, version)) => (name, Some(version.to_owned())),
            None => (identifier, None),
        };
        Self {
            name: name.to_owned(),
            version,
            remote: None,
        }
    }
}

/// Loads a library, unless one of its name is loaded.
pub(crate) fn load(cx: &mut Cx, wanted: Wanted) -> Eval<Arc<Library>> {
    let build = Arc::clone(&Local::here(cx)?.build);
    if let Some(library) = build.libraries.named(&wanted.name) {
        build::say(
            cx,
            format!("Only using first definition of library {}", wanted.name),
        );
        return Ok(library);
    }
    announce(cx, &wanted);
    let library = fetch(cx, wanted)?;
    Ok(build.libraries.add(library))
}

fn announce(cx: &mut Cx, wanted: &Wanted) {
    let line = match &wanted.version {
        Some(version) => format!("Loading library {}@{version}", wanted.name),
        None => format!("Loading library {}", wanted.name),
    };
    build::say(cx, line);
}

fn fetch(cx: &mut Cx, wanted: Wanted) -> Eval<Arc<Library>> {
    let name = wanted.name.clone();
    let order = LibraryOrder {
        name: wanted.name,
        version: wanted.version,
        remote: wanted.remote,
    };
    let folder = build::ask_long(cx, move |host, _cancel| {
        Box::pin(async move { host.library(&order).await })
    })?;
    let opened = folder.and_then(|found| cx.wait(|| Library::open(&name, found.folder)));
    match opened {
        Ok(library) => Ok(Arc::new(library)),
        Err(why) => Err(cx.throw("hudson.AbortException", why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_a_name_and_a_version() {
        let parse = |identifier| {
            let wanted = Wanted::parse(identifier);
            (wanted.name, wanted.version)
        };
        assert_eq!(parse("a"), ("a".to_owned(), None));
        assert_eq!(parse("a@main"), ("a".to_owned(), Some("main".to_owned())));
        assert_eq!(parse("a@x@y"), ("a".to_owned(), Some("x@y".to_owned())));
    }
}
