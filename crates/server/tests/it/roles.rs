//! Who may call what: every route of the table as everybody who may ask. What is expected is derived from the
//! table alone; the table itself is a golden file, so that a change of rights is seen.
//!
//! Refusals are asked of the real server. Where a call is let through, a handler that only says so stands in
//! the place of the real one.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use maillon_protocol::api::{Role, RunEvent, Scope};
use maillon_protocol::lease::{Class, Limits};
use maillon_server::access::keys::{KeyKind, MadeKey};
use maillon_server::http::route::{Face, Method, Needs};
use maillon_server::http::{Route, router_of, routes};
use maillon_store::{Asking, FreshRun, FreshTask, Ticket};
use tower::ServiceExt as _;

use crate::support::{Client, ROLES, TestServer};

/// Everybody who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Stranger,
    Outsider,
    Member(Role),
    Administrator,
    /// An administrator whose form has another session's CSRF token.
    WrongCsrf,
    /// An administrator whose form was sent by another site's page.
    CrossSite,
    /// An administrator with nothing but a session, everywhere.
    SessionOnly,
    /// An administrator with a token for reading.
    ReadToken,
    /// An administrator with a token for the API, but not for git.
    ApiToken,
    /// A token that was never made.
    UnknownToken,
    Agent,
    Task,
    /// The task of another path.
    OtherTask,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Passes,
    SignIn,
    Refused(u16),
}

fn everybody() -> Vec<Who> {
    let mut all = vec![Who::Stranger, Who::Outsider];
    all.extend(ROLES.map(Who::Member));
    all.extend([
        Who::Administrator,
        Who::WrongCsrf,
        Who::CrossSite,
        Who::SessionOnly,
        Who::ReadToken,
        Who::ApiToken,
        Who::UnknownToken,
        Who::Agent,
        Who::Task,
        Who::OtherTask,
    ]);
    all
}

/// The whole of the rules.
fn expected(route: &Route, who: Who) -> Answer {
    let reads = route.method == Method::Get;
    if route.face == Face::Page && !reads && who == Who::CrossSite {
        return Answer::Refused(403);
    }
    if route.needs == Needs::Nobody {
        return Answer::Passes;
    }
    match route.face {
        Face::Page => page(route.needs, reads, who),
        Face::Api => api(route.needs, reads, who),
        Face::Wire => wire(route, who),
    }
}

fn page(needs: Needs, reads: bool, who: Who) -> Answer {
    match who {
        Who::Stranger
        | Who::ReadToken
        | Who::ApiToken
        | Who::UnknownToken
        | Who::Agent
        | Who::Task
        | Who::OtherTask => Answer::SignIn,
        Who::WrongCsrf if !reads => Answer::Refused(403),
        Who::WrongCsrf | Who::CrossSite | Who::SessionOnly | Who::Administrator => {
            person(needs, Some(Role::Maintainer), true)
        }
        Who::Outsider => person(needs, None, false),
        Who::Member(role) => person(needs, Some(role), false),
    }
}

fn api(needs: Needs, reads: bool, who: Who) -> Answer {
    match who {
        Who::Stranger | Who::UnknownToken => Answer::Refused(401),
        Who::SessionOnly | Who::ReadToken if !reads => Answer::Refused(403),
        Who::Agent | Who::Task | Who::OtherTask => Answer::Refused(403),
        Who::Outsider => person(needs, None, false),
        Who::Member(role) => person(needs, Some(role), false),
        _ => person(needs, Some(Role::Maintainer), true),
    }
}

#[expect(clippy::match_same_arms, reason = "a table, read row by row")]
fn wire(route: &Route, who: Who) -> Answer {
    let names_task = route.path.contains("{task}");
    match (who, route.needs) {
        (Who::Stranger | Who::UnknownToken | Who::SessionOnly, _) => Answer::Refused(401),
        (Who::ReadToken | Who::ApiToken, _) => Answer::Refused(403),
        (Who::Agent, Needs::Agent) | (Who::Task, Needs::Task) => Answer::Passes,
        (Who::OtherTask, Needs::Task) if !names_task => Answer::Passes,
        (Who::Task | Who::OtherTask, Needs::Role(needed)) if needed <= Role::Reporter => {
            Answer::Passes
        }
        (Who::Agent, Needs::Role(_)) => Answer::Refused(404),
        (Who::Agent | Who::Task | Who::OtherTask, _) => Answer::Refused(403),
        (Who::Outsider, needs) => person(needs, None, false),
        (Who::Member(role), needs) => person(needs, Some(role), false),
        (_, needs) => person(needs, Some(Role::Maintainer), true),
    }
}

