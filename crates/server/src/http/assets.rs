//! Styles, scripts and icons of the pages.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use maillon_pages::assets;

use super::route::{Method, Needs};
use super::{Fault, Route};

/// Names hold a hash of the content: what has the name never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The routes of the assets.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(Method::Get, "/assets/{name}", Needs::Nobody, asset)
            .does("A style, a script or an icon of the pages"),
    ]
}

async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let asset = assets::find(&name).ok_or_else(|| Fault::not_found("asset"))?;
    let headers = [
        (CONTENT_TYPE, asset.mime),
        (CACHE_CONTROL, FOR_EVER),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, &*asset.body).into_response())
}
