//! The API's description, made of the table of routes: OpenAPI 3.1.

use axum::Json;
use maillon_protocol::agent::Refusal;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::route::{Face, Method, Needs, Route};

/// The routes of this file.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(Method::Get, "/api/v1/openapi.json", Needs::Nobody, answer)
            .does("Describes this API"),
    ]
}

async fn answer() -> Json<Value> {
    Json(document())
}

/// The description of everything under `/api`.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let refusal = generator.subschema_for::<Refusal>();
    let mut paths = Map::new();
    for route in super::routes() {
        if route.face == Face::Api {
            let path = paths.entry(templated(route.path)).or_insert(json!({}));
            path[word(route.method)] = operation(&route, &mut generator, &json!(refusal));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "maillon",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Times are milliseconds since the Unix epoch. Lists are paged by `?before=CURSOR&limit=N`, newest first.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator, refusal: &Value) -> Value {
    let answer = match route.gives {
        Some(shape) => content(&json!(shape(generator))),
        None => json!({"description": "done"}),
    };
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "description": format!("Needs: {}.", needs(route.needs)),
        "parameters": parameters(route.path),
        "responses": {"200": answer, "default": content(refusal)},
    });
    if let Some(shape) = route.takes {
        operation["requestBody"] = content(&json!(shape(generator)));
    }
    if route.needs == Needs::Nobody {
        operation["security"] = json!([]);
    }
    operation
}

fn content(schema: &Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

fn parameters(path: &str) -> Value {
    let names = path.split('/').filter_map(parameter);
    names
        .map(|name| {
            let schema = json!({"type": "string"});
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        })
        .collect()
}

/// `file` of `{*file}`.
fn parameter(part: &str) -> Option<&str> {
    let name = part.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.trim_start_matches('*'))
}

fn templated(path: &str) -> String {
    path.replace("{*", "{")
}

fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api/v1/");
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let path: String = path
        .replace(['{', '}', '*'], "")
        .chars()
        .map(plain)
        .collect();
    format!("{}_{path}", word(route.method))
}

fn word(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Put => "put",
        Method::Delete => "delete",
    }
}

fn needs(needs: Needs) -> String {
    match needs {
        Needs::Nobody => "nothing".to_owned(),
        Needs::SignedIn => "a person's token".to_owned(),
        Needs::Role(role) => format!("the role {role:?} in the project").to_lowercase(),
        Needs::Administrator => "an administrator's token".to_owned(),
        Needs::Agent => "an agent's token".to_owned(),
        Needs::Task => "a task's token".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_call_is_described_once() {
        let document = document();
        let mut ids = HashSet::new();
        for route in crate::http::routes() {
            if route.face != Face::Api {
                continue;
            }
            assert!(!route.summary.is_empty(), "{} does nothing", route.path);
            let found = &document["paths"][templated(route.path)][word(route.method)];
            assert!(found.is_object(), "{}", route.path);
            assert!(ids.insert(operation_id(&route)), "{}", route.path);
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(
                document["components"]["schemas"][name].is_object(),
                "{name}"
            );
        }
    }
}
