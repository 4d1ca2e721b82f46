//! Includes: overrides, this very repository, the cache, the network.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use maillon_model::Timestamp;
use maillon_source::repository::{Network, Options, Repository};
use maillon_source::{Source, SourceError};

use crate::git::{Place, git};

fn text(source: &dyn Source, path: &str) -> String {
    String::from_utf8(source.read(path).unwrap().to_vec()).unwrap()
}

/// A repository at `name` with two versions of `x.yml`: `v1` and `main`.
pub(crate) fn library(place: &Place, name: &str) -> std::path::PathBuf {
    let dir = place.path(name);
    fs::create_dir(&dir).unwrap();
    git(&dir, &["init", "--quiet", "--initial-branch=main"]);
    for (version, tag) in [("one", "v1"), ("two", "1.2.0")] {
        fs::write(dir.join("x.yml"), version).unwrap();
        git(&dir, &["add", "--all"]);
        git(&dir, &["commit", "--quiet", "-m", version]);
        git(&dir, &["tag", tag]);
    }
    dir
}

pub(crate) fn with(place: &Place, change: impl FnOnce(&mut Options)) -> Repository {
    let mut options = place.options();
    change(&mut options);
    Repository::open(&place.tree(), options).unwrap()
}

#[test]
fn a_folder_stands_in_for_a_project() {
    let place = Place::new();
    let dir = library(&place, "library");
    fs::write(dir.join("x.yml"), "not committed").unwrap();
    for key in [
        "group/lib",
        "gitlab.com/group/lib",
        "https://gitlab.com/group/lib.git",
    ] {
        let repository = with(&place, |options| {
            options.overrides.push((key.to_owned(), dir.clone()));
        });
        let lib = repository.project(None, "group/lib", Some("v1")).unwrap();
        assert_eq!(text(&*lib, "x.yml"), "not committed", "{key}");
    }
}

#[test]
fn a_bare_repository_stands_in_for_a_project_at_its_refs() {
    let place = Place::new();
    let dir = library(&place, "library");
    git(&dir, &["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let repository = with(&place, |options| {
        options
            .overrides
            .push(("group/lib".to_owned(), place.path("bare.git")));
    });
    let lib = |git_ref| repository.project(None, "group/lib", git_ref).unwrap();
    assert_eq!(
        (text(&*lib(Some("v1")), "x.yml"), text(&*lib(None), "x.yml")),
        ("one".into(), "two".into())
    );
    assert_eq!(*lib(None).files().unwrap(), ["x.yml"]);
    assert_eq!(
        lib(None).read("y").unwrap_err().to_string(),
        "file y does not exist"
    );
    assert!(repository.project(None, "group/lib", Some("v9")).is_err());
}

#[test]
fn an_override_may_be_for_one_ref() {
    let place = Place::new();
    let dir = library(&place, "library");
    let repository = with(&place, |options| {
        options.network = Network::Offline;
        options.overrides.push(("group/lib@v1".to_owned(), dir));
    });
    assert!(repository.project(None, "group/lib", Some("v1")).is_ok());
    assert!(repository.project(None, "group/lib", Some("v2")).is_err());
}

#[test]
fn this_very_project_is_not_fetched() {
    let place = Place::new();
    place.git(&["remote", "add", "origin", "git@gitlab.com:group/own.git"]);
    place.write("x.yml", "one").commit("first");
    place.git(&["tag", "v1"]);
    place.write("x.yml", "working tree");
    let repository = place.open();
    let own = |git_ref| {
        repository
            .project(Some("gitlab.com"), "group/own", git_ref)
            .unwrap()
    };
    assert_eq!(text(&*own(None), "x.yml"), "working tree");
    assert_eq!(text(&*own(Some("v1")), "x.yml"), "one");
    place.git(&["checkout", "--quiet", "-b", "other"]);
    let other = place.open().project(None, "group/own", None).unwrap();
    assert_eq!(text(&*other, "x.yml"), "one");
}

/// Lets git take a folder for `https://gitlab.com/`: the real path over git, without a network.
pub(crate) fn redirect(place: &Place, url: &str) {
    let key = format!("url.{}/.insteadOf", place.path("").display());
    // The clone in the cache reads the configuration of the user only; the test has none, so the
    // clone is made first and given one.
    let name = blake3::hash(url.as_bytes())
        .to_hex()
        .chars()
        .take(32)
        .collect::<String>();
    let clone = place
        .path("cache/includes")
        .join(name)
        .with_extension("git");
    fs::create_dir_all(&clone).unwrap();
    git(&clone, &["init", "--quiet", "--bare", "."]);
    git(&clone, &["remote", "add", "origin", url]);
    git(&clone, &["config", &key, "https://gitlab.com/"]);
}

