//! Styles, scripts and icons, embedded. Their names hold a hash of their content, so that browsers may keep them
//! for ever.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file for browsers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its name, with the hash: `app-1a2b3c4d5e6f.css`.
    pub name: String,
    /// Its type: `text/css; charset=utf-8`.
    pub mime: &'static str,
    /// What is in it.
    pub body: Cow<'static, [u8]>,
}

const STYLE: &str = concat!(
    include_str!("../assets/app.css"),
    include_str!("../assets/run.css"),
    include_str!("../assets/log.css"),
    include_str!("../assets/narrow.css"),
);

const SCRIPT: &str = concat!(
    include_str!("../assets/js/theme.js"),
    include_str!("../assets/js/times.js"),
    include_str!("../assets/js/live.js"),
    include_str!("../assets/js/graph.js"),
    include_str!("../assets/js/keys.js"),
    include_str!("../assets/js/forms.js"),
);

static ASSETS: LazyLock<[Asset; 5]> = LazyLock::new(|| {
    let css = "text/css; charset=utf-8";
    let js = "text/javascript; charset=utf-8";
    [
        asset(
            "app",
            "css",
            css,
            (STYLE.to_owned() + &crate::ansi::rules()).into(),
        ),
        asset("app", "js", js, SCRIPT.into()),
        asset("log", "js", js, include_str!("../assets/js/log.js").into()),
        asset(
            "htmx",
            "js",
            js,
            include_str!("../assets/vendor/htmx.min.js").into(),
        ),
        asset(
            "icon",
            "svg",
            "image/svg+xml",
            include_str!("../assets/icon.svg").into(),
        ),
    ]
});

/// The asset of this name with its hash.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Where a page finds an asset: `app`, `css` → `/assets/app-1a2b3c4d5e6f.css`.
pub(crate) fn address(stem: &str, extension: &str) -> String {
    let ours = |asset: &&Asset| asset.name.starts_with(stem) && asset.name.ends_with(extension);
    let name = ASSETS.iter().find(ours).map_or("", |asset| &asset.name);
    format!("/assets/{name}")
}

fn asset(stem: &str, extension: &str, mime: &'static str, text: Cow<'static, str>) -> Asset {
    let mut name = format!("{stem}-");
    for byte in Sha256::digest(text.as_bytes()).iter().take(6) {
        let _ = write!(name, "{byte:02x}");
    }
    let _ = write!(name, ".{extension}");
    let body = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    };
    Asset { name, mime, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_asset_and_holds_a_hash() {
        for (stem, extension) in [
            ("app", "css"),
            ("app", "js"),
            ("log", "js"),
            ("htmx", "js"),
            ("icon", "svg"),
        ] {
            let address = address(stem, extension);
            let found = find(address.trim_start_matches("/assets/")).unwrap();
            assert!(!found.body.is_empty(), "{address}");
            assert_eq!(
                address.len(),
                "/assets/-".len() + stem.len() + 12 + 1 + extension.len()
            );
        }
        assert_eq!(find("app.css"), None);
    }
}
