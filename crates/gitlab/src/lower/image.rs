//! `image` and `services`.

use indexmap::IndexMap;
use maillon_model::job::{Image, PullPolicy, Service};
use maillon_source::yaml::Value;

use super::cursor::{Cursor, Fields};

const POLICIES: &[(&str, PullPolicy)] = &[
    ("always", PullPolicy::Always),
    ("if-not-present", PullPolicy::IfNotPresent),
    ("never", PullPolicy::Never),
];

/// `image`: a reference, or a mapping.
pub(super) fn image(cursor: Cursor<'_>) -> Option<Image> {
    match &cursor.node.value {
        Value::String(_) => Some(Image::named(cursor.filled()?.to_string())),
        Value::Map(_) => described(cursor.map("image")?),
        _ => {
            cursor.wrong("the name of an image or a mapping");
            None
        }
    }
}

/// `services`: a list of references and mappings.
pub(super) fn services(cursor: Cursor<'_>) -> Vec<Service> {
    let items = cursor.list().unwrap_or_default();
    items.into_iter().filter_map(service).collect()
}

fn service(cursor: Cursor<'_>) -> Option<Service> {
    if let Value::String(_) = &cursor.node.value {
        return Some(bare(Image::named(cursor.filled()?.to_string())));
    }
    let fields = cursor.map("services")?;
    Some(Service {
        aliases: fields.get("alias").map(aliases).unwrap_or_default(),
        command: fields.get("command").and_then(Cursor::text_or_texts),
        variables: fields.get("variables").map(variables).unwrap_or_default(),
        image: described(fields)?,
    })
}

fn bare(image: Image) -> Service {
    Service {
        image,
        aliases: Vec::new(),
        command: None,
        variables: IndexMap::new(),
    }
}

fn described(fields: Fields<'_>) -> Option<Image> {
    let docker = fields
        .get("docker")
        .and_then(|docker| docker.map("image:docker"));
    let option = |key| Some(docker?.get(key)?.scalar()?.to_string());
    if let Some(kubernetes) = fields.get("kubernetes") {
        kubernetes.map("image:kubernetes");
    }
    Some(Image {
        extras: maillon_model::container::Extras::default(),
        name: fields.require("name")?.filled()?.to_string(),
        entrypoint: fields.get("entrypoint").and_then(Cursor::text_or_texts),
        user: option("user"),
        platform: option("platform"),
        pull_policy: fields
            .get("pull_policy")
            .and_then(policy)
            .unwrap_or_default(),
    })
}

/// One policy or a list of them, of which the first counts.
fn policy(cursor: Cursor<'_>) -> Option<PullPolicy> {
    match &cursor.node.value {
        Value::Seq(_) => {
            let policies = cursor.list()?.into_iter().map(|one| one.choice(POLICIES));
            policies.collect::<Vec<_>>().into_iter().next()?
        }
        _ => cursor.choice(POLICIES),
    }
}

/// Names with commas or spaces between them.
fn aliases(cursor: Cursor<'_>) -> Vec<String> {
    let text = cursor.text().unwrap_or_default();
    let names = text.split([',', ' ']).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

fn variables(cursor: Cursor<'_>) -> IndexMap<String, String> {
    let entries = cursor.entries().into_iter().flatten();
    entries
        .filter_map(|(name, _, value)| Some((name.to_string(), variable(value)?)))
        .collect()
}

fn variable(cursor: Cursor<'_>) -> Option<String> {
    let value = match &cursor.node.value {
        Value::Map(_) => cursor.map("variables")?.require("value")?,
        _ => cursor,
    };
    value.scalar().map(|text| text.to_string())
}