fn person(needs: Needs, role: Option<Role>, administrator: bool) -> Answer {
    match (needs, role) {
        (Needs::Nobody | Needs::SignedIn, _) => Answer::Passes,
        (Needs::Administrator, _) if administrator => Answer::Passes,
        (Needs::Role(needed), Some(role)) if role >= needed => Answer::Passes,
        (Needs::Role(_), None) => Answer::Refused(404),
        _ => Answer::Refused(403),
    }
}

/// The whole table, and one route of each kind, whether or not the table has it.
fn all_routes() -> Vec<Route> {
    let mut all = routes();
    let roles = ROLES.map(Needs::Role);
    let others = [
        Needs::Nobody,
        Needs::SignedIn,
        Needs::Administrator,
        Needs::Agent,
        Needs::Task,
    ];
    for needs in roles.into_iter().chain(others) {
        for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
            let path = |face: &str, rest: &str| -> &'static str {
                format!("/sample/{face}/{needs:?}/{{project}}/{rest}").leak()
            };
            let handler = async || "passed";
            if !matches!(needs, Needs::Agent | Needs::Task) {
                all.push(Route::page(method, path("page", ""), needs, handler));
                all.push(Route::api(method, path("api", ""), needs, handler));
            }
            all.push(Route::wire(method, path("wire", ""), needs, handler));
            all.push(Route::wire(method, path("wire", "{task}"), needs, handler));
        }
    }
    all
}

/// A server with a task, and what everybody brings along.
struct Stage {
    server: TestServer,
    real: Router,
    passing: Router,
    task: i64,
    keys: [MadeKey; 3],
    people: Vec<(Who, Client)>,
}

impl Stage {
    async fn set() -> Self {
        let server = TestServer::start().await;
        let agent = KeyKind::Agent.make().unwrap();
        let (task, other) = (KeyKind::Task.make().unwrap(), KeyKind::Task.make().unwrap());
        let ids = tasks(&server, &agent, [&task, &other]).await;
        let passing = all_routes().into_iter();
        let passing = passing.map(|route| route.answered_by(async || "passed"));
        Self {
            real: router_of(server.server.clone(), all_routes()),
            passing: router_of(server.server.clone(), passing.collect()),
            task: ids[0],
            keys: [agent, task, other],
            people: people(&server).await,
            server,
        }
    }

    async fn ask(&self, route: &Route, who: Who, passes: bool) -> Answer {
        let router = if passes { &self.passing } else { &self.real };
        let response = router.clone().oneshot(self.request(route, who)).await;
        let response = response.unwrap();
        let to = response.headers().get(header::LOCATION);
        let to_login = to.is_some_and(|to| to.to_str().unwrap().starts_with("/login?"));
        match response.status().as_u16() {
            200 if passes => Answer::Passes,
            303 if to_login => Answer::SignIn,
            status => Answer::Refused(status),
        }
    }

