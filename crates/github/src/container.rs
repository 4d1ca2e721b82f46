//! `container` and `services`: evaluated mappings become images and services.

use indexmap::IndexMap;
use maillon_model::Secret;
use maillon_model::container::{Credentials, Extras, PortMapping, split_words};
use maillon_model::job::{Image, Service};
use serde_json::{Map, Value as Json};

use crate::expression::Value;

/// A container, as a definition gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Container {
    pub(crate) image: Image,
    pub(crate) env: IndexMap<String, String>,
    command: Option<Vec<String>>,
}

impl Container {
    /// Reads an evaluated `container` (or one of `services`). No image means no container.
    pub(crate) fn read(written: &Json) -> Result<Option<Self>, String> {
        let short = Map::from_iter([("image".to_owned(), written.clone())]);
        let fields = match written {
            Json::Null => return Ok(None),
            Json::Object(fields) => fields,
            _ => &short,
        };
        let Some(name) = image_name(fields)? else {
            return Ok(None);
        };
        let words = |key: &str| match text(fields, key)? {
            Some(text) => split_words(&text).map_err(|problem| format!("`{key}`: {problem}")),
            None => Ok(Vec::new()),
        };
        let command = words("command")?;
        Ok(Some(Self {
            image: Image {
                entrypoint: text(fields, "entrypoint")?.map(|entrypoint| vec![entrypoint]),
                extras: Extras {
                    credentials: credentials(fields)?,
                    ports: ports(fields)?,
                    volumes: texts(fields, "volumes")?,
                    options: words("options")?,
                },
                ..Image::named(name)
            },
            env: env(fields)?,
            command: (!command.is_empty()).then_some(command),
        }))
    }

    fn service(self, name: &str) -> Service {
        Service {
            image: self.image,
            aliases: vec![name.to_owned()],
            command: self.command,
            variables: self.env,
        }
    }
}

/// Reads evaluated `services`. Those without an image are left out.
pub(crate) fn services(written: &Json) -> Result<Vec<Service>, String> {
    let fields = match written {
        Json::Null => return Ok(Vec::new()),
        Json::Object(fields) => fields,
        _ => return Err("is no mapping of services".to_owned()),
    };
    let mut services = Vec::new();
    for (name, written) in fields {
        let found = Container::read(written).map_err(|problem| format!("`{name}`: {problem}"))?;
        services.extend(found.map(|container| container.service(name)));
    }
    Ok(services)
}

/// What is known of a `container` before secrets are: its image alone.
pub(crate) fn without_secrets(written: &Json) -> Json {
    match written {
        Json::Object(fields) => {
            let image = fields.get("image").cloned().unwrap_or_default();
            Json::Object(Map::from_iter([("image".to_owned(), image)]))
        }
        other => other.clone(),
    }
}

fn image_name(fields: &Map<String, Json>) -> Result<Option<String>, String> {
    let name = text(fields, "image")?.unwrap_or_default();
    let name = name.strip_prefix("docker://").unwrap_or(&name).trim();
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

fn credentials(fields: &Map<String, Json>) -> Result<Option<Credentials>, String> {
    let fields = match fields.get("credentials") {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::Object(fields)) => fields,
        Some(_) => return Err("`credentials` is no mapping".to_owned()),
    };
    let part = |key: &str| Ok::<_, String>(text(fields, key)?.unwrap_or_default());
    let (username, password) = (part("username")?, part("password")?);
    match (username.is_empty(), password.is_empty()) {
        (true, true) => Ok(None),
        (false, false) => Ok(Some(Credentials {
            username,
            password: Secret::new(password),
        })),
        (true, false) => Err("`credentials` has no `username`, or an empty one".to_owned()),
        (false, true) => Err("`credentials` has no `password`, or an empty one".to_owned()),
    }
}

fn ports(fields: &Map<String, Json>) -> Result<Vec<PortMapping>, String> {
    let mut ports = Vec::new();
    for text in texts(fields, "ports")? {
        ports.extend(PortMapping::parse(&text)?);
    }
    Ok(ports)
}

fn env(fields: &Map<String, Json>) -> Result<IndexMap<String, String>, String> {
    match fields.get("env") {
        None | Some(Json::Null) => Ok(IndexMap::new()),
        Some(Json::Object(entries)) => entries
            .iter()
            .map(|(name, value)| Ok((name.clone(), scalar(name, value)?)))
            .collect(),
        Some(_) => Err("`env` is no mapping".to_owned()),
    }
}

fn texts(fields: &Map<String, Json>, key: &str) -> Result<Vec<String>, String> {
    match fields.get(key) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::Array(items)) => items.iter().map(|item| scalar(key, item)).collect(),
        Some(_) => Err(format!("`{key}` is no list")),
    }
}

fn text(fields: &Map<String, Json>, key: &str) -> Result<Option<String>, String> {
    let text = fields
        .get(key)
        .map(|value| scalar(key, value))
        .transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn scalar(key: &str, value: &Json) -> Result<String, String> {
    match value {
        Json::Array(_) | Json::Object(_) => Err(format!("`{key}` is no text")),
        scalar => Ok(Value::from(scalar).to_text().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use maillon_model::container::Protocol;
    use serde_json::json;

    use super::*;

    fn read(written: &Json) -> Container {
        Container::read(written).unwrap().unwrap()
    }

    #[test]
    fn a_container_is_an_image_or_a_mapping() {
        assert_eq!(read(&json!("alpine:3")).image, Image::named("alpine:3"));
        assert_eq!(
            read(&json!("docker://alpine")).image,
            Image::named("alpine")
        );
        let container = read(&json!({
            "image": "redis",
            "env": {"A": 1, "B": true},
            "ports": [80, "8080:81/udp"],
            "volumes": ["/a:/b"],
            "options": "--cpus 1 --health-cmd 'redis-cli ping'",
            "credentials": {"username": "jane", "password": "hunter22"},
        }));
        assert_eq!(container.env["A"], "1");
        let extras = container.image.extras;
        assert_eq!(
            extras.options,
            ["--cpus", "1", "--health-cmd", "redis-cli ping"]
        );
        assert_eq!(extras.ports[1].host, Some(8080));
        assert_eq!(extras.ports[1].protocol, Protocol::Udp);
        assert_eq!(extras.credentials.unwrap().username, "jane");
    }

    #[test]
    fn an_empty_image_means_none() {
        for empty in [
            json!(null),
            json!(""),
            json!("docker://"),
            json!({"image": ""}),
        ] {
            assert_eq!(Container::read(&empty), Ok(None), "{empty}");
        }
        let written = json!({"a": "", "b": {"image": "redis"}, "c": {"image": null}});
        let names: Vec<_> = services(&written).unwrap();
        assert_eq!(names.len(), 1);
        assert_eq!(names[0].aliases, ["b"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let check = |written: &Json, expected: &str| {
            assert_eq!(Container::read(written).unwrap_err(), expected);
        };
        check(
            &json!({"image": "a", "credentials": {"username": "x"}}),
            "`credentials` has no `password`, or an empty one",
        );
        check(&json!({"image": "a", "env": [1]}), "`env` is no mapping");
        check(&json!({"image": "a", "ports": 80}), "`ports` is no list");
        check(
            &json!({"image": "a", "options": "--x 'y"}),
            "`options`: the quote ' has no end",
        );
    }
}
