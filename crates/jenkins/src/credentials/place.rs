//! Credentials in the environment of a block.

use std::path::PathBuf;
use std::sync::Arc;

use maillon_groovy::{Cx, Eval};
use maillon_model::Secret;

use super::{Bind, Bound, Credential};
use crate::build::{Local, ask, say, within};
use crate::host::Node;

/// The credential of an id.
pub(crate) fn find(cx: &mut Cx, id: &str) -> Eval<Credential> {
    let local = Local::here(cx)?;
    if let Some(value) = local.build.credentials.get(id) {
        return Ok(Credential::decode(value.expose()));
    }
    say(
        cx,
        format!(
            "No credential {id} was given: say `--secret {id}=...`, or put it into the credentials file."
        ),
    );
    Err(cx.throw(
        "org.jenkinsci.plugins.credentialsbinding.impl.CredentialNotFoundException",
        format!("Could not find credentials entry with ID '{id}'"),
    ))
}

/// Does something with credentials in the environment, each asked for by its id: files are written, secrets are masked from now on, and
/// afterwards the files are gone.
pub(crate) fn with_credentials<T>(
    cx: &mut Cx,
    wanted: &[(String, Bind)],
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    place(cx, wanted, Announced::InLog, work)
}

/// The same without a word in the log: for parts of this program that use credentials themselves.
pub(crate) fn quietly_with_credentials<T>(
    cx: &mut Cx,
    wanted: &[(String, Bind)],
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    place(cx, wanted, Announced::No, work)
}

/// Whether the log says which variables are masked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Announced {
    InLog,
    No,
}

fn place<T>(
    cx: &mut Cx,
    wanted: &[(String, Bind)],
    announced: Announced,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    let mut given = Given::default();
    let put = wanted.iter().try_for_each(|(id, bind)| {
        let credential = find(cx, id)?;
        let bound = bind.of(id, &credential);
        let bound = bound.map_err(|why| {
            cx.throw(
                "org.jenkinsci.plugins.credentialsbinding.impl.CredentialNotFoundException",
                why,
            )
        })?;
        given.add(cx, bound)
    });
    let result = match put {
        Ok(()) => {
            if announced == Announced::InLog {
                given.announce(cx);
            }
            let env = given.env.clone();
            within(cx, |local| local.add_env(env), work)
        }
        Err(unwind) => Err(unwind),
    };
    given.clear(cx)?;
    result
}

/// What stands in the environment, and what is to be removed.
#[derive(Default)]
struct Given {
    env: Vec<(String, String)>,
    masked: Vec<String>,
    files: Vec<(Arc<dyn Node>, PathBuf)>,
}

impl Given {
    fn add(&mut self, cx: &mut Cx, bound: Bound) -> Eval<()> {
        for (name, value) in bound.secret {
            self.mask(cx, name, &value)?;
        }
        self.env.extend(bound.public);
        for file in bound.files {
            let path = self.write(cx, &file.name, &file.content)?;
            mask(cx, &file.content)?;
            self.mask(cx, file.variable, &Secret::new(path))?;
        }
        Ok(())
    }

    fn mask(&mut self, cx: &mut Cx, name: String, value: &Secret) -> Eval<()> {
        mask(cx, value)?;
        self.env.push((name.clone(), value.expose().to_owned()));
        self.masked.push(name);
        Ok(())
    }

    fn write(&mut self, cx: &mut Cx, name: &str, content: &Secret) -> Eval<String> {
        let node = crate::steps::node_around(cx)?;
        let folders = node.sandbox().private().join("secretFiles");
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        let (content, writer) = (content.clone(), Arc::clone(&node));
        let written = ask(cx, |host| {
            Box::pin(async move {
                let folder = folders.join(format!("{:016x}", host.random()));
                let file = folder.join(name);
                let bytes = content.expose().as_bytes();
                let written = host.write(&*writer, &file, bytes, 0o400).await;
                written.map(|()| (folder, file))
            })
        })?;
        let (folder, file) = written.map_err(|why| cx.throw("java.io.IOException", why))?;
        self.files.push((node, folder));
        Ok(file.display().to_string())
    }

    fn announce(&self, cx: &mut Cx) {
        if !self.masked.is_empty() {
            let names: Vec<String> = self.masked.iter().map(|name| format!("${name}")).collect();
            say(
                cx,
                format!(
                    "Masking supported pattern matches of {}",
                    names.join(" or ")
                ),
            );
        }
    }

    /// A file that can't be removed lies where the node's end removes it.
    fn clear(self, cx: &mut Cx) -> Eval<()> {
        for (node, folder) in self.files {
            ask(cx, |host| {
                Box::pin(async move { host.remove(&*node, &folder).await })
            })?
            .ok();
        }
        Ok(())
    }
}

/// Long secrets of several lines are masked line by line too, because a log is read by lines.
fn mask(cx: &mut Cx, secret: &Secret) -> Eval<()> {
    if secret.expose().is_empty() {
        return Ok(());
    }
    let secret = secret.clone();
    ask(cx, |host| {
        Box::pin(async move {
            let text = secret.expose();
            let lines = text.lines().map(str::trim).filter(|line| line.len() > 8);
            [text]
                .into_iter()
                .chain(lines)
                .for_each(|text| host.mask(text));
        })
    })
}
