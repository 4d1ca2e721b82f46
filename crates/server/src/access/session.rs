//! Sessions of browsers.

use crate::settings::Settings;

/// What the session's cookie is called. With TLS browsers hold to the rules of `__Host-`: no other host of
/// the domain can set it.
pub(crate) fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_secure() {
        "__Host-maillon"
    } else {
        "maillon"
    }
}
