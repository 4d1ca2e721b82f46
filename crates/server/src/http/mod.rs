//! From the socket to a handler: the table of routes, who may call them, and how refusals look.

pub(crate) mod assets;
pub mod fault;
pub(crate) mod fields;
pub(crate) mod headers;
pub(crate) mod html;
pub mod listen;
pub mod openapi;
pub mod route;
pub mod tls;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::access::client;
use crate::server::Server;
pub use fault::Fault;
use route::Face;
pub use route::Route;

/// Every route of the server.
pub fn routes() -> Vec<Route> {
    [
        assets::routes(),
        html::routes(),
        openapi::routes(),
        crate::access::routes(),
        crate::artifacts::routes(),
        crate::live::routes(),
        crate::logs::routes(),
        crate::agents::routes(),
        crate::git::routes(),
        crate::hooks::routes(),
        crate::projects::routes(),
        crate::runs::routes(),
        crate::metrics::routes(),
        crate::schedules::routes(),
        crate::merges::routes(),
        crate::secrets::routes(),
        crate::making::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The server's router.
pub fn router(server: Server) -> Router {
    router_of(server, routes())
}

/// A router of some routes, each behind its guard.
pub fn router_of(server: Server, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    for route in routes {
        let (path, face) = (route.path, route.face);
        let mut handler = route.guarded(&server);
        if face == Face::Page {
            handler = handler.layer(from_fn(html::refusals));
        }
        router = router.route(path, handler);
    }
    let known = from_fn_with_state(server.clone(), client::recognise);
    let safe = from_fn_with_state(server.clone(), headers::secure);
    let measured = from_fn_with_state(server.clone(), crate::metrics::measured);
    let router = router.fallback(html::nothing).layer(known).layer(safe);
    let router = router.layer(measured);
    router.with_state(server)
}
