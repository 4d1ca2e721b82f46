//! `extends`: a job begins as a deep merge of its parents.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_source::Span;
use maillon_source::yaml::{Key, Map, Node, Value};
use rustc_hash::FxHashMap;

use super::merge::put_over;
use super::reference;
use super::report::{Completeness, Report};
use maillon_model::suggest::nearest;

/// How many jobs of a chain may themselves extend something
/// (<https://docs.gitlab.com/ci/yaml/#extends>: "up to eleven levels").
const MAX_LEVELS: usize = 11;

/// Top-level keys that are no jobs: an `extends` in them is not GitLab's keyword.
const NOT_JOBS: [&str; 12] = [
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "services",
    "spec",
    "stages",
    "types",
    "variables",
    "workflow",
];

/// Works `extends` into every job (and hidden job) of a tree. Linear in its size: each job is
/// resolved once, and what it inherits is shared.
pub(super) fn extend(root: &Map, completeness: Completeness, report: &mut Report) -> Map {
    let mut extender = Extender {
        root,
        completeness,
        report,
        done: FxHashMap::default(),
        open: Vec::new(),
        referred: Vec::new(),
    };
    root.iter()
        .map(|(name, span, node)| {
            let key = Key {
                text: Arc::clone(name),
                span,
            };
            (key, extender.job(name, node))
        })
        .collect()
}

struct Extender<'a> {
    root: &'a Map,
    completeness: Completeness,
    report: &'a mut Report,
    /// Resolved jobs; None for one whose own chain is broken.
    done: FxHashMap<Arc<str>, Option<Extended>>,
    /// The chain that leads to the job in work.
    open: Vec<Arc<str>>,
    /// The jobs that are resolved because a reference below one of them names them.
    referred: Vec<Arc<str>>,
}

/// A job with its parents worked in.
#[derive(Clone)]
struct Extended {
    node: Node,
    /// How many jobs of the longest chain from here on extend something.
    levels: usize,
}

/// Why a job has no parents worked in. The reason is reported, or better left unsaid.
enum Broken {
    /// Its own chain is wrong.
    Chain,
    /// Seen from where the chain began it is too long.
    Depth,
}

impl<'a> Extender<'a> {
    fn job(&mut self, name: &Arc<str>, node: &Node) -> Node {
        if NOT_JOBS.contains(&&**name) {
            return node.clone();
        }
        self.open.clear();
        self.extended(name, node)
            .map_or_else(|_| node.clone(), |extended| extended.node)
    }

    fn extended(&mut self, name: &Arc<str>, node: &Node) -> Result<Extended, Broken> {
        let Some((own, extends)) = extensible(node) else {
            let node = node.clone();
            return Ok(Extended { node, levels: 0 });
        };
        if let Some(done) = self.done.get(name).cloned() {
            return self.again(done.ok_or(Broken::Chain)?);
        }
        if self.open.contains(name) {
            return Err(self.circle(name, extends));
        }
        if self.open.len() >= MAX_LEVELS {
            return Err(self.too_deep());
        }
        let merged = self.merged(name, own, extends, node.span);
        if !matches!(merged, Err(Broken::Depth)) {
            let memo = merged.as_ref().ok().cloned();
            self.done.insert(Arc::clone(name), memo);
        }
        merged
    }

    fn again(&mut self, done: Extended) -> Result<Extended, Broken> {
        if self.open.len() + done.levels > MAX_LEVELS {
            return Err(self.too_deep());
        }
        Ok(done)
    }

    fn merged(
        &mut self,
        name: &Arc<str>,
        own: &Map,
        extends: &Node,
        span: Span,
    ) -> Result<Extended, Broken> {
        let parents = self.parents(name, extends)?;
        self.open.push(Arc::clone(name));
        let mut merged = Map::default();
        let mut levels = 0;
        for (name, node) in parents {
            let parent = self.extended(&name, node)?;
            levels = levels.max(parent.levels);
            if let Some(map) = parent.node.as_map() {
                self.layer(&mut merged, map);
            }
        }
        self.layer(&mut merged, own);
        self.open.pop();
        merged.remove("extends");
        Ok(Extended {
            node: Node::map(merged, span),
            levels: levels + 1,
        })
    }

    /// Puts a mapping over what is inherited. Where that has a `!reference` to a mapping
    /// (`variables`, mostly) both are merged, as if the mapping stood there.
    fn layer(&mut self, merged: &mut Map, over: &Map) {
        for (text, span, node) in over.iter() {
            let reference = merged.get(text).and_then(reference::referred);
            let Some(reference) = reference.filter(|_| node.as_map().is_some()) else {
                continue;
            };
            if let Some(mapping) = self.mapping(&reference) {
                let text = Arc::clone(text);
                merged.insert(Key { text, span }, mapping);
            }
        }
        put_over(merged, over);
    }

