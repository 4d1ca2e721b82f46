//! How every page looks: light, dark, narrow; and that nothing is wrong with any of them.

use super::checks::check;
use super::driver::{Browser, Scripts};
use super::gallery;

#[tokio::test]
async fn every_page_is_in_order_in_light_in_dark_and_on_a_narrow_screen() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let url = gallery::start().await;
    for (scheme, width, height) in [
        ("light", 1280, 860),
        ("dark", 1280, 860),
        ("light", 360, 740),
    ] {
        browser.wish(scheme).await;
        browser.resize(width, height).await;
        for name in gallery::names() {
            browser.go(&format!("{url}/sample/{name}")).await;
            browser
                .until("return document.readyState === 'complete'")
                .await;
            browser.picture(&format!("{name}-{scheme}-{width}")).await;
            check(&browser, &format!("{name}, {scheme}, {width} px")).await;
        }
    }
}

#[tokio::test]
async fn the_colours_that_somebody_chose_stay() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let url = gallery::start().await;
    browser.wish("light").await;
    browser.go(&format!("{url}/sample/projects")).await;
    let ground = "return getComputedStyle(document.body).getPropertyValue('color-scheme') + getComputedStyle(document.documentElement).backgroundColor";
    let light = browser.run(ground).await;
    browser.press("t").await;
    assert_ne!(browser.run(ground).await, light);
    let cookie = browser.run("return document.cookie").await;
    assert_eq!(cookie, "theme=dark");
}

#[tokio::test]
async fn without_scripts_there_is_everything_but_what_goes_on() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let url = gallery::start().await;
    browser.scripts(Scripts::Off).await;
    browser.go(&format!("{url}/sample/job-million")).await;
    browser.picture("job-million-without-scripts").await;
    browser.find("#log-pager a[href$='?first=501#log']").await;
    browser.find("#L500").await;
    browser.find("form[action$='/rerun'] button").await;
}

#[tokio::test]
async fn a_page_can_be_walked_by_keyboard_alone() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let url = gallery::start().await;
    browser.go(&format!("{url}/sample/run")).await;
    let focused = "return document.activeElement.textContent.trim() || document.activeElement.id";
    browser.press("\u{e004}").await;
    assert_eq!(browser.run(focused).await, "Skip to content");
    browser.press("\u{e007}").await;
    browser.until("return location.hash === '#main'").await;
    browser.press("?").await;
    browser
        .until("return document.getElementById('help').open")
        .await;
    browser.press("\u{e00c}").await;
    browser
        .until("return !document.getElementById('help').open")
        .await;
    browser.press("j").await;
    browser
        .until("return document.activeElement.matches('.node')")
        .await;
    browser
        .until("return document.querySelector('.picture.traced .edge.lit') !== null")
        .await;
    browser.picture("run-traced").await;
    browser.press("jj").await;
    let outline = browser
        .run("return document.activeElement.getAttribute('aria-label')")
        .await;
    assert_eq!(outline, "unit: Success, 1m 00s");
}
