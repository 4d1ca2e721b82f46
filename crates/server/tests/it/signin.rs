//! Signing in and out, links that open once, tokens, accounts, the audit log.

use maillon_protocol::api::{Role, Scope};
use maillon_server::access::setup_link;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Client, TestServer, answer, refusal};

const PASSWORD: &str = "correct horse battery";

/// A server whose administrator `root` made themselves by the first link, and their client.
async fn set_up() -> (TestServer, Client) {
    let server = TestServer::start_empty(tempfile::tempdir().unwrap(), |_| ()).await;
    let link = setup_link(&server.server).await.unwrap().unwrap();
    let path = link.strip_prefix(&server.url).unwrap();
    let fields = [("login", "root"), ("password", PASSWORD)];
    let response = server.as_stranger().form(path, &fields).await;
    let client = with_cookie(&server, &response);
    (server, client)
}

/// The client whom an answer gave a session.
fn with_cookie(server: &TestServer, response: &Response) -> Client {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    let (_, rest) = cookie.split_once('=').unwrap();
    let (value, _) = rest.split_once(';').unwrap();
    Client {
        cookie: Some(value.to_owned()),
        ..server.as_stranger()
    }
}

async fn log_in(server: &TestServer, login: &str, password: &str) -> Response {
    let fields = [("login", login), ("password", password)];
    server.as_stranger().form("/login", &fields).await
}

/// A token of `root` by the API.
async fn api_login(server: &TestServer, password: &str) -> Response {
    let token = json!({"name": "laptop", "scopes": ["read", "write"], "days": 1});
    let body = json!({"login": "root", "password": password, "token": token});
    server.as_stranger().post("/api/v1/login", &body).await
}

async fn root(server: &TestServer) -> Client {
    let made = answer(api_login(server, PASSWORD).await).await;
    server.with_token(made["text"].as_str().unwrap())
}

#[tokio::test]
async fn the_first_link_makes_an_administrator_once() {
    let server = TestServer::start_empty(tempfile::tempdir().unwrap(), |_| ()).await;
    let earlier = setup_link(&server.server).await.unwrap().unwrap();
    let link = setup_link(&server.server).await.unwrap().unwrap();
    let path = |link: &str| link.strip_prefix(&server.url).unwrap().to_owned();
    let fields = [("login", "root"), ("password", PASSWORD)];
    let stranger = server.as_stranger();
    assert_eq!(stranger.get(&path(&earlier)).await.status(), 404);
    assert_eq!(stranger.get(&path(&link)).await.status(), 200);
    let made = stranger.form(&path(&link), &fields).await;
    assert_eq!(made.status(), StatusCode::SEE_OTHER);
    assert_eq!(stranger.form(&path(&link), &fields).await.status(), 404);
    assert_eq!(setup_link(&server.server).await.unwrap(), None);
    let account = root(&server).await.json("/api/v1/account").await;
    assert_eq!(account["administrator"], true);
}

#[tokio::test]
async fn a_bad_password_leaves_the_link_open() {
    let server = TestServer::start_empty(tempfile::tempdir().unwrap(), |_| ()).await;
    let link = setup_link(&server.server).await.unwrap().unwrap();
    let path = link.strip_prefix(&server.url).unwrap();
    for (login, password) in [("root", "short"), ("Root!", PASSWORD)] {
        let fields = [("login", login), ("password", password)];
        let response = server.as_stranger().form(path, &fields).await;
        assert_eq!(response.status(), 422, "{login}");
    }
    assert_eq!(server.as_stranger().get(path).await.status(), 200);
}

