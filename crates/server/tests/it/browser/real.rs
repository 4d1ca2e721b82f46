//! The pages of a real server, from signing in on.

use maillon_model::Secret;
use maillon_protocol::api::{JobState, RunEvent, RunState, Visibility};
use maillon_store::{FreshJob, FreshRun, JobPatch, Topic};

use super::checks::check;
use super::driver::Browser;
use crate::support::TestServer;

const PASSWORD: &str = "correct horse battery";

/// Somebody with a password, at the sign-in.
async fn arrive(browser: &Browser, server: &TestServer) {
    let hash = server
        .server
        .passwords
        .hash(Secret::new(PASSWORD))
        .await
        .unwrap();
    let root = server.server.store.user("root").await.unwrap().unwrap();
    let mut tx = server.server.store.begin().await.unwrap();
    tx.set_password(root.id, &hash).await.unwrap();
    tx.commit().await.unwrap();
    browser.go(&format!("{}/projects/demo", server.url)).await;
}

async fn sign_in(browser: &Browser, server: &TestServer) {
    arrive(browser, server).await;
    browser.until("return location.pathname === '/login'").await;
    browser.write("#login", "root").await;
    browser.write("#password", PASSWORD).await;
    browser.press("\u{e007}").await;
    browser
        .until("return location.pathname === '/projects/demo'")
        .await;
}

#[tokio::test]
async fn somebody_signs_in_and_walks_through_all_pages() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let server = TestServer::start().await;
    server.project("blog", Visibility::Public).await;
    sign_in(&browser, &server).await;
    let pages = [
        "/",
        "/new-project",
        "/agents",
        "/queue",
        "/people",
        "/audit",
        "/account",
        "/projects/demo",
        "/projects/demo?branch=main&state=failed&author=jane",
        "/projects/demo/merges",
        "/projects/demo/new-merge",
        "/projects/demo/schedules",
        "/projects/demo/secrets",
        "/projects/demo/members",
        "/projects/demo/audit",
        "/projects/demo/settings",
    ];
    for page in pages {
        browser.go(&format!("{}{page}", server.url)).await;
        browser
            .until("return document.readyState === 'complete'")
            .await;
        let heading = browser
            .run("return document.querySelector('main .mono')?.textContent ?? ''")
            .await;
        assert!(
            !["404", "500", "503", "403"]
                .iter()
                .any(|status| heading == *status),
            "{page}: {heading}"
        );
        check(&browser, page).await;
    }
    browser.go(&format!("{}/nowhere", server.url)).await;
    browser
        .until("return document.querySelector('h1').textContent === 'Nothing is here'")
        .await;
}

#[tokio::test]
async fn a_wrong_password_is_said_on_the_page() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let server = TestServer::start().await;
    arrive(&browser, &server).await;
    browser.write("#login", "root").await;
    browser
        .write("#password", "wrong wrong wrong\u{e007}")
        .await;
    browser
        .until("return document.querySelector('[role=alert]') !== null")
        .await;
    check(&browser, "the sign-in after a wrong password").await;
}

#[tokio::test]
async fn forms_work_secrets_are_set_and_removed_with_a_question() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let server = TestServer::start().await;
    sign_in(&browser, &server).await;
    browser
        .go(&format!("{}/projects/demo/secrets", server.url))
        .await;
    browser.write("#f-name", "TOKEN").await;
    browser.write("#value", "swordfish").await;
    browser
        .click("form[autocomplete='off'] .button.primary")
        .await;
    browser
        .until("return document.querySelector('tbody th')?.textContent === 'TOKEN'")
        .await;
    let shown = browser
        .run("return document.documentElement.outerHTML.includes('swordfish')")
        .await;
    assert_eq!(shown, false);
    browser.click("tbody .button.danger").await;
    browser.accept().await;
    browser
        .until("return document.querySelector('tbody') === null")
        .await;
}

fn job(id: u32, name: &str, needs: &[&str]) -> FreshJob {
    FreshJob {
        job: id,
        name: name.to_owned(),
        stage: Some("build".to_owned()),
        stage_order: 0,
        parent: None,
        needs: Some(needs.iter().map(|need| (*need).to_owned()).collect()),
        allow_failure: false,
        inlined: false,
        resource_group: None,
        turn: None,
    }
}

/// A run of `demo` with two jobs that nobody decides over; its id.
async fn run(server: &TestServer) -> i64 {
    let project = server.server.store.project("demo").await.unwrap().unwrap();
    let fresh = FreshRun {
        project: project.id,
        event: RunEvent::Push,
        git_ref: "refs/heads/main".to_owned(),
        sha: "5f3c2a1b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a".to_owned(),
        title: "A change".to_owned(),
        author: "jane".to_owned(),
        rerun_of: None,
        merge: None,
        priority: 0,
        protected: false,
        trusted: true,
        sealed: None,
    };
    let mut tx = server.server.store.begin().await.unwrap();
    let (id, _) = tx.create_run(&fresh).await.unwrap();
    tx.claim_making(id, 600_000).await.unwrap();
    tx.add_jobs(
        id,
        &[job(0, "compile", &[]), job(1, "package", &["compile"])],
    )
    .await
    .unwrap();
    tx.tell(Topic::Run(id));
    tx.commit().await.unwrap();
    id
}

/// The run and its jobs end well.
async fn end(server: &TestServer, run: i64) {
    let mut tx = server.server.store.begin().await.unwrap();
    for job in [0, 1] {
        let patch = JobPatch {
            state: Some(JobState::Success),
            ..JobPatch::default()
        };
        tx.patch_job(run, job, &patch).await.unwrap();
    }
    assert!(tx.end_pending(run, RunState::Success, None).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn lists_and_graphs_change_before_ones_eyes() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let server = TestServer::start().await;
    sign_in(&browser, &server).await;
    browser
        .until("return document.querySelector('#runs .empty') !== null")
        .await;
    browser.run("window.same = true").await;
    let id = run(&server).await;
    browser.until("return window.same && document.querySelector('#runs .title')?.textContent === 'A change'").await;
    check(&browser, "a list with a run").await;
    browser.click("#runs .title").await;
    browser
        .until("return document.querySelectorAll('.picture .node').length === 2")
        .await;
    check(&browser, "a run").await;
    browser.run("window.same = true").await;
    browser
        .run("document.querySelector('.picture .node').focus()")
        .await;
    end(&server, id).await;
    browser.until("return window.same && document.querySelectorAll('.picture .node.s-success').length === 2").await;
    let kept = browser
        .run("return document.activeElement.getAttribute('aria-label')")
        .await;
    assert_eq!(kept, "compile: Success", "the focus stays where it was");
    browser.picture("real-run").await;
    for view in ["timeline", "jobs"] {
        browser
            .go(&format!("{}/projects/demo/runs/1?view={view}", server.url))
            .await;
        check(&browser, view).await;
    }
    browser
        .go(&format!("{}/projects/demo/runs/1/jobs/0", server.url))
        .await;
    browser
        .until("return document.querySelector('.log.windowed') !== null")
        .await;
    check(&browser, "a job without a log").await;
}
