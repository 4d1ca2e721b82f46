//! A log of a million lines.

use super::driver::Browser;
use super::gallery::{self, LINES};

/// The numbers of the first and last line in sight, once their text is there.
const SEEN: &str = "
    const box = document.getElementById('log-rows').getBoundingClientRect();
    const rows = [...document.querySelectorAll('.log-sheet .ln[id]')].filter((row) => {
        const at = row.getBoundingClientRect();
        return at.bottom > box.top + 2 && at.top < box.bottom - 2;
    });
    if (!rows.length || document.querySelector('.log-sheet .ln.blank')) return null;
    return [Number(rows[0].id.slice(1)), Number(rows[rows.length - 1].id.slice(1))];";

async fn open(hash: &str) -> Option<Browser> {
    let browser = Browser::open().await?;
    let url = gallery::start().await;
    browser.go(&format!("{url}/sample/job-million{hash}")).await;
    browser
        .until("return document.querySelector('.log.windowed') !== null")
        .await;
    Some(browser)
}

async fn seen(browser: &Browser) -> (u64, u64) {
    serde_json::from_value(browser.until(SEEN).await).unwrap()
}

#[tokio::test]
async fn a_failed_jobs_log_shows_its_end_and_home_its_beginning() {
    let Some(browser) = open("").await else {
        return;
    };
    assert_eq!(seen(&browser).await.1, LINES);
    browser
        .run("document.getElementById('log-view').focus()")
        .await;
    browser.press("\u{e011}").await;
    browser.until("return document.querySelector('.log-sheet #L1, .log-sheet .step') !== null && document.getElementById('log-view').scrollTop === 0").await;
    let (first, _) = seen(&browser).await;
    assert!(first < 60, "{first}");
    browser.press("\u{e010}").await;
    browser
        .until(&format!(
            "return document.querySelector('.log-sheet #L{LINES}') !== null"
        ))
        .await;
    assert_eq!(seen(&browser).await.1, LINES);
}

#[tokio::test]
async fn a_page_down_misses_no_line() {
    let Some(browser) = open("#L500000").await else {
        return;
    };
    let (_, before) = seen(&browser).await;
    browser
        .run("document.getElementById('log-view').focus()")
        .await;
    browser.press("\u{e00f}").await;
    browser
        .until(&format!(
            "return document.querySelector('.log-sheet #L{}') !== null",
            before + 10
        ))
        .await;
    browser.until("const at = document.getElementById('log-view').scrollTop; if (window.before === at) return true; window.before = at; return false").await;
    let (first, last) = seen(&browser).await;
    assert!(
        first <= before + 1 && last > before,
        "{before}, then {first} to {last}"
    );
}

#[tokio::test]
async fn an_address_leads_to_a_line_and_a_click_makes_one() {
    let Some(browser) = open("#L123456-L123458").await else {
        return;
    };
    let (first, last) = seen(&browser).await;
    assert!(first < 123_456 && 123_458 < last, "{first} to {last}");
    let picked = browser
        .run("return document.querySelectorAll('.log-sheet .picked').length")
        .await;
    assert_eq!(picked, 3);
    browser.picture("log-line").await;
    browser.click("#L123460 .no").await;
    assert_eq!(browser.run("return location.hash").await, "#L123460");
}

#[tokio::test]
async fn search_goes_through_the_whole_log() {
    let Some(browser) = open("#L1").await else {
        return;
    };
    browser.press("/").await;
    browser.write("#log-query", "module").await;
    browser
        .until("return document.getElementById('log-hits').textContent === '1 of 10'")
        .await;
    browser.press("\u{e007}").await;
    browser
        .until("return document.getElementById('log-hits').textContent === '2 of 10'")
        .await;
    let (first, last) = seen(&browser).await;
    assert!(first < 199_993 && 199_993 < last, "{first} to {last}");
    browser.picture("log-search").await;
    browser.press("\u{e00c}").await;
    browser.press("n").await;
    browser
        .until("return document.getElementById('log-hits').textContent === '3 of 10'")
        .await;
}

#[tokio::test]
async fn sections_fold() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let url = gallery::start().await;
    browser.go(&format!("{url}/sample/job#L10")).await;
    browser
        .until("return document.querySelector('.log.windowed .step') !== null")
        .await;
    let lines = "return document.querySelectorAll('.log-sheet .ln:not(.step)').length";
    let before = browser.run(lines).await.as_u64().unwrap();
    browser
        .click(".step[data-depth='0'].s-failed .toggle")
        .await;
    let after = browser.run(lines).await.as_u64().unwrap();
    assert!(after < before, "{before} lines, then {after}");
    browser.picture("log-folded").await;
    let focused = browser
        .run("return document.activeElement.getAttribute('aria-expanded')")
        .await;
    assert_eq!(focused, "false");
}
