//! Reads the entries of `include`.

use maillon_source::Span;
use maillon_source::yaml::{Map, Node, Value};

use super::super::extent::{Extent, MAX_DEPTH};
use super::super::loader::Loader;
use super::super::report::Reported;
use super::{Include, Kind};
use crate::variables::Scope;
use maillon_model::suggest::nearest;

/// The keys that say what is included, of which an entry has one.
const KINDS: [&str; 6] = [
    "local",
    "project",
    "remote",
    "template",
    "component",
    "artifact",
];

/// All keys of an entry. `cache` (of `include:remote`) only says how long GitLab keeps a copy.
const KEYS: [&str; 13] = [
    "local",
    "project",
    "remote",
    "template",
    "component",
    "artifact",
    "file",
    "ref",
    "job",
    "inputs",
    "rules",
    "integrity",
    "cache",
];

/// Which entries a place takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Accepted {
    /// `include`: all.
    Everything,
    /// `spec:include`: files with inputs, by `local`, `project` and `remote`.
    InputFiles,
}

impl Accepted {
    fn keyword(self) -> &'static str {
        match self {
            Self::Everything => "include",
            Self::InputFiles => "spec.include",
        }
    }

    fn takes(self, key: &str) -> bool {
        const OF_INPUT_FILES: [&str; 6] =
            ["local", "project", "remote", "file", "ref", "integrity"];
        match self {
            Self::Everything => KEYS.contains(&key),
            Self::InputFiles => OF_INPUT_FILES.contains(&key),
        }
    }
}

/// The entries of an `include`; what is wrong with one is reported, and it is left out.
pub(in crate::compose) fn parse(
    loader: &mut Loader<'_>,
    listed: &Node,
    accepted: Accepted,
) -> Vec<Include> {
    let keyword = accepted.keyword();
    let entries: Vec<(&Node, String)> = match &listed.value {
        Value::Null => Vec::new(),
        Value::Seq(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (item, format!("{keyword}[{index}]")))
            .collect(),
        _ => vec![(listed, keyword.to_owned())],
    };
    entries
        .into_iter()
        .filter(|(node, _)| !node.is_null())
        .filter_map(|(node, breadcrumb)| entry(loader, node, breadcrumb, accepted))
        .collect()
}

fn entry(
    loader: &mut Loader<'_>,
    node: &Node,
    breadcrumb: String,
    accepted: Accepted,
) -> Option<Include> {
    let mut reader = Reader {
        loader,
        breadcrumb,
        span: node.span,
    };
    match (node.as_str(), node.as_map()) {
        (Some(text), _) => Some(reader.short(text)),
        (_, Some(map)) => reader.long(map, accepted),
        _ => {
            let message = format!(
                "an entry of `include` is a text or a mapping, but this is {}",
                node.kind()
            );
            reader.refuse(node.span, message, "write `local: path/of/file.yml`");
            None
        }
    }
}

struct Reader<'r, 'a> {
    loader: &'r mut Loader<'a>,
    breadcrumb: String,
    span: Span,
}

impl Reader<'_, '_> {
    /// An entry that is a text: an address or a path.
    fn short(self, text: &str) -> Include {
        let text = expand(text, self.loader.request.scope);
        let kind = if is_address(&text) {
            let integrity = None;
            Kind::Remote {
                url: text,
                integrity,
            }
        } else {
            Kind::Local(text)
        };
        self.include(kind, None, None)
    }

    fn long(mut self, map: &Map, accepted: Accepted) -> Option<Include> {
        self.check_keys(map, accepted)?;
        let kind = self.kind(map)?;
        let inputs = self.inputs(map).ok()?;
        let rules = map.get("rules").filter(|node| !node.is_null()).cloned();
        Some(self.include(kind, inputs, rules))
    }

    fn include(self, kind: Kind, inputs: Option<Node>, rules: Option<Node>) -> Include {
        Include {
            kind,
            inputs,
            rules,
            span: self.span,
            breadcrumb: self.breadcrumb,
        }
    }

    fn check_keys(&mut self, map: &Map, accepted: Accepted) -> Option<()> {
        let unknown: Vec<_> = map
            .iter()
            .filter(|(key, ..)| !accepted.takes(key))
            .map(|(key, span, _)| (key.clone(), span))
            .collect();
        for (key, span) in &unknown {
            let hint = match nearest(key, KEYS) {
                _ if &**key == "with" => "`with` is called `inputs` now".to_owned(),
                Some(near) if accepted.takes(near) => format!("did you mean `{near}`?"),
                _ => {
                    let taken: Vec<&str> =
                        KEYS.into_iter().filter(|key| accepted.takes(key)).collect();
                    format!("known keys: {}", taken.join(", "))
                }
            };
            let message = format!("unknown key `{key}` in `{}`", accepted.keyword());
            self.refuse(*span, message, &hint);
        }
        unknown.is_empty().then_some(())
    }

