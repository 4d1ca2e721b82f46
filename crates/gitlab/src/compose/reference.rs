//! `!reference [job, key]`: a value from another place of the tree.
//!
//! GitLab replaces references after `extends`, each by the whole value that it names; a list within
//! a list stays one, and the keywords that allow it flatten up to ten levels. (A mapping that extends
//! a reference to a mapping is merged with it already then: see [`super::extends`].)

use std::sync::Arc;

use maillon_source::Span;
use maillon_source::yaml::{Key, Map, Node, Value};
use rustc_hash::FxHashMap;

use super::extent::{Extent, MAX_DEPTH};
use super::report::{Completeness, Report};
use super::trail::Trail;
use maillon_model::suggest::nearest;

/// How deep lists may lie in lists
/// (<https://docs.gitlab.com/ci/yaml/yaml_optimization/#nest-reference-tags-in-script-before_script-and-after_script>).
const MAX_LISTS: usize = 10;

/// How many nodes references may add up to: ten levels of references to lists can grow without end.
const MAX_NODES: usize = 1_000_000;

/// What is too deep at [`MAX_DEPTH`].
const VALUES: &str = "values nest more than 200 levels deep";

/// Replaces every reference of a tree.
pub(super) fn resolve(root: Map, completeness: Completeness, report: &mut Report) -> Map {
    if !root.iter().any(|(_, _, node)| has_tag(node)) {
        return root;
    }
    let mut resolver = Resolver {
        root: &root,
        completeness,
        report,
        done: FxHashMap::default(),
        open: Vec::new(),
        at: Trail::default(),
        depth: 0,
    };
    root.iter()
        .map(|(name, span, node)| (key(name, span), resolver.top(name, node)))
        .collect()
}

fn key(text: &Arc<str>, span: Span) -> Key {
    Key {
        text: Arc::clone(text),
        span,
    }
}

fn has_tag(node: &Node) -> bool {
    match &node.value {
        Value::Tagged { .. } => true,
        Value::Seq(items) => items.iter().any(has_tag),
        Value::Map(map) => map.iter().any(|(_, _, node)| has_tag(node)),
        _ => false,
    }
}

/// The names that lead from the top level to a value.
pub(super) type Path = Vec<Arc<str>>;

struct Resolver<'a> {
    root: &'a Map,
    completeness: Completeness,
    report: &'a mut Report,
    /// Values that were referred to.
    done: FxHashMap<Path, Resolved>,
    /// The chain of references that leads here.
    open: Vec<Path>,
    /// Where in the tree this is, for messages.
    at: Trail,
    /// How many lists and mappings are open, over all references.
    depth: usize,
}

/// A value without references.
#[derive(Clone)]
struct Resolved {
    node: Node,
    extent: Extent,
}

impl Resolved {
    fn null(span: Span) -> Self {
        Self::plain(Node::new(Value::Null, span))
    }

    /// A value that holds no references.
    fn plain(node: Node) -> Self {
        let extent = Extent::of(&node);
        Self { node, extent }
    }
}

