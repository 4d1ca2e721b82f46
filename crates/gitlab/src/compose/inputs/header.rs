//! The header of a file: `spec`.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_source::Span;
use maillon_source::yaml::{self, Map, Node};

use super::super::include::{self, Accepted, Include, Target};
use super::super::loader::{Loader, Origin};
use super::super::report::Reported;
use super::declaration::Declaration;
use maillon_model::suggest::nearest;

const FIELDS: [&str; 4] = ["name", "sha", "version", "reference"];

/// What a header says.
#[derive(Clone, Debug, Default)]
pub(in crate::compose) struct Header {
    /// The inputs, in their order.
    pub(super) inputs: IndexMap<Arc<str>, Declaration>,
    /// What the file wants to know about itself as a component.
    pub(in crate::compose) component: Vec<Arc<str>>,
}

/// Reads a header. None where it is wrong; that is reported.
pub(in crate::compose) fn header<'a>(
    loader: &mut Loader<'a>,
    node: &Node,
    origin: &Origin<'a>,
) -> Option<Header> {
    let root = node.as_map()?;
    check_keys(loader, root, &["spec"], "the header")?;
    let mut header = Header::default();
    let Some(spec) = mapping(loader, root, "spec").ok()? else {
        return Some(header);
    };
    check_keys(
        loader,
        spec,
        &["inputs", "include", "component", "description"],
        "`spec`",
    )?;
    if let Some(listed) = spec.get("include") {
        for include in include::parse(loader, listed, Accepted::InputFiles) {
            external(loader, &include, origin, &mut header)?;
        }
    }
    if let Some(inputs) = mapping(loader, spec, "inputs").ok()? {
        declare(loader, inputs, &mut header)?;
    }
    if let Some(fields) = spec.get("component").filter(|node| !node.is_null()) {
        header.component = component(loader, fields)?;
    }
    Some(header)
}

/// Declarations from another file: a mapping with `inputs`.
fn external<'a>(
    loader: &mut Loader<'a>,
    include: &Include,
    origin: &Origin<'a>,
    header: &mut Header,
) -> Option<()> {
    let targets = include::targets(loader, include, origin);
    if targets.is_empty() {
        return None;
    }
    for target in targets {
        external_file(loader, include, &target, header)?;
    }
    Some(())
}

fn external_file<'a>(
    loader: &mut Loader<'a>,
    include: &Include,
    target: &Target<'a>,
    header: &mut Header,
) -> Option<()> {
    let file = loader.text(target, include)?;
    let parsed = yaml::parse(&mut loader.report.files, file);
    loader.report.extend(parsed.diagnostics);
    let root = parsed.documents.first().and_then(Node::as_map);
    let Some(root) = root else {
        let message = format!("`{}` declares no inputs", target.name);
        let found = include
            .error(&loader.report, "gitlab/input-spec", message)
            .hint("a file of inputs is a mapping with `inputs`");
        loader.report.add(found);
        return None;
    };
    check_keys(loader, root, &["inputs"], "a file of inputs")?;
    match mapping(loader, root, "inputs").ok()? {
        Some(inputs) => declare(loader, inputs, header),
        None => Some(()),
    }
}

/// Adds declarations. All are read, so that everything that is wrong is reported at once.
fn declare(loader: &mut Loader<'_>, inputs: &Map, header: &mut Header) -> Option<()> {
    let mut whole = Some(());
    for (name, span, node) in inputs.iter() {
        if let Some(first) = header.inputs.get(name) {
            let (there, name) = (first.span, Arc::clone(name));
            duplicate(loader, &name, span, there);
            whole = None;
            continue;
        }
        match Declaration::parse(name, span, node, &mut loader.report) {
            Some(declaration) => {
                header.inputs.insert(Arc::clone(name), declaration);
            }
            None => whole = None,
        }
    }
    whole
}

fn duplicate(loader: &mut Loader<'_>, name: &str, here: Span, there: Span) {
    let message = format!("duplicate input key `{name}`");
    let report = &mut loader.report;
    let found = report
        .error_at(here, "gitlab/input-spec", message)
        .under(format!("spec.inputs.{name}"))
        .hint("declare each input once, in an included file or in the header")
        .related(report.files.place(there), "it is declared here");
    report.add(found);
}

fn component(loader: &mut Loader<'_>, fields: &Node) -> Option<Vec<Arc<str>>> {
    let names = fields.as_seq().map(|items| items.iter().map(Node::scalar));
    let names: Option<Vec<Arc<str>>> = names.and_then(Iterator::collect);
    let names = names.filter(|names| names.iter().all(|name| FIELDS.contains(&&**name)));
    if names.is_none() {
        let report = &mut loader.report;
        let message = "`spec: component:` is a list of fields";
        let found = report
            .error_at(fields.span, "gitlab/input-spec", message)
            .under("spec.component")
            .hint(format!("known fields: {}", FIELDS.join(", ")));
        report.add(found);
    }
    names
}

/// The mapping behind a key; None where it is absent or null.
fn mapping<'m>(
    loader: &mut Loader<'_>,
    map: &'m Map,
    key: &str,
) -> Result<Option<&'m Map>, Reported> {
    let Some(node) = map.get(key).filter(|node| !node.is_null()) else {
        return Ok(None);
    };
    if let Some(map) = node.as_map() {
        return Ok(Some(map));
    }
    let message = format!("`{key}` is a mapping, but this is {}", node.kind());
    let report = &mut loader.report;
    let found = report.error_at(node.span, "gitlab/input-spec", message);
    report.add(found.hint("write `spec: {inputs: {name: }}`"));
    Err(Reported)
}

fn check_keys(loader: &mut Loader<'_>, map: &Map, known: &[&str], of: &str) -> Option<()> {
    let Some((key, span, _)) = map.iter().find(|(key, ..)| !known.contains(&&***key)) else {
        return Some(());
    };
    let hint = match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known keys: {}", known.join(", ")),
    };
    let message = format!("{of} has an unknown key `{key}`");
    let report = &mut loader.report;
    let found = report
        .error_at(span, "gitlab/input-spec", message)
        .hint(hint);
    report.add(found);
    None
}
