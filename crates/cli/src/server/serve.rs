//! `maillon serve`: makes of this machine a CI server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;

use maillon_agent::{Agent, Stop};
use maillon_server::operator::{self, Existing};
use maillon_server::settings::Notes;
use maillon_server::{ServeError, Server, Settings, access};
use tokio::net::TcpListener;

use super::agent::{self, Place};
use super::signals::Signals;
use super::{block_on, settings};
use crate::app::App;
use crate::args::ServeArgs;
use crate::console::{Stream, Tone};
use crate::failure::Failure;

/// Serves until a signal says otherwise.
pub(crate) fn execute(app: &App, args: &ServeArgs) -> Result<ExitCode, Failure> {
    block_on(async {
        let listener = listen(args.listen).await?;
        let listen = listener
            .local_addr()
            .map_err(|error| refused(args.listen, &error))?;
        let settings = Settings {
            notes: notes(app),
            ..settings::of_serve(app, args, listen)?
        };
        let server = Server::open(settings).await.map_err(failure_of)?;
        welcome(app, &server).await?;
        let agent = embedded(app, args, &server).await?;
        serve(server, listener, agent).await
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| refused(address, &error))
}

fn refused(address: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::infrastructure(format!("can't listen at {address}: {error}"))
        .hint("another program may be there; choose another address with --listen")
}

/// Lines for whoever runs the server.
fn notes(app: &App) -> Notes {
    let console = app.console;
    Notes(Arc::new(move |line| {
        console.note(Tone::Warn, "server", line);
    }))
}

/// Says where the server is, and at its first start how to get in.
async fn welcome(app: &App, server: &Server) -> Result<(), Failure> {
    let painter = app.console.painter(Stream::Stdout);
    let address = painter.paint(Tone::Active, &server.settings.url);
    let mut text = format!("maillon serves at {address}\n");
    let link = access::setup_link(server)
        .await
        .map_err(|fault| Failure::infrastructure(fault.message))?;
    if let Some(link) = link {
        text += "\nThe first administrator signs in by this link, once, within a day:\n\n    ";
        text += &painter.paint(Tone::Active, link);
        text += "\n\n";
    }
    crate::app::print(&text)
}

/// The agent in the server itself; None: only other agents run jobs.
async fn embedded(app: &App, args: &ServeArgs, server: &Server) -> Result<Option<Agent>, Failure> {
    let capacity = args.embedded.embedded_jobs.unwrap_or(agent::cores().get());
    let Some(capacity) = NonZeroU32::new(capacity) else {
        return Ok(None);
    };
    let name = format!("embedded-{}", host_name());
    let token = operator::agent_token(server, &name, Existing::Replace).await;
    let place = Place {
        url: own_address(server),
        // A certificate that nobody else signed is believed here.
        ca: server
            .settings
            .tls
            .as_ref()
            .map(|files| files.certificates.clone()),
        token: token.map_err(|fault| Failure::infrastructure(fault.message))?,
        labels: args.embedded.embedded_labels.clone(),
        capacity,
        data: server.settings.data.join("agent"),
        executor: args.embedded.embedded_executor,
        docker_host: args.embedded.docker_host.clone(),
    };
    let agent = Agent::new(agent::of_place(app, place)?);
    agent.map(Some).map_err(agent::failure_of)
}

/// This machine's name, as an agent's name may be.
fn host_name() -> String {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.chars().filter(|c| plain(*c)).take(50).collect()
}

/// Where the server itself reaches itself.
fn own_address(server: &Server) -> String {
    let mut address = server.settings.listen;
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    match server.settings.tls {
        Some(_) => server.settings.url.clone(),
        None => format!("http://{address}"),
    }
}

/// Serves until a signal says otherwise. Jobs of the embedded agent go on, and are followed again by the next
/// start.
async fn serve(server: Server, listener: TcpListener, agent: Option<Agent>) -> Result<(), Failure> {
    let (stop, mut signals) = (server.stop.clone(), Signals::listen()?);
    let leave = Stop::default();
    let notes = server.settings.notes.clone();
    let working = tokio::spawn(work(agent, leave.clone(), notes));
    let serving = server.serve(listener);
    tokio::pin!(serving);
    let mut served = tokio::select! {
        done = &mut serving => Some(done),
        () = signals.next() => None,
    };
    leave.leave.cancel();
    stop.cancel();
    let _ = working.await;
    if served.is_none() {
        served = tokio::select! {
            done = serving => Some(done),
            // Everything that was acknowledged is in the database.
            () = signals.next() => None,
        };
    }
    served.unwrap_or(Ok(())).map_err(failure_of)
}

/// The server goes on without its agent.
async fn work(agent: Option<Agent>, stop: Stop, notes: Notes) {
    let Some(agent) = agent else { return };
    if let Err(error) = agent.run(stop).await {
        (notes.0)(&format!("the embedded agent ended: {error}"));
    }
}

/// Why a server can't begin, with what to do.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn failure_of(error: ServeError) -> Failure {
    Failure::infrastructure(error.to_string())
}