#[test]
fn a_project_is_fetched_once_and_then_works_offline() {
    let place = Place::new();
    library(&place, "lib.git");
    redirect(&place, "https://gitlab.com/lib.git");
    let repository = place.open();
    let lib = repository.project(None, "lib", Some("v1")).unwrap();
    assert_eq!(text(&*lib, "x.yml"), "one");
    let latest = repository.project(None, "lib", Some("~latest")).unwrap();
    assert_eq!(text(&*latest, "x.yml"), "two");
    let missing = repository.project(None, "lib", Some("v9")).err().unwrap();
    assert_eq!(missing.to_string(), "ref v9 of project lib does not exist");
    let offline = with(&place, |options| options.network = Network::Offline);
    assert_eq!(
        text(&*offline.project(None, "lib", Some("v1")).unwrap(), "x.yml"),
        "one"
    );
    let error = offline.project(None, "lib", Some("main")).err().unwrap();
    assert_eq!(
        error,
        SourceError::Unreachable {
            what: "project lib at ref main".to_owned(),
            why: "it is not in the cache, and maillon works offline".to_owned(),
            hint: "give it by hand: --override lib=FOLDER".to_owned(),
        }
    );
}

#[test]
fn a_branch_is_fetched_again_when_it_is_old() {
    let place = Place::new();
    let dir = library(&place, "lib.git");
    redirect(&place, "https://gitlab.com/lib.git");
    let at = |now| {
        let repository = with(&place, |options| options.now = now);
        text(
            &*repository.project(None, "lib", Some("main")).unwrap(),
            "x.yml",
        )
    };
    let now = std::fs::metadata(&dir).unwrap().modified().unwrap();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = Timestamp(u64::try_from(now.as_millis()).unwrap());
    assert_eq!(at(now), "two");
    fs::write(dir.join("x.yml"), "three").unwrap();
    git(&dir, &["commit", "--quiet", "--all", "-m", "three"]);
    assert_eq!(at(now), "two");
    assert_eq!(at(now.after(Duration::from_hours(25))), "three");
    fs::remove_dir_all(&dir).unwrap();
    assert_eq!(
        at(now.after(Duration::from_hours(250))),
        "three",
        "an old copy is better than none"
    );
}

/// A server that answers every path `/ok*`, and counts.
fn server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            counter.fetch_add(1, Ordering::SeqCst);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let (status, body) = if request.starts_with("GET /ok") {
                ("200 OK", "a: b")
            } else {
                ("404 Not Found", "no")
            };
            let length = body.len();
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close");
            stream
                .write_all(format!("{head}\r\n\r\n{body}").as_bytes())
                .unwrap();
        }
    });
    (address, count)
}

#[test]
fn an_address_is_fetched_once() {
    let place = Place::new();
    let (address, count) = server();
    let url = format!("{address}/ok.yml?private_token=secret");
    let repository = place.open();
    let first = repository.remote(&url).unwrap();
    assert_eq!(
        (first.name, &*first.content),
        (format!("{address}/ok.yml"), &b"a: b"[..])
    );
    repository.remote(&url).unwrap();
    place.open().remote(&url).unwrap();
    with(&place, |options| options.network = Network::Offline)
        .remote(&url)
        .unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn an_address_that_fails_says_how_to_give_it_by_hand() {
    let place = Place::new();
    let (address, _) = server();
    let error = place
        .open()
        .remote(&format!("{address}/no.yml"))
        .unwrap_err();
    let what = format!("{address}/no.yml");
    let hint = format!("give it by hand: --override {what}=FILE");
    let why = "the server answers 404".to_owned();
    assert_eq!(error, SourceError::Unreachable { what, why, hint });
    let error = place.open().remote("ftp://example.com/x").unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("only https:// and http:// can be fetched")
    );
}

#[test]
fn a_template_comes_from_an_override_or_the_cache() {
    let place = Place::new();
    fs::write(place.path("go.yml"), "go: {}").unwrap();
    let repository = with(&place, |options| {
        options.network = Network::Offline;
        let path = place.path("go.yml");
        options
            .overrides
            .push(("template:Go.gitlab-ci.yml".to_owned(), path));
    });
    let fetched = repository.template("Go.gitlab-ci.yml").unwrap();
    assert_eq!(
        (&*fetched.name, &*fetched.content),
        ("Go.gitlab-ci.yml", &b"go: {}"[..])
    );
    let error = repository.template("Rust.gitlab-ci.yml").unwrap_err();
    assert!(matches!(error, SourceError::Unreachable { hint, .. }
        if hint == "give it by hand: --override template:Rust.gitlab-ci.yml=FILE"));
    assert!(matches!(
        repository.template("../x"),
        Err(SourceError::Outside { .. })
    ));
}