    /// The mapping that a reference names, with `extends` worked into the job that holds it. None
    /// where it is something else, or not there: that is found out when references are resolved.
    fn mapping(&mut self, path: &[Arc<str>]) -> Option<Node> {
        let (name, rest) = path.split_first()?;
        if self.referred.contains(name) || self.open.contains(name) {
            return None;
        }
        let open = std::mem::take(&mut self.open);
        self.referred.push(Arc::clone(name));
        let extended = self.extended(name, self.root.get(name)?);
        let job = extended.ok().map(|extended| extended.node);
        let found = job.and_then(|job| reference::within(&job, rest).cloned());
        let mapping = found.and_then(|found| match reference::referred(&found) {
            Some(further) => self.mapping(&further),
            None => found.as_map().is_some().then_some(found),
        });
        self.referred.pop();
        self.open = open;
        mapping
    }

    /// The parents by name; all that is wrong with them is reported.
    fn parents(&mut self, name: &str, extends: &Node) -> Result<Vec<(Arc<str>, &'a Node)>, Broken> {
        let mut parents = Vec::new();
        let mut broken = false;
        for (index, item) in items(extends).iter().enumerate() {
            let breadcrumb = match extends.as_seq() {
                Some(_) => format!("{name}.extends[{index}]"),
                None => format!("{name}.extends"),
            };
            match self.parent(item, breadcrumb) {
                Some(parent) => parents.push(parent),
                None => broken = true,
            }
        }
        if broken {
            Err(Broken::Chain)
        } else {
            Ok(parents)
        }
    }

    fn parent(&mut self, item: &Node, breadcrumb: String) -> Option<(Arc<str>, &'a Node)> {
        let Some(wanted) = item.scalar() else {
            let message = format!("`extends` names jobs, but this is {}", item.kind());
            let found = self
                .report
                .error_at(item.span, "gitlab/extends-invalid", message)
                .under(breadcrumb)
                .hint("give the name of a job, or a list of names");
            self.report.add(found);
            return None;
        };
        let Some(node) = self.root.get(&wanted) else {
            self.unknown(&wanted, item.span, breadcrumb);
            return None;
        };
        if node.as_map().is_none() {
            let message = format!(
                "`{wanted}` can't be extended: it is {}, not a mapping",
                node.kind()
            );
            let found = self
                .report
                .error_at(item.span, "gitlab/extends-invalid", message)
                .under(breadcrumb)
                .hint(format!(
                    "to take just its value, write `!reference [{wanted}]`"
                ))
                .related(
                    self.report.files.place(node.span),
                    "this is what the name stands for",
                );
            self.report.add(found);
            return None;
        }
        Some((wanted, node))
    }

    fn unknown(&mut self, wanted: &str, span: Span, breadcrumb: String) {
        if self.completeness == Completeness::Partial {
            return;
        }
        let message = format!("unknown job `{wanted}` in `extends`");
        let names = self.root.iter().map(|(name, ..)| &**name);
        let hint = match nearest(wanted, names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "define it, or include the file that does".to_owned(),
        };
        let found = self
            .report
            .error_at(span, "gitlab/extends-unknown", message)
            .under(breadcrumb)
            .hint(hint);
        self.report.add(found);
    }

    fn circle(&mut self, name: &Arc<str>, extends: &Node) -> Broken {
        let chain = self.open.iter().skip_while(|open| *open != name);
        let names: Vec<&str> = chain.chain([name]).map(|name| &**name).collect();
        let message = format!("circular dependency in `extends`: {}", names.join(" -> "));
        let found = self
            .report
            .error_at(extends.span, "gitlab/extends-circular", message)
            .under(format!("{name}.extends"))
            .hint("take one of these names out of `extends`");
        self.report.add(found);
        Broken::Chain
    }

    /// Reported for the first chain only: every job below it has the same one.
    fn too_deep(&mut self) -> Broken {
        let code = "gitlab/extends-too-deep";
        let known = |known: &Diagnostic| known.code == code;
        let Some(first) = self.open.first() else {
            return Broken::Depth;
        };
        let extends = self.root.get(first).and_then(extensible);
        if let Some((_, extends)) = extends
            && !self.report.diagnostics.iter().any(known)
        {
            let names: Vec<&str> = self.open.iter().map(|name| &**name).collect();
            let message = format!(
                "nesting too deep in `extends`: more than {MAX_LEVELS} levels ({} -> ...)",
                names.join(" -> ")
            );
            let found = self
                .report
                .error_at(extends.span, code, message)
                .under(format!("{first}.extends"))
                .hint("merge some of these jobs, or take parts of them by `!reference`");
            self.report.add(found);
        }
        Broken::Depth
    }
}

/// A job's own mapping and its `extends`, where it has one.
fn extensible(node: &Node) -> Option<(&Map, &Node)> {
    let own = node.as_map()?;
    Some((own, own.get("extends")?))
}

/// The names in an `extends`: a text is a list of one, null of none.
fn items(extends: &Node) -> &[Node] {
    match &extends.value {
        Value::Seq(items) => items,
        Value::Null => &[],
        _ => std::slice::from_ref(extends),
    }
}
