//! `maillon serve`: makes of this machine a CI server.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use maillon_server::settings::Notes;
use maillon_server::{ServeError, Server, Settings, access};
use tokio::net::TcpListener;

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
        let listen = listener.local_addr().map_err(|error| refused(args.listen, &error))?;
        let settings = Settings {
            notes: notes(app),
            ..settings::of_serve(app, args, listen)?
        };
        let server = Server::open(settings).await.map_err(failure_of)?;
        welcome(app, &server).await?;
        serve(server, listener).await
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
    Notes(Arc::new(move |line| console.note(Tone::Warn, "server", line)))
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

async fn serve(server: Server, listener: TcpListener) -> Result<(), Failure> {
    let (stop, mut signals) = (server.stop.clone(), Signals::listen()?);
    let serving = server.serve(listener);
    tokio::pin!(serving);
    tokio::select! {
        done = &mut serving => return done.map_err(failure_of),
        () = signals.next() => stop.cancel(),
    }
    tokio::select! {
        done = serving => done.map_err(failure_of),
        // Everything that was acknowledged is in the database.
        () = signals.next() => Ok(()),
    }
}

/// Why a server can't begin, with what to do.
pub(super) fn failure_of(error: ServeError) -> Failure {
    Failure::infrastructure(error.to_string())
}
