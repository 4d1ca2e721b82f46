//! Signing in elsewhere, with a real issuer that the test runs.

mod issuer;

use maillon_model::Secret;
use maillon_server::settings::Oidc;
use reqwest::{Response, StatusCode};

use crate::support::{Client, TestServer};
use issuer::{CLIENT, Issuer, Key, Lie, PASSWORD};

async fn start(issuer: &Issuer) -> TestServer {
    TestServer::start_with(|settings| {
        settings.oidc = Some(Oidc {
            issuer: issuer.url.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: Secret::new(PASSWORD),
            label: "Example".to_owned(),
        });
    })
    .await
}

/// The cookies that an answer gives, as a browser sends them back.
fn cookies(response: &Response) -> String {
    let given = response.headers().get_all("set-cookie").iter();
    let given = given.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
    given.collect::<Vec<_>>().join("; ")
}

fn location(response: &Response) -> String {
    let status = response.status();
    assert!(status.is_redirection(), "{status}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// Goes to the issuer and back: the cookies of the flow, and the path that the browser comes back to.
async fn elsewhere(server: &TestServer) -> (String, String) {
    let begun = server
        .as_stranger()
        .get("/login/oidc?next=/projects/demo")
        .await;
    let flow = cookies(&begun);
    let http = server.as_stranger().http;
    let back = http.get(location(&begun)).send().await.unwrap();
    let back = location(&back);
    (flow, back.strip_prefix(&server.url).unwrap().to_owned())
}

async fn come_back(server: &TestServer, cookie: &str, path: &str) -> Response {
    let Client { http, url, .. } = server.as_stranger();
    let request = http.get(format!("{url}{path}")).header("cookie", cookie);
    request.send().await.unwrap()
}

async fn sign_in(server: &TestServer) -> Response {
    let (flow, path) = elsewhere(server).await;
    come_back(server, &flow, &path).await
}

#[tokio::test]
async fn an_account_is_made_and_found_again() {
    let issuer = Issuer::start(Key::Rsa).await;
    let server = start(&issuer).await;
    for _ in 0..2 {
        let back = sign_in(&server).await;
        assert_eq!(location(&back), "/projects/demo");
        let session = cookies(&back);
        let account = come_back(&server, &session, "/api/v1/account").await;
        let account: serde_json::Value = account.json().await.unwrap();
        assert_eq!(account["login"], "jane.doe");
        assert_eq!(account["name"], "Jane Doe");
        assert_eq!(account["administrator"], false);
    }
}

#[tokio::test]
async fn elliptic_curves_sign_as_well() {
    let issuer = Issuer::start(Key::Ec).await;
    let server = start(&issuer).await;
    assert_eq!(location(&sign_in(&server).await), "/projects/demo");
}

#[tokio::test]
async fn nobody_gets_an_account_by_its_name() {
    let issuer = Issuer::start(Key::Rsa).await;
    let server = start(&issuer).await;
    server.user("jane.doe").await;
    let session = cookies(&sign_in(&server).await);
    let account = come_back(&server, &session, "/api/v1/account").await;
    let account: serde_json::Value = account.json().await.unwrap();
    assert_eq!(account["login"], "jane.doe-2");
}

#[tokio::test]
async fn lies_are_refused() {
    for lie in Lie::ALL {
        let issuer = Issuer::start(Key::Ec).await;
        let server = start(&issuer).await;
        issuer.tell(lie);
        let back = sign_in(&server).await;
        assert_eq!(back.status(), StatusCode::FORBIDDEN, "{lie:?}");
        assert!(!cookies(&back).contains("maillon="), "{lie:?}");
        assert_eq!(server.server.store.user("jane.doe").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_flow_ends_where_it_began() {
    let issuer = Issuer::start(Key::Rsa).await;
    let server = start(&issuer).await;
    let (_, path) = elsewhere(&server).await;
    let (other, _) = elsewhere(&server).await;
    assert_eq!(come_back(&server, &other, &path).await.status(), 403);
    assert_eq!(come_back(&server, "", &path).await.status(), 403);
    let forged = "maillon-oidc=AAAA";
    assert_eq!(come_back(&server, forged, &path).await.status(), 403);
}

#[tokio::test]
async fn a_code_works_once() {
    let issuer = Issuer::start(Key::Rsa).await;
    let server = start(&issuer).await;
    let (flow, path) = elsewhere(&server).await;
    assert_eq!(come_back(&server, &flow, &path).await.status(), 303);
    assert_eq!(come_back(&server, &flow, &path).await.status(), 502);
}

#[tokio::test]
async fn a_blocked_account_stays_outside() {
    let issuer = Issuer::start(Key::Rsa).await;
    let server = start(&issuer).await;
    sign_in(&server).await;
    let store = &server.server.store;
    let mut jane = store.user("jane.doe").await.unwrap().unwrap();
    jane.blocked = true;
    let mut tx = store.begin().await.unwrap();
    tx.set_user(&jane).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sign_in(&server).await.status(), 403);
}

#[tokio::test]
async fn without_an_issuer_there_is_no_such_page() {
    let server = TestServer::start().await;
    assert_eq!(server.as_stranger().get("/login/oidc").await.status(), 404);
}
