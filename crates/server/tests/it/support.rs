//! A server on a free port with everything in a temporary folder, and clients for whoever may ask.
//!
//! The project `demo` is private. `guest`, `reporter`, `developer` and `maintainer` are its members,
//! `outsider` is none, `root` is the administrator.
#![allow(dead_code, reason = "each area uses a part of it")]

use std::path::Path;
use std::time::Duration;

use maillon_protocol::api::{ProjectSettings, Retention, Role, Scope, Visibility};
use maillon_server::access::keys::{KeyKind, MadeKey, make_plain};
use maillon_server::{Server, Settings};
use maillon_store::access::{NewSession, NewUser};
use maillon_store::{Address, FreshProject};
use reqwest::{Method, RequestBuilder, Response, StatusCode, redirect};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::databases;

/// A running server.
pub(crate) struct TestServer {
    /// Its inside.
    pub(crate) server: Server,
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    data: TempDir,
    serving: JoinHandle<()>,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.server.stop.cancel();
        self.serving.abort();
    }
}

impl TestServer {
    /// With SQLite.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// With PostgreSQL; None, with a message: there is none.
    pub(crate) async fn start_on_postgres() -> Option<Self> {
        let (address, _) = databases::postgres()?;
        Some(Self::start_with(|settings| settings.database = address).await)
    }

    /// One of each kind of database.
    pub(crate) async fn each() -> Vec<Self> {
        let mut servers = vec![Self::start().await];
        servers.extend(Self::start_on_postgres().await);
        servers
    }

