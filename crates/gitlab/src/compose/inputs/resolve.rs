//! Gives each input its value.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_source::Span;
use maillon_source::yaml::{self, Node};

use super::super::loader::Loader;
use super::super::report::Report;
use super::Provided;
use super::declaration::{Declaration, Type};
use super::header::Header;
use super::rules::{self, Inputs};
use super::validate::{self, Problem, Whose};
use maillon_model::suggest::nearest;

/// The values of a file's inputs. None where one is wrong or missing; that is reported.
pub(in crate::compose) fn resolve(
    header: &Header,
    provided: &Provided<'_>,
    loader: &mut Loader<'_>,
) -> Option<IndexMap<Arc<str>, Node>> {
    let unknown = refuse_unknown(header, provided, &mut loader.report);
    let given = given(header, provided, &mut loader.report);
    let mut resolver = Resolver {
        provided,
        given: &given,
        resolved: IndexMap::new(),
        loader,
    };
    for declaration in header.inputs.values() {
        if let Some(value) = resolver.value(declaration) {
            let name = Arc::clone(&declaration.name);
            resolver.resolved.insert(name, value);
        }
    }
    let values = resolver.resolved;
    let whole = values.len() == header.inputs.len() && unknown.is_some();
    whole.then_some(values)
}

/// Refuses values for a file that has no header. None where there are some.
pub(in crate::compose) fn refuse_without_header(
    provided: &Provided<'_>,
    report: &mut Report,
) -> Option<()> {
    let hint = "declare them in the file, under `spec: inputs:` in a header that ends with `---`";
    let found = match provided {
        Provided::CommandLine(texts) if !texts.is_empty() => {
            let names: Vec<&str> = texts.keys().map(String::as_str).collect();
            let message = format!(
                "the definition takes no inputs, but got {}",
                names.join(", ")
            );
            Diagnostic::error("gitlab/input-unknown", message).under("--input")
        }
        Provided::Include(include) if include.given().is_some_and(|given| !given.is_empty()) => {
            let message =
                "given inputs not defined in the `spec` section of the included configuration file";
            report
                .error_at(include.inputs_span(), "gitlab/input-unknown", message)
                .under(format!("{}.inputs", include.breadcrumb))
        }
        _ => return Some(()),
    };
    report.add(found.hint(hint));
    None
}

/// Reports every value whose input nobody declared.
fn refuse_unknown(header: &Header, provided: &Provided<'_>, report: &mut Report) -> Option<()> {
    let names: Vec<(Arc<str>, Option<Span>, String)> = match provided {
        Provided::CommandLine(texts) => texts
            .keys()
            .map(|name| (name.as_str().into(), None, format!("--input {name}")))
            .collect(),
        Provided::Include(include) => {
            let entries = include.given().into_iter().flat_map(yaml::Map::iter);
            let breadcrumb = |name| format!("{}.inputs.{name}", include.breadcrumb);
            entries
                .map(|(name, span, _)| (Arc::clone(name), Some(span), breadcrumb(name)))
                .collect()
        }
    };
    let unknown = names
        .into_iter()
        .filter(|(name, ..)| !header.inputs.contains_key(name));
    let mut whole = Some(());
    for (name, span, breadcrumb) in unknown {
        whole = None;
        let message = format!("unknown input `{name}`");
        let found = match span {
            Some(span) => report.error_at(span, "gitlab/input-unknown", message),
            None => Diagnostic::error("gitlab/input-unknown", message),
        };
        let known: Vec<&str> = header.inputs.keys().map(|name| &**name).collect();
        let hint = match nearest(&name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "the file declares no inputs".to_owned(),
            None => format!("the file declares {}", known.join(", ")),
        };
        report.add(found.under(breadcrumb).hint(hint));
    }
    whole
}

/// The values that are given, by name. Null counts as not given.
fn given(
    header: &Header,
    provided: &Provided<'_>,
    report: &mut Report,
) -> BTreeMap<Arc<str>, Node> {
    match provided {
        Provided::CommandLine(texts) => header
            .inputs
            .values()
            .filter_map(|declaration| {
                let text = texts.get(&*declaration.name)?;
                Some((
                    Arc::clone(&declaration.name),
                    from_text(declaration, text, report),
                ))
            })
            .collect(),
        Provided::Include(include) => include
            .given()
            .into_iter()
            .flat_map(yaml::Map::iter)
            .filter(|(.., node)| !node.is_null())
            .map(|(name, _, node)| (Arc::clone(name), node.clone()))
            .collect(),
    }
}

