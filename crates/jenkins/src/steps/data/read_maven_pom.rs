//! `readMavenPom`.

use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Native, Value};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::file_text;
use crate::steps::{Arguments, Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "readMavenPom",
    summary: "Reads a Maven project's file: `readMavenPom().version`, `.artifactId`, `.parent.version`, `.properties`, `.modules`.",
    params: &[Param::optional(
        "file",
        Kind::Text,
        "Relative to the current folder; `pom.xml`.",
    )],
    sole: Some("file"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    if call.args.get("file").is_none() {
        let file = ("file".to_owned(), Value::text("pom.xml"));
        call.args = Arguments([file].into_iter().collect());
    }
    let text = file_text(call)?.unwrap_or_default();
    match read(&text) {
        Ok(project) => Ok(Value::native(Model(Arc::new(project)))),
        Err(why) => Err(call.cx.throw(
            "org.codehaus.plexus.util.xml.pull.XmlPullParserException",
            why,
        )),
    }
}

/// An element with the elements in it, or with its text.
#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Arc<Element>>,
}

/// How deep a file may be nested.
const DEPTH: usize = 100;

fn read(xml: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) if open.len() < DEPTH => open.push(element(&tag.local_name())),
            Event::Start(_) => return Err("elements are nested too deep".to_owned()),
            Event::Empty(tag) => put(&mut open, element(&tag.local_name())),
            Event::Text(text) => {
                let text = text.xml10_content().unwrap_or_default();
                if let Some(last) = open.last_mut() {
                    last.text += text.trim();
                }
            }
            Event::End(_) => match open.pop() {
                Some(ended) => put(&mut open, ended),
                None => return Err("an element ends that did not begin".to_owned()),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|_| open.is_empty());
    let project = root.and_then(|mut root| root.children.pop());
    let project = project.and_then(Arc::into_inner);
    project.ok_or_else(|| "the file ends within an element".to_owned())
}

fn element(name: &quick_xml::name::LocalName<'_>) -> Element {
    Element {
        name: String::from_utf8_lossy(name.as_ref()).into_owned(),
        ..Element::default()
    }
}

fn put(open: &mut [Element], ended: Element) {
    if let Some(last) = open.last_mut() {
        last.children.push(Arc::new(ended));
    }
}

/// `org.apache.maven.model.Model`, and what is in it.
struct Model(Arc<Element>);

impl Model {
    fn property(&self, name: &str) -> Option<Value> {
        let found = self.0.children.iter().find(|child| child.name == name);
        match (found, name) {
            (Some(child), _) => Some(value(child)),
            (None, "packaging") if self.0.name == "project" => Some(Value::text("jar")),
            (None, "modules" | "dependencies" | "plugins" | "profiles") => Some(Value::list([])),
            (None, "properties") => Some(Value::map::<&str>([])),
            (None, name) if KNOWN.contains(&name) => Some(Value::Null),
            _ => None,
        }
    }
}

/// What is null where a file has none.
const KNOWN: &[&str] = &[
    "groupId",
    "artifactId",
    "version",
    "name",
    "description",
    "parent",
    "url",
    "scm",
    "build",
    "classifier",
    "type",
    "scope",
    "inceptionYear",
    "organization",
    "distributionManagement",
    "dependencyManagement",
];

/// Texts are texts, lists lists, `properties` a map, everything else has properties of its own.
fn value(element: &Arc<Element>) -> Value {
    if element.name == "properties" {
        let entries = element.children.iter();
        return Value::map(
            entries.map(|child| (child.name.as_str(), Value::text(child.text.as_str()))),
        );
    }
    let single = element
        .name
        .strip_suffix("ies")
        .map(|stem| format!("{stem}y"));
    let single = single.or_else(|| element.name.strip_suffix('s').map(str::to_owned));
    let is_list = |child: &Arc<Element>| single.as_ref() == Some(&child.name);
    if element.children.is_empty() {
        Value::text(element.text.as_str())
    } else if element.children.iter().all(is_list) {
        Value::list(element.children.iter().map(value))
    } else {
        Value::native(Model(Arc::clone(element)))
    }
}

impl Native for Model {
    fn class_name(&self) -> &'static str {
        "org.apache.maven.model.Model"
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(self.property(name))
    }

    fn call(&self, _cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let Some(rest) = name.strip_prefix("get").filter(|_| args.is_empty()) else {
            return Ok(None);
        };
        let (first, rest) = rest.split_at_checked(1).unwrap_or_default();
        Ok(self.property(&format!("{}{rest}", first.to_ascii_lowercase())))
    }

    fn members(&self) -> &[&'static str] {
        KNOWN
    }

    fn any(&self) -> &dyn std::any::Any {
        self
    }
}