    fn request(&self, route: &Route, who: Who) -> Request<Body> {
        let method = format!("{:?}", route.method).to_uppercase();
        let request = Request::builder().uri(self.path(route.path));
        let mut request = request.method(method.as_str());
        let client = self.people.iter().find(|(person, _)| *person == who);
        let client = client.map(|(_, client)| client);
        let cookie = client.and_then(|client| client.cookie.clone());
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, format!("maillon={cookie}"));
        }
        if let Some(token) = self.token(who, client) {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if who == Who::CrossSite {
            request = request.header("sec-fetch-site", "cross-site");
        }
        if route.face == Face::Page && route.method != Method::Get {
            let csrf = client.and_then(|client| client.csrf.clone());
            let kind = "application/x-www-form-urlencoded";
            let request = request.header(header::CONTENT_TYPE, kind);
            let form = format!("a=b&csrf={}", csrf.unwrap_or_default());
            return request.body(form.into()).unwrap();
        }
        request.body(Body::empty()).unwrap()
    }

    fn token(&self, who: Who, client: Option<&Client>) -> Option<String> {
        let text = |key: &MadeKey| Some(key.text.expose().to_owned());
        match who {
            Who::Agent => text(&self.keys[0]),
            Who::Task => text(&self.keys[1]),
            Who::OtherTask => text(&self.keys[2]),
            Who::UnknownToken => text(&KeyKind::User.make().unwrap()),
            _ => client.and_then(|client| client.token.clone()),
        }
    }

    /// The path with something in the places of its parameters.
    fn path(&self, path: &str) -> String {
        let parts = path.split('/').map(|part| match part {
            "{project}" => "demo".to_owned(),
            "{task}" => self.task.to_string(),
            part if part.contains('{') => "1".to_owned(),
            part => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }
}

async fn people(server: &TestServer) -> Vec<(Who, Client)> {
    let mut people = vec![
        (Who::Outsider, server.as_outsider().await),
        (Who::Administrator, server.as_admin().await),
        (Who::CrossSite, server.as_admin().await),
    ];
    for role in ROLES {
        people.push((Who::Member(role), server.as_role(role).await));
    }
    let root = server.as_admin().await;
    let csrf = Some("another session's".to_owned());
    people.push((
        Who::WrongCsrf,
        Client {
            csrf,
            ..root.clone()
        },
    ));
    let token = None;
    people.push((Who::SessionOnly, Client { token, ..root }));
    for (who, scopes) in [
        (Who::ReadToken, vec![Scope::Read]),
        (Who::ApiToken, vec![Scope::Read, Scope::Write]),
    ] {
        let client = server.with_scopes("root", &scopes).await;
        let cookie = None;
        people.push((who, Client { cookie, ..client }));
    }
    people
}

/// Two tasks of `demo` that an agent has.
async fn tasks(server: &TestServer, agent: &MadeKey, keys: [&MadeKey; 2]) -> [i64; 2] {
    let project = server.server.store.project("demo").await.unwrap().unwrap();
    let mut tx = server.server.store.begin().await.unwrap();
    let agent = tx.make_agent("builder", &agent.hash).await.unwrap();
    let (run, _) = tx.create_run(&run(project.id)).await.unwrap();
    let mut ids = [0, 0];
    for (number, key) in keys.into_iter().enumerate() {
        let task = task(run, project.id, number);
        ids[number] = tx.enqueue(&task).await.unwrap().0;
        let asking = Asking {
            agent,
            session: "s".to_owned(),
            request: number.to_string(),
            labels: Vec::new(),
        };
        let ticket = Ticket {
            hash: key.hash.clone(),
            sealed: Vec::new(),
        };
        let limits = Limits::new(Duration::from_mins(1), Duration::from_mins(5));
        tx.lease(&asking, ticket, &limits).await.unwrap().unwrap();
    }
    tx.commit().await.unwrap();
    ids
}

fn run(project: i64) -> FreshRun {
    FreshRun {
        project,
        event: RunEvent::Push,
        git_ref: "refs/heads/main".to_owned(),
        sha: "abc".to_owned(),
        title: "t".to_owned(),
        author: "a".to_owned(),
        rerun_of: None,
        merge: None,
        priority: 0,
        protected: false,
        trusted: true,
        sealed: None,
    }
}

fn task(run: i64, project: i64, number: usize) -> FreshTask {
    FreshTask {
        run,
        job: maillon_model::JobId(u32::try_from(number).unwrap()),
        attempt: maillon_model::Attempt(1),
        project,
        class: Class::Build,
        priority: 0,
        labels: Vec::new(),
        resource_group: None,
        sealed: Vec::new(),
    }
}

#[tokio::test]
async fn every_route_as_everybody() {
    let stage = Stage::set().await;
    let mut wrong = Vec::new();
    for route in all_routes() {
        for who in everybody() {
            let expected = expected(&route, who);
            let passes = expected == Answer::Passes;
            let answer = stage.ask(&route, who, passes).await;
            if answer != expected {
                let call = format!("{:?} {}", route.method, route.path);
                wrong.push(format!("{call} as {who:?}: {answer:?}, not {expected:?}"));
            }
        }
    }
    drop(stage.server);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_is_the_golden_one() {
    let mut table: Vec<String> = routes().iter().map(line).collect();
    table.sort();
    insta::assert_snapshot!("routes", table.join("\n"));
}

fn line(route: &Route) -> String {
    let (needs, face) = (format!("{:?}", route.needs), format!("{:?}", route.face));
    let method = format!("{:?}", route.method).to_uppercase();
    format!("{:<70} {method:<6} {face:<5} {needs}", route.path)
}

#[test]
fn the_table_makes_sense() {
    let mut wrong = Vec::new();
    for route in routes() {
        let mut say = |what: &str| wrong.push(format!("{:?} {}: {what}", route.method, route.path));
        let (face, needs) = (route.face, route.needs);
        if matches!(needs, Needs::Role(_)) && !route.path.contains("{project}") {
            say("needs a role, but no project is in its path");
        }
        if matches!(needs, Needs::Agent | Needs::Task) && face != Face::Wire {
            say("is for agents, but speaks no protocol of theirs");
        }
        if matches!(needs, Needs::SignedIn | Needs::Administrator) && face == Face::Wire {
            say("is for people: API or page");
        }
        if route.summary.is_empty() {
            say("says not what it does");
        }
        // Prometheus asks there.
        let elsewhere = route.path == "/metrics";
        if !elsewhere && (face == Face::Api) != route.path.starts_with("/api/") {
            say("the API is what is below /api");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
