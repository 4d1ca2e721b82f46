//! Repositories served to the real git.

use maillon_protocol::api::Role;
use maillon_server::Server;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{TestServer, eventually};
use crate::work::{Work, address, for_git, git, hosted, runs, set};

#[tokio::test]
async fn a_push_makes_a_run_and_tells_the_pusher_where() {
    for server in TestServer::each().await {
        hosted(&server, "shop").await;
        let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
        work.commit("a", "1", "first").await;
        let said = work.push("main").await;
        assert!(said.ok, "{}", said.err);
        assert_eq!(
            said.told(),
            [
                "run 1 for main:".to_owned(),
                format!("  {}/projects/shop/runs/1", server.url)
            ]
        );
        assert_eq!(
            runs(&server, "shop").await,
            ["1 push refs/heads/main by maintainer"]
        );
        let again = work.push("main").await;
        assert!(
            again.ok && again.err.contains("up-to-date"),
            "{}",
            again.err
        );
        assert_eq!(runs(&server, "shop").await.len(), 1);
    }
}

#[tokio::test]
async fn each_branch_and_tag_gets_its_run_and_what_goes_gets_none() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    work.commit("a", "1", "first").await;
    work.git(&["branch", "side"]).await;
    work.git(&["tag", "--annotate", "--message", "one", "v1"])
        .await;
    work.git(&["push", "origin", "main", "side", "v1"]).await;
    work.git(&["push", "origin", "--delete", "side", "v1"])
        .await;
    assert_eq!(
        runs(&server, "shop").await,
        [
            "1 push refs/heads/main by maintainer",
            "2 push refs/heads/side by maintainer",
            "3 push refs/tags/v1 by maintainer",
        ]
    );
    let project = server.server.store.project("shop").await.unwrap().unwrap();
    assert_eq!(server.server.store.refs(project.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_maintainers_touch_what_is_protected() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    set(&server, "shop", &json!({"protected": ["main", "v*"]})).await;
    let keeper = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    keeper.commit("a", "1", "first").await;
    keeper.git(&["push", "origin", "main"]).await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Developer).await).await;
    work.git(&["pull", "--quiet", "origin", "main"]).await;
    let before = keeper.git(&["rev-parse", "HEAD"]).await;
    work.commit("a", "2", "second").await;
    work.git(&["tag", "v1"]).await;
    for attempt in [
        vec!["push", "origin", "main"],
        vec!["push", "--force", "origin", "HEAD~1:main"],
        vec!["push", "--force", "origin", "HEAD:refs/heads/main"],
        vec!["push", "origin", "--delete", "main"],
        vec!["push", "origin", "v1"],
        // What is allowed does not come through beside what is not.
        vec!["push", "origin", "HEAD:refs/heads/mine", "main"],
        vec!["push", "origin", "HEAD:refs/merge-requests/1/head"],
    ] {
        let said = work.try_git(&attempt).await;
        let nothing = said.err.contains("up-to-date");
        assert!(!said.ok || nothing, "{attempt:?}: {}", said.err);
    }
    let said = work.push("main").await;
    assert_eq!(
        said.told(),
        ["main is protected: only maintainers push to it"]
    );
    assert!(
        said.err
            .contains("! [remote rejected] main -> main (protected)"),
        "{}",
        said.err
    );
    let refs = keeper.git(&["ls-remote", "origin"]).await;
    assert_eq!(refs, format!("{before}\tHEAD\n{before}\trefs/heads/main"));
    assert!(work.push("HEAD:refs/heads/mine").await.ok);
}

#[tokio::test]
async fn a_large_push_is_refused_in_words() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Developer).await).await;
    let noise: String = (0..600_000_u64)
        .map(|n| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    work.commit("large", &noise, "large").await;
    let said = work.push("main").await;
    assert_eq!(
        said.told(),
        ["main is protected: only maintainers push to it"],
        "{}",
        said.err
    );
    let said = work.push("main:side").await;
    assert!(said.ok, "{}", said.err);
    let clone = tempfile::tempdir().unwrap();
    let cloned = git(
        clone.path(),
        &["clone", "--quiet", "--branch", "side", work.remote(), "x"],
    )
    .await;
    assert!(cloned.ok, "{}", cloned.err);
    assert_eq!(
        std::fs::read_to_string(clone.path().join("x/large")).unwrap(),
        noise
    );
}