    /// With other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let this = Self::start_empty(data, change).await;
        this.project("demo", Visibility::Private).await;
        for role in ROLES {
            let user = this.user(name(role)).await;
            this.member("demo", user, role).await;
        }
        this.user("outsider").await;
        this.administrator("root").await;
        this
    }

    /// With nobody and nothing in it.
    pub(crate) async fn start_empty(data: TempDir, change: impl FnOnce(&mut Settings)) -> Self {
        // Another part of the program may have set it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut settings = Settings::new(listener.local_addr().unwrap(), data.path());
        change(&mut settings);
        let url = settings.url.clone();
        let server = Server::open(settings).await.unwrap();
        let serving = server.clone().serve(listener);
        Self {
            server,
            url,
            data,
            serving: tokio::spawn(async { serving.await.unwrap() }),
        }
    }

    /// Its folder.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// Where its database is.
    pub(crate) fn database(&self) -> &Address {
        &self.server.settings.database
    }

    /// Makes a project; its number.
    pub(crate) async fn project(&self, name: &str, visibility: Visibility) -> i64 {
        let fresh = FreshProject {
            name: name.to_owned(),
            path: format!("group/{name}"),
            url: None,
            sealed: None,
            settings: settings(visibility),
        };
        let mut tx = self.server.store.begin().await.unwrap();
        let id = tx.insert_project(&fresh).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Makes an account without a password; its number.
    pub(crate) async fn user(&self, login: &str) -> i64 {
        self.account(login, false).await
    }

    /// Makes an administrator's account without a password; its number.
    pub(crate) async fn administrator(&self, login: &str) -> i64 {
        self.account(login, true).await
    }

    async fn account(&self, login: &str, administrator: bool) -> i64 {
        let new = NewUser {
            login: login.to_owned(),
            name: login.to_owned(),
            email: format!("{login}@example.com"),
            administrator,
            ..NewUser::default()
        };
        let mut tx = self.server.store.begin().await.unwrap();
        let id = tx.new_user(&new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Makes somebody a member.
    pub(crate) async fn member(&self, project: &str, user: i64, role: Role) {
        let project = self.server.store.project(project).await.unwrap().unwrap();
        let mut tx = self.server.store.begin().await.unwrap();
        tx.set_member(project.id, user, role).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Nobody.
    pub(crate) fn as_stranger(&self) -> Client {
        Client::new(self)
    }

    /// A member of `demo`.
    pub(crate) async fn as_role(&self, role: Role) -> Client {
        self.as_user(name(role)).await
    }

    /// The administrator.
    pub(crate) async fn as_admin(&self) -> Client {
        self.as_user("root").await
    }

    /// Somebody who is no member of `demo`.
    pub(crate) async fn as_outsider(&self) -> Client {
        self.as_user("outsider").await
    }

    /// Somebody, with a session for pages, and a token with all scopes for everything else.
    pub(crate) async fn as_user(&self, login: &str) -> Client {
        let all = [Scope::Read, Scope::Write, Scope::Git];
        self.with_scopes(login, &all).await
    }

    /// Somebody, with a session for pages, and a token with these scopes for everything else.
    pub(crate) async fn with_scopes(&self, login: &str, scopes: &[Scope]) -> Client {
        let user = self.server.store.user(login).await.unwrap().unwrap().id;
        let (cookie, csrf) = (make_plain().unwrap(), make_plain().unwrap());
        let token = KeyKind::User.make().unwrap();
        let mut tx = self.server.store.begin().await.unwrap();
        let session = session(user, &cookie, &csrf);
        tx.new_session(&session).await.unwrap();
        tx.new_token(user, &token.hash, "tests", scopes, None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Client {
            token: Some(token.text.expose().to_owned()),
            cookie: Some(cookie.text.expose().to_owned()),
            csrf: Some(csrf.text.expose().to_owned()),
            ..Client::new(self)
        }
    }

    /// Whoever has this token, without a session.
    pub(crate) fn with_token(&self, token: &str) -> Client {
        Client {
            token: Some(token.to_owned()),
            ..Client::new(self)
        }
    }
}

/// Waits until something holds; at most 20 seconds.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..1000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came about: {what}");
}

/// All roles, the smallest first.
pub(crate) const ROLES: [Role; 4] = [
    Role::Guest,
    Role::Reporter,
    Role::Developer,
    Role::Maintainer,
];

/// The login of the member with a role.
pub(crate) fn name(role: Role) -> &'static str {
    match role {
        Role::Guest => "guest",
        Role::Reporter => "reporter",
        Role::Developer => "developer",
        Role::Maintainer => "maintainer",
    }
}

fn settings(visibility: Visibility) -> ProjectSettings {
    ProjectSettings {
        default_branch: "main".to_owned(),
        visibility,
        definition: None,
        protected: vec!["main".to_owned()],
        approvals: 0,
        auto_cancel: true,
        poll_seconds: None,
        retention: Retention {
            days: None,
            runs: None,
            bytes: None,
        },
        default_labels: Vec::new(),
        forge: None,
        report_statuses: false,
    }
}

fn session(user: i64, cookie: &MadeKey, csrf: &MadeKey) -> NewSession {
    NewSession {
        hash: cookie.hash.clone(),
        user,
        csrf: csrf.text.expose().to_owned(),
        address: "127.0.0.1".to_owned(),
        program: "tests".to_owned(),
        lasts: 3_600_000,
    }
}

/// Somebody who asks. Redirects are not followed.
#[derive(Clone)]
pub(crate) struct Client {
    /// Without redirects.
    pub(crate) http: reqwest::Client,
    /// The server's.
    pub(crate) url: String,
    /// Sent to `/api`, `/agent` and `/git`.
    pub(crate) token: Option<String>,
    /// Sent to everything else, and where there is no token.
    pub(crate) cookie: Option<String>,
    /// Sent with forms.
    pub(crate) csrf: Option<String>,
}

impl Client {
    fn new(server: &TestServer) -> Self {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none());
        Self {
            http: http.build().unwrap(),
            url: server.url.clone(),
            token: None,
            cookie: None,
            csrf: None,
        }
    }

    /// A request with this client's credentials.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        let program = ["/api/", "/agent/", "/git/"]
            .iter()
            .any(|prefix| path.starts_with(prefix));
        match (program, &self.token, &self.cookie) {
            (true, Some(token), _) => request.bearer_auth(token),
            (false, _, Some(cookie)) | (true, None, Some(cookie)) => {
                request.header("cookie", format!("maillon={cookie}"))
            }
            _ => request,
        }
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// Reads JSON, which must be there.
    pub(crate) async fn json(&self, path: &str) -> Value {
        answer(self.get(path).await).await
    }

    /// Reads a text, which must be there.
    pub(crate) async fn text(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Response {
        let request = self.request(method, path).json(body);
        request.send().await.unwrap()
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.send(Method::POST, path, body).await
    }

    /// Posts a form as a page would, with the session's CSRF token.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut fields = fields.to_vec();
        if let Some(csrf) = &self.csrf {
            fields.push(("csrf", csrf));
        }
        let request = self.request(Method::POST, path).form(&fields);
        request.send().await.unwrap()
    }
}

/// The JSON of an answer that went well.
pub(crate) async fn answer(response: Response) -> Value {
    let (status, url) = (response.status(), response.url().clone());
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{url}: {status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// The code of a refusal, with its status: `403 forbidden`.
pub(crate) async fn refusal(response: Response) -> String {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap_or_default();
    format!("{status} {}", body["code"].as_str().unwrap_or("-"))
}