    fn kind(&mut self, map: &Map) -> Option<Kind> {
        let present = |kind: &&str| map.get(kind).is_some_and(|node| !node.is_null());
        let kinds: Vec<&str> = KINDS.into_iter().filter(present).collect();
        match kinds.as_slice() {
            ["local"] => Some(Kind::Local(self.text(map, "local")?)),
            ["project"] => self.project(map),
            ["remote"] => self.remote(map),
            ["template"] => Some(Kind::Template(self.text(map, "template")?)),
            ["component"] => Some(Kind::Component(self.text(map, "component")?)),
            ["artifact"] => Some(Kind::Artifact {
                path: self.text(map, "artifact")?,
                job: self.required(map, "job", "the job that leaves the file")?,
            }),
            [] => {
                let hint = format!("give one of {}", KINDS.join(", "));
                self.refuse(self.span, "this entry of `include` names no file", &hint);
                None
            }
            several => {
                let message = format!(
                    "each entry of `include` takes only one of {}",
                    several.join(", ")
                );
                self.refuse(self.span, message, "make several entries of it");
                None
            }
        }
    }

    fn project(&mut self, map: &Map) -> Option<Kind> {
        let path = match map.get("project").and_then(Node::as_seq) {
            Some([first, ..]) => self.expanded(first, "project")?,
            _ => self.text(map, "project")?,
        };
        let git_ref = match map.get("ref").filter(|node| !node.is_null()) {
            Some(node) => Some(self.expanded(node, "ref")?),
            None => None,
        };
        let files = match map.get("file").and_then(Node::as_seq) {
            Some(items) => items
                .iter()
                .map(|item| self.expanded(item, "file"))
                .collect::<Option<_>>()?,
            None => vec![self.required(map, "file", "the file in the project")?],
        };
        Some(Kind::Project {
            path,
            git_ref,
            files,
        })
    }

    fn remote(&mut self, map: &Map) -> Option<Kind> {
        let url = self.text(map, "remote")?;
        if !is_address(&url) {
            let message = format!("`{url}` is no valid address");
            self.refuse(self.span, message, "give an address with `https://`");
            return None;
        }
        let integrity = match map.get("integrity").filter(|node| !node.is_null()) {
            Some(node) => Some(self.expanded(node, "integrity")?),
            None => None,
        };
        Some(Kind::Remote { url, integrity })
    }

    fn inputs(&mut self, map: &Map) -> Result<Option<Node>, Reported> {
        let Some(inputs) = map.get("inputs").filter(|node| !node.is_null()) else {
            return Ok(None);
        };
        if Extent::of(inputs).depth > MAX_DEPTH {
            let message = format!("values of inputs nest more than {MAX_DEPTH} levels deep");
            self.refuse(inputs.span, message, "does the file include itself?");
            return Err(Reported);
        }
        if inputs.as_map().is_some() {
            return Ok(Some(inputs.clone()));
        }
        let message = format!("`inputs` is a mapping, but this is {}", inputs.kind());
        self.refuse(inputs.span, message, "write `inputs: {name: value}`");
        Err(Reported)
    }

    fn required(&mut self, map: &Map, key: &str, what: &str) -> Option<String> {
        if map.get(key).is_some_and(|node| !node.is_null()) {
            return self.text(map, key);
        }
        let message = format!("`{key}` is missing: {what}");
        self.refuse(self.span, message, &format!("add `{key}: ...`"));
        None
    }

    fn text(&mut self, map: &Map, key: &str) -> Option<String> {
        self.expanded(map.get(key)?, key)
    }

    fn expanded(&mut self, node: &Node, key: &str) -> Option<String> {
        if let Some(text) = node.scalar() {
            return Some(expand(&text, self.loader.request.scope));
        }
        let message = format!("`{key}` is a text, but this is {}", node.kind());
        self.refuse(node.span, message, &format!("write `{key}: text`"));
        None
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>, hint: &str) {
        let report = &mut self.loader.report;
        let found = report
            .error_at(span, "gitlab/include-invalid", message)
            .under(self.breadcrumb.clone())
            .hint(hint);
        report.add(found);
    }
}

fn is_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.strip_prefix(scheme)
            .is_some_and(|rest| !rest.is_empty())
    })
}

/// A text with its variables; an unknown one is empty here, other than in the rest of GitLab.
fn expand(text: &str, scope: &Scope) -> String {
    use maillon_model::variable::{Layer, Variable};

    let names = crate::variables::expand::references(text);
    let unknown = names
        .into_iter()
        .filter(|name| scope.variable(name).is_none())
        .map(|name| Variable::new(Layer::Predefined, name, ""));
    scope.with(unknown).expand(text)
}
