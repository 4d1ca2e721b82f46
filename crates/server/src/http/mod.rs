//! From the socket to a handler: the table of routes, who may call them, and how refusals look.

pub mod fault;
pub mod route;

use axum::Router;

use crate::server::Server;
pub use fault::Fault;
pub use route::Route;

/// Every route of the server.
pub fn routes() -> Vec<Route> {
    [crate::access::routes()].into_iter().flatten().collect()
}

/// The server's router: each route behind its guard.
pub fn router(server: Server) -> Router {
    let mut router = Router::new();
    for route in routes() {
        router = router.route(route.path, route.guarded(&server));
    }
    router.with_state(server)
}