/// A value from the command line. The text becomes a file, so that messages can show it.
fn from_text(declaration: &Declaration, text: &str, report: &mut Report) -> Node {
    let file = report
        .files
        .add(format!("--input {}", declaration.name), text);
    let span = Span {
        file,
        line: 1,
        column: 1,
        length: u32::try_from(text.chars().count()).unwrap_or(1).max(1),
    };
    if declaration.kind == Type::String {
        return Node::string(text, span);
    }
    let read = yaml::parse(&mut report.files, file).documents.pop();
    read.unwrap_or_else(|| Node::string(text, span))
}

struct Resolver<'r, 'a> {
    provided: &'r Provided<'r>,
    given: &'r BTreeMap<Arc<str>, Node>,
    resolved: IndexMap<Arc<str>, Node>,
    loader: &'r mut Loader<'a>,
}

impl Resolver<'_, '_> {
    fn value(&mut self, declaration: &Declaration) -> Option<Node> {
        let inputs = Inputs {
            resolved: &self.resolved,
            given: self.given,
        };
        let breadcrumb = declaration.breadcrumb();
        let rule = rules::matching(&declaration.rules, &inputs, &breadcrumb, self.loader);
        let options = match rule {
            Some(rule) => rule.options.as_deref(),
            None => declaration.options.as_deref(),
        };
        let default = rule
            .map_or(&declaration.default, |rule| &rule.default)
            .as_ref();
        if let Some(value) = self.given.get(&declaration.name) {
            return self.checked(declaration, value, options, Whose::Provided);
        }
        let absent = Node::string("", declaration.span);
        match default {
            // A rule with a default of null wants a value from whoever runs the pipeline.
            Some(default) if rule.is_some() && rules::is_null(default) => self.missing(declaration),
            Some(default) => self.checked(declaration, default, options, Whose::Default),
            None if rule.is_none() && !declaration.rules.is_empty() => Some(absent),
            None => self.missing(declaration),
        }
    }

    fn checked(
        &mut self,
        declaration: &Declaration,
        value: &Node,
        options: Option<&[Node]>,
        whose: Whose,
    ) -> Option<Node> {
        match validate::check(declaration, value, options, whose) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.wrong(declaration, value.span, whose, problem);
                None
            }
        }
    }

    fn wrong(&mut self, declaration: &Declaration, span: Span, whose: Whose, problem: Problem) {
        let report = &mut self.loader.report;
        let message = format!("`{}` input: {}", declaration.name, problem.message);
        let mut found = report.error_at(span, problem.code, message);
        found.hint = problem.hint;
        found = match whose {
            Whose::Default => found.under(format!("{}.default", declaration.breadcrumb())),
            Whose::Provided => found
                .under(self.provided.breadcrumb(&declaration.name))
                .related(
                    report.files.place(declaration.span),
                    "the input is declared here",
                ),
        };
        report.add(found);
    }

    fn missing(&mut self, declaration: &Declaration) -> Option<Node> {
        let name = &declaration.name;
        let report = &mut self.loader.report;
        let message = format!("`{name}` input: required value has not been provided");
        let code = "gitlab/input-missing";
        let found = match self.provided {
            Provided::CommandLine(_) => report
                .error_at(declaration.span, code, message)
                .under(declaration.breadcrumb())
                .hint(format!("give `--input {name}=VALUE`, or a `default` here")),
            Provided::Include(include) => report
                .error_at(include.inputs_span(), code, message)
                .under(format!("{}.inputs", include.breadcrumb))
                .hint(format!(
                    "add `{name}: value` to the `inputs` of this include"
                ))
                .related(
                    report.files.place(declaration.span),
                    "the input is declared here",
                ),
        };
        report.add(found);
        None
    }
}

impl Provided<'_> {
    fn breadcrumb(&self, name: &str) -> String {
        match self {
            Self::CommandLine(_) => format!("--input {name}"),
            Self::Include(include) => format!("{}.inputs.{name}", include.breadcrumb),
        }
    }
}