impl Resolver<'_> {
    fn top(&mut self, name: &Arc<str>, node: &Node) -> Node {
        self.at = Trail::from_iter([Arc::clone(name)]);
        self.resolved(node).node
    }

    /// A value without references; what has none is shared.
    fn resolved(&mut self, node: &Node) -> Resolved {
        if !has_tag(node) {
            return Resolved::plain(node.clone());
        }
        if self.depth >= MAX_DEPTH {
            self.too_deep(node.span, VALUES);
            return Resolved::null(node.span);
        }
        self.depth += 1;
        let resolved = match &node.value {
            Value::Map(map) => self.map(map, node.span),
            Value::Seq(items) => self.list(items, node.span),
            Value::Tagged { tag, node: inner } => self.tagged(tag, inner, node.span),
            _ => Resolved::plain(node.clone()),
        };
        self.depth -= 1;
        resolved
    }

    fn map(&mut self, map: &Map, span: Span) -> Resolved {
        let mut extents = Vec::with_capacity(map.len());
        let entries = map.iter().map(|(name, span, node)| {
            self.at.key(name);
            let value = self.resolved(node);
            self.at.back();
            extents.push(value.extent);
            (key(name, span), value.node)
        });
        let node = Node::map(entries.collect(), span);
        let extent = Extent::mapping(extents);
        Resolved { node, extent }
    }

    fn list(&mut self, items: &[Node], span: Span) -> Resolved {
        let mut extents = Vec::with_capacity(items.len());
        let items = items.iter().enumerate().map(|(index, item)| {
            self.at.index(index);
            let value = self.item(item);
            self.at.back();
            extents.push(value.extent);
            value.node
        });
        let node = Node::seq(items.collect(), span);
        let extent = Extent::list(extents);
        Resolved { node, extent }
    }

    fn item(&mut self, item: &Node) -> Resolved {
        let value = self.resolved(item);
        if value.extent.lists < MAX_LISTS || !has_tag(item) {
            return value;
        }
        let limit = format!("lists nest more than {MAX_LISTS} levels deep");
        self.too_deep(item.span, &limit);
        Resolved::null(item.span)
    }

    fn tagged(&mut self, tag: &str, inner: &Node, span: Span) -> Resolved {
        if tag == "!reference" {
            return self.reference(inner, span);
        }
        let message = format!("GitLab ignores the tag `{tag}`");
        let found = self.report.warning_at(span, "gitlab/unknown-tag", message);
        self.add(found.hint("the only tag of GitLab CI is `!reference`"));
        self.resolved(inner)
    }

    /// What a reference names, at the place of the reference; null where something is wrong.
    fn reference(&mut self, inner: &Node, span: Span) -> Resolved {
        let target = self.target(inner, span);
        let Some(mut found) = target else {
            return Resolved::null(span);
        };
        if found.extent.size > MAX_NODES {
            self.too_large(span);
            return Resolved::null(span);
        }
        if found.extent.depth > MAX_DEPTH {
            self.too_deep(span, VALUES);
            return Resolved::null(span);
        }
        found.node.span = span;
        found
    }

    /// The value that a reference names. None where there is none; then that is reported.
    fn target(&mut self, inner: &Node, span: Span) -> Option<Resolved> {
        let Some(path) = path(inner) else {
            self.invalid(inner, span);
            return None;
        };
        if let Some(done) = self.done.get(&path) {
            return Some(done.clone());
        }
        if self.open.contains(&path) {
            self.circle(&path, span);
            return None;
        }
        let Some(found) = lookup(self.root, &path) else {
            self.unknown(&path, span);
            return None;
        };
        let resolved = self.enter(&path, found);
        self.done.insert(path, resolved.clone());
        Some(resolved)
    }

    fn enter(&mut self, path: &Path, found: &Node) -> Resolved {
        let there = path.iter().cloned().collect();
        let here = std::mem::replace(&mut self.at, there);
        self.open.push(path.clone());
        let resolved = self.resolved(found);
        self.open.pop();
        self.at = here;
        resolved
    }

    fn invalid(&mut self, inner: &Node, span: Span) {
        let message = match &inner.value {
            Value::Seq(_) => "`!reference` takes a list of names, each a text".to_owned(),
            _ => format!(
                "`!reference` takes a list of names, but this is {}",
                inner.kind()
            ),
        };
        let found = self
            .report
            .error_at(span, "gitlab/reference-invalid", message);
        self.add(found.hint("write `!reference [job, keyword]`"));
    }

    fn unknown(&mut self, path: &Path, span: Span) {
        if self.completeness == Completeness::Partial {
            return;
        }
        let message = format!("`!reference [{}]` could not be found", path.join(", "));
        let found = self
            .report
            .error_at(span, "gitlab/reference-unknown", message);
        self.add(found.hint(missing_part(self.root, path)));
    }

    fn circle(&mut self, path: &Path, span: Span) {
        let chain = self.open.iter().skip_while(|open| *open != path);
        let names: Vec<String> = chain.chain([path]).map(|path| path.join(".")).collect();
        let message = format!(
            "`!reference [{}]` is part of a circular chain: {}",
            path.join(", "),
            names.join(" -> ")
        );
        let found = self
            .report
            .error_at(span, "gitlab/reference-circular", message);
        self.add(found.hint("take one of these references out"));
    }

    fn too_deep(&mut self, span: Span, limit: &str) {
        let message = format!("`!reference` goes too deep: {limit}");
        let found = self
            .report
            .error_at(span, "gitlab/reference-too-deep", message);
        self.add(found.hint("refer to the innermost list directly"));
    }

    fn too_large(&mut self, span: Span) {
        let message = format!("`!reference` adds up to more than {MAX_NODES} values");
        let found = self
            .report
            .error_at(span, "gitlab/reference-too-large", message);
        self.add(found.hint("refer to less, or less often"));
    }

    fn add(&mut self, found: maillon_model::Diagnostic) {
        self.report.add(found.under(self.at.to_string()));
    }
}

/// The names in `[job, key]`; None where it is something else.
fn path(inner: &Node) -> Option<Path> {
    let items = inner.as_seq().filter(|items| !items.is_empty())?;
    items
        .iter()
        .map(|item| item.as_str().map(Arc::from))
        .collect()
}

/// The path in a `!reference`; None where a value is something else.
pub(super) fn referred(node: &Node) -> Option<Path> {
    match &node.value {
        Value::Tagged { tag, node } if &**tag == "!reference" => path(node),
        _ => None,
    }
}

/// What stands at a path. As in GitLab, null and `false` count as not there.
fn lookup<'a>(root: &'a Map, path: &[Arc<str>]) -> Option<&'a Node> {
    let (first, rest) = path.split_first()?;
    let found = within(root.get(first)?, rest)?;
    let is_there = !matches!(found.value, Value::Null | Value::Bool(false));
    is_there.then_some(found)
}

/// What stands at a path within a value.
pub(super) fn within<'a>(node: &'a Node, path: &[Arc<str>]) -> Option<&'a Node> {
    match path.split_first() {
        None => Some(node),
        Some((first, rest)) => within(node.as_map()?.get(first)?, rest),
    }
}

/// Which part of a path is not there, as a hint.
fn missing_part(root: &Map, path: &[Arc<str>]) -> String {
    let mut map = root;
    for (done, name) in path.iter().enumerate() {
        let whole = path.get(..done).unwrap_or_default().join(".");
        let Some(node) = map.get(name) else {
            let names = map.iter().map(|(name, ..)| &**name);
            let within = match done {
                0 => String::new(),
                _ => format!(" in `{whole}`"),
            };
            return match nearest(name, names) {
                Some(near) => format!("there is no `{name}`{within}; did you mean `{near}`?"),
                None => format!("there is no `{name}`{within}"),
            };
        };
        match node.as_map() {
            Some(inner) => map = inner,
            None if node.is_null() => break,
            None => return format!("`{name}` is {}", node.kind()),
        }
    }
    "null can't be referred to".to_owned()
}