#[tokio::test]
async fn the_session_s_cookie_is_for_this_server_alone() {
    let (server, _) = set_up().await;
    let response = log_in(&server, "root", PASSWORD).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("maillon="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600"));
}

#[tokio::test]
async fn behind_tls_the_cookie_is_secure() {
    let secure = |settings: &mut maillon_server::Settings| {
        settings.tls = None;
        settings.url = "https://ci.example.com".to_owned();
    };
    let mut server = TestServer::start_empty(tempfile::tempdir().unwrap(), secure).await;
    server.url = format!("http://{}", server.server.settings.listen);
    let link = setup_link(&server.server).await.unwrap().unwrap();
    let path = link.strip_prefix("https://ci.example.com").unwrap();
    let fields = [("login", "root"), ("password", PASSWORD)];
    let response = server.as_stranger().form(path, &fields).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-maillon="), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let (server, client) = set_up().await;
    let page = client.text("/login").await;
    let (_, csrf) = page.split_once("name=\"csrf\" value=\"").unwrap();
    let csrf = csrf[..64].to_owned();
    let client = Client {
        csrf: Some(csrf),
        ..client
    };
    assert_eq!(client.json("/api/v1/account").await["login"], "root");
    let out = client.form("/logout", &[]).await;
    assert!(
        out.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(client.get("/api/v1/account").await.status(), 401);
    drop(server);
}

#[tokio::test]
async fn signing_in_again_replaces_the_session() {
    let (server, client) = set_up().await;
    let fields = [("login", "root"), ("password", PASSWORD)];
    let again = with_cookie(&server, &client.form("/login", &fields).await);
    assert_ne!(again.cookie, client.cookie);
    assert_eq!(client.get("/api/v1/account").await.status(), 401);
    assert_eq!(again.get("/api/v1/account").await.status(), 200);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let (server, _) = set_up().await;
    for (next, to) in [
        ("/projects/demo", "/projects/demo"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("", "/"),
    ] {
        let fields = [("login", "root"), ("password", PASSWORD), ("next", next)];
        let response = server.as_stranger().form("/login", &fields).await;
        assert_eq!(response.headers()["location"], to, "{next}");
    }
}

#[tokio::test]
async fn failures_have_the_same_words_and_are_throttled() {
    for server in TestServer::each().await {
        let known = log_in(&server, "guest", "wrong").await;
        let unknown = log_in(&server, "nobody-here", "wrong").await;
        assert_eq!(
            (known.status(), unknown.status()),
            (422.try_into().unwrap(), 422.try_into().unwrap())
        );
        let words = "login or password is wrong";
        assert!(known.text().await.unwrap().contains(words));
        assert!(unknown.text().await.unwrap().contains(words));
        for _ in 0..4 {
            log_in(&server, "guest", "wrong").await;
        }
        let refused = log_in(&server, "guest", "wrong")
            .await
            .text()
            .await
            .unwrap();
        assert!(refused.contains("too many sign-ins failed"), "{refused}");
        // Others may go on.
        let other = log_in(&server, "reporter", "wrong")
            .await
            .text()
            .await
            .unwrap();
        assert!(other.contains(words));
        let admin = server.as_admin().await;
        let log = admin.json("/api/v1/audit?action=login.failed").await;
        assert_eq!(log["items"].as_array().unwrap().len(), 7);
        assert_eq!(log["items"][6]["target"], "guest");
        assert_eq!(log["items"][6]["address"], "127.0.0.1");
    }
}

#[tokio::test]
async fn throttling_survives_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_owned();
    let server = TestServer::start_empty(data, |_| ()).await;
    for _ in 0..5 {
        log_in(&server, "jane", "wrong").await;
    }
    let again = tempfile::tempdir().unwrap();
    let database = server.database().clone();
    let second = TestServer::start_empty(again, |settings| settings.database = database).await;
    let refused = log_in(&second, "jane", "wrong").await.text().await.unwrap();
    assert!(refused.contains("too many sign-ins failed"), "{refused}");
    assert!(folder.exists());
}

#[tokio::test]
async fn a_good_sign_in_forgives() {
    let (server, _) = set_up().await;
    for _ in 0..3 {
        for _ in 0..4 {
            log_in(&server, "root", "wrong").await;
        }
        let good = log_in(&server, "root", PASSWORD).await;
        assert_eq!(good.status(), StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn tokens_are_made_listed_and_ended() {
    let server = TestServer::start().await;
    let guest = server.as_role(Role::Guest).await;
    let new = json!({"name": "ci", "scopes": ["read"], "days": 7});
    let made = answer(guest.post("/api/v1/account/tokens", &new).await).await;
    let text = made["text"].as_str().unwrap();
    assert!(text.starts_with("mll_") && text.len() == 40, "{text}");
    let reader = server.with_token(text);
    assert_eq!(reader.json("/api/v1/account").await["login"], "guest");
    assert_eq!(
        refusal(reader.post("/api/v1/account/tokens", &new).await).await,
        "403 forbidden"
    );
    let listed = guest.json("/api/v1/account/tokens").await;
    assert_eq!(listed[0]["name"], "ci");
    assert_eq!(listed[0].get("text"), None);
    let path = format!("/api/v1/account/tokens/{}", made["id"]);
    let outsider = server.as_outsider().await;
    let end = async |client: &Client| {
        let ended = client.request(Method::DELETE, &path).send();
        ended.await.unwrap().status()
    };
    assert_eq!(end(&outsider).await, 404);
    assert_eq!(end(&guest).await, 204);
    assert_eq!(reader.get("/api/v1/account").await.status(), 401);
}

#[tokio::test]
async fn a_token_that_is_over_opens_nothing() {
    let server = TestServer::start().await;
    let user = server.server.store.user("guest").await.unwrap().unwrap();
    let key = maillon_server::access::keys::KeyKind::User.make().unwrap();
    let mut tx = server.server.store.begin().await.unwrap();
    let scopes = [Scope::Read];
    let lasts = Some(-1);
    tx.new_token(user.id, &key.hash, "old", &scopes, lasts)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let client = server.with_token(key.text.expose());
    assert_eq!(
        refusal(client.get("/api/v1/account").await).await,
        "401 unauthorized"
    );
}

#[tokio::test]
async fn administrators_make_block_and_let_in() {
    let (server, _) = set_up().await;
    let root = root(&server).await;
    let new = json!({"login": "jane", "name": "Jane Doe"});
    answer(root.post("/api/v1/users", &new).await).await;
    assert_eq!(
        refusal(root.post("/api/v1/users", &new).await).await,
        "409 conflict"
    );
    let link = root
        .post("/api/v1/users/jane/password-link", &Value::Null)
        .await;
    let link = answer(link).await;
    let path = link["url"]
        .as_str()
        .unwrap()
        .strip_prefix(&server.url)
        .unwrap();
    let fields = [("password", "jane's own password")];
    let response = server.as_stranger().form(path, &fields).await;
    let jane = with_cookie(&server, &response);
    assert_eq!(jane.json("/api/v1/account").await["name"], "Jane Doe");
    let blocked = json!({"blocked": true});
    answer(root.send(Method::PUT, "/api/v1/users/jane", &blocked).await).await;
    assert_eq!(jane.get("/api/v1/account").await.status(), 401);
    let refused = log_in(&server, "jane", "jane's own password").await;
    assert_eq!(refused.status(), 422);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (server, _) = set_up().await;
    let root = root(&server).await;
    for change in [json!({"blocked": true}), json!({"administrator": false})] {
        let response = root.send(Method::PUT, "/api/v1/users/root", &change).await;
        assert_eq!(refusal(response).await, "409 conflict");
    }
}

#[tokio::test]
async fn members_are_set_and_removed() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    let outsider = server.as_outsider().await;
    let members = "/api/v1/projects/demo/members";
    let one = "/api/v1/projects/demo/members/outsider";
    assert_eq!(refusal(outsider.get(members).await).await, "404 not_found");
    let role = json!({"role": "reporter"});
    let set = maintainer.send(Method::PUT, one, &role).await;
    assert_eq!(set.status(), 204);
    assert_eq!(outsider.json(members).await.as_array().unwrap().len(), 5);
    let removed = maintainer.send(Method::DELETE, one, &Value::Null).await;
    assert_eq!(removed.status(), 204);
    assert_eq!(refusal(outsider.get(members).await).await, "404 not_found");
    let log = maintainer
        .json("/api/v1/projects/demo/audit?action=member.")
        .await;
    let told: Vec<&str> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["target"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["outsider", "outsider reporter"]);
}

#[tokio::test]
async fn the_audit_log_goes_page_by_page() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    for number in 0..5 {
        let new = json!({"name": format!("S{number}"), "value": "x"});
        maintainer.post("/api/v1/projects/demo/secrets", &new).await;
    }
    let admin = server.as_admin().await;
    let mut seen = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/api/v1/audit?action=secret.set&actor=maintainer&limit=2{before}");
        let page = admin.json(&path).await;
        for entry in page["items"].as_array().unwrap() {
            seen.push(entry["target"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else {
            break;
        };
        before = format!("&before={next}");
    }
    assert_eq!(seen, ["S4", "S3", "S2", "S1", "S0"]);
}

#[tokio::test]
async fn nothing_that_opens_lies_in_the_database() {
    let (server, client) = set_up().await;
    let made = answer(api_login(&server, PASSWORD).await).await;
    let texts = [
        made["text"].as_str().unwrap(),
        client.cookie.as_deref().unwrap(),
        PASSWORD,
    ];
    for file in std::fs::read_dir(server.data()).unwrap().flatten() {
        let Ok(bytes) = std::fs::read(file.path()) else {
            continue;
        };
        for text in texts {
            let found = bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes());
            assert!(!found, "{}", file.path().display());
        }
    }
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let (server, client) = set_up().await;
    let other = with_cookie(&server, &log_in(&server, "root", PASSWORD).await);
    let page = client.text("/account").await;
    let (_, csrf) = page.split_once("name=\"csrf\" value=\"").unwrap();
    let csrf = Some(csrf[..64].to_owned());
    let client = Client { csrf, ..client };
    let new = "staple battery horse";
    let change = async |old: &str| {
        let fields = [("old", old), ("new", new)];
        client.form("/account/password", &fields).await
    };
    assert_eq!(change("wrong").await.status(), 422);
    let changed = change(PASSWORD).await;
    let again = with_cookie(&server, &changed);
    assert_eq!(again.get("/api/v1/account").await.status(), 200);
    for gone in [&client, &other] {
        assert_eq!(gone.get("/api/v1/account").await.status(), 401);
    }
    assert_eq!(log_in(&server, "root", PASSWORD).await.status(), 422);
    assert_eq!(log_in(&server, "root", new).await.status(), 303);
}

#[tokio::test]
async fn pages_make_accounts_tokens_members_and_secrets() {
    let server = TestServer::start().await;
    let root = server.as_admin().await;
    let text = async |response: Response| {
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    };
    let fields = [("login", "jane"), ("name", "Jane"), ("email", "")];
    let made = text(root.form("/people", &fields).await).await;
    assert!(made.contains(&format!("{}/setup/", server.url)));
    assert_eq!(root.form("/people", &fields).await.status(), 422);
    let fields = [("name", "ci"), ("days", "30"), ("read", "true")];
    let made = text(root.form("/account/tokens", &fields).await).await;
    assert!(made.contains("mll_"));
    let maintainer = server.as_role(Role::Maintainer).await;
    let fields = [("login", "jane"), ("role", "developer")];
    let set = maintainer.form("/projects/demo/members", &fields).await;
    assert_eq!(set.headers()["location"], "/projects/demo/members");
    let fields = [("name", "TOKEN"), ("value", "a\r\nb"), ("kind", "file")];
    let set = maintainer.form("/projects/demo/secrets", &fields).await;
    assert_eq!(set.headers()["location"], "/projects/demo/secrets");
    for path in ["members", "secrets", "audit"] {
        let page = maintainer.text(&format!("/projects/demo/{path}")).await;
        let told = ["jane", "TOKEN"].iter().any(|word| page.contains(word));
        assert!(told, "{path}");
    }
    for path in ["/people", "/audit", "/account"] {
        root.text(path).await;
    }
}