#[tokio::test]
async fn who_may_clone_and_push() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &server.as_role(Role::Maintainer).await).await;
    work.commit("a", "1", "first").await;
    work.git(&["push", "origin", "main"]).await;
    let may = async |client| {
        let url = address(&server, "shop", &client);
        let read = work.try_git(&["ls-remote", &url]).await.ok;
        let push = work
            .try_git(&["push", "--force", &url, "main:mine"])
            .await
            .ok;
        (read, push)
    };
    assert_eq!(may(server.as_stranger()).await, (false, false));
    assert_eq!(may(server.as_outsider().await).await, (false, false));
    assert_eq!(may(server.as_role(Role::Guest).await).await, (false, false));
    assert_eq!(
        may(server.as_role(Role::Reporter).await).await,
        (true, false)
    );
    assert_eq!(
        may(server.as_role(Role::Developer).await).await,
        (true, true)
    );
    let no_git = server
        .with_scopes("developer", &[maillon_protocol::api::Scope::Write])
        .await;
    assert_eq!(may(no_git).await, (false, false));
    assert_eq!(may(server.with_token("mll_nothing")).await, (false, false));
    set(&server, "shop", &json!({"visibility": "internal"})).await;
    assert_eq!(may(server.as_outsider().await).await, (false, false));
    set(&server, "shop", &json!({"visibility": "public"})).await;
    assert_eq!(may(server.as_stranger()).await, (true, false));
    assert_eq!(may(server.as_outsider().await).await, (true, false));
}

#[tokio::test]
async fn skipped_as_gitlab_does_it() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    work.commit("a", "1", "first [CI skip]").await;
    assert_eq!(
        work.push("main").await.told(),
        ["no run for main: its commit's message says [skip ci]"]
    );
    work.commit("a", "2", "second").await;
    let said = work
        .try_git(&["push", "--push-option=ci.skip", "origin", "main"])
        .await;
    assert_eq!(said.told(), ["no run for main, as wished"]);
    assert_eq!(runs(&server, "shop").await, Vec::<String>::new());
    work.commit("a", "3", "third").await;
    let said = work
        .try_git(&["push", "-o", "ci.variable=A=b=c", "origin", "main"])
        .await;
    assert!(said.told()[0].starts_with("run 1"), "{said:?}");
}

#[tokio::test]
async fn the_first_branch_of_an_empty_repository_is_its_default() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    work.commit("a", "1", "first").await;
    work.git(&["push", "origin", "main:trunk"]).await;
    let project = server.as_admin().await.json("/api/v1/projects/shop").await;
    assert_eq!(project["default_branch"], "trunk");
    let clone = tempfile::tempdir().unwrap();
    git(clone.path(), &["clone", "--quiet", work.remote(), "x"]).await;
    assert!(clone.path().join("x/a").is_file());
}

#[tokio::test]
async fn a_push_whose_server_died_gets_its_run() {
    for server in TestServer::each().await {
        hosted(&server, "shop").await;
        // git's part of a push is done, the server's is not.
        let work = Work::at(
            &server
                .data()
                .join("repositories/shop.git")
                .display()
                .to_string(),
        )
        .await;
        work.commit("a", "1", "first").await;
        work.git(&["push", "origin", "main"]).await;
        assert_eq!(runs(&server, "shop").await, Vec::<String>::new());
        server.server.stop.cancel();
        let again = Server::open(server.server.settings.clone()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let serving = tokio::spawn(again.clone().serve(listener));
        eventually("the run", async || !runs(&server, "shop").await.is_empty()).await;
        assert_eq!(
            runs(&server, "shop").await,
            ["1 push refs/heads/main by Jane Doe"]
        );
        again.stop.cancel();
        serving.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn shallow_and_partial_clones_work() {
    let server = TestServer::start().await;
    hosted(&server, "shop").await;
    let work = Work::new(&server, "shop", &for_git(&server, Role::Maintainer).await).await;
    let first = work.commit("a", "1", "first").await;
    for n in 0..20 {
        work.commit("a", &n.to_string(), "more").await;
    }
    work.git(&["push", "origin", "main"]).await;
    let dir = tempfile::tempdir().unwrap();
    let clone = |args: &'static [&'static str], name: &'static str| {
        let (remote, dir) = (work.remote().to_owned(), dir.path().to_owned());
        async move {
            let mut all = vec!["clone", "--quiet"];
            all.extend(args);
            all.extend([remote.as_str(), name]);
            let said = git(&dir, &all).await;
            assert!(said.ok, "{}", said.err);
            dir.join(name)
        }
    };
    let shallow = clone(&["--depth=1"], "shallow").await;
    assert_eq!(
        git(&shallow, &["rev-list", "--count", "HEAD"]).await.out,
        "1"
    );
    clone(&["--filter=blob:none"], "partial").await;
    clone(&["-c", "protocol.version=0"], "old").await;
    // A commit by its id, as agents fetch it.
    let fetched = git(&shallow, &["fetch", "--quiet", "origin", &first]).await;
    assert!(fetched.ok, "{}", fetched.err);
}
