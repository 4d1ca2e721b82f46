//! What every page must be: in order for those who can't see it, readable, as narrow as the screen, and silent
//! in the console.

use super::driver::Browser;

/// Finds what is wrong with a page, one finding each.
const SCRIPT: &str = include_str!("checks.js");

/// Fails with everything that is wrong with the page that the browser shows.
pub(crate) async fn check(browser: &Browser, what: &str) {
    let found = browser.run(SCRIPT).await;
    let mut findings: Vec<String> = serde_json::from_value(found).unwrap();
    findings.extend(
        browser
            .console()
            .await
            .into_iter()
            .filter(|line| !is_expected(line)),
    );
    assert!(findings.is_empty(), "{what}:\n{}", findings.join("\n"));
}

/// The browser itself tells that a page's status is an error.
fn is_expected(line: &str) -> bool {
    line.contains("Failed to load resource: the server responded with a status of 4")
}
