//! `maillon admin`: looks after a server's data, on the server's machine.

use std::process::ExitCode;

use maillon_server::backup::{self, CopyError};
use maillon_server::operator::{self, Existing};
use maillon_server::{Server, Settings};

use super::serve::failure_of;
use super::{block_on, settings};
use crate::app::{App, print};
use crate::args::{AdminCommand, StorageArgs};
use crate::failure::Failure;

/// Does what was asked.
pub(crate) fn execute(app: &App, command: &AdminCommand) -> Result<ExitCode, Failure> {
    block_on(answer(app, command))
}

async fn answer(app: &App, command: &AdminCommand) -> Result<ExitCode, Failure> {
    let text = match command {
        AdminCommand::Backup { folder, storage } => {
            let to = app.environment.absolute(folder);
            let copied = backup::back_up(&open(app, storage).await?, &to).await;
            copied.map_err(uncopied)?;
            format!("everything is copied to {}", to.display())
        }
        AdminCommand::Restore { folder, storage } => {
            let from = app.environment.absolute(folder);
            let settings = settings::of_storage(app, storage)?;
            let restored = backup::restore(&settings, &from).await;
            restored.map_err(uncopied)?;
            format!("everything is back in {}", settings.data.display())
        }
        AdminCommand::Check { storage } => return check(&open(app, storage).await?).await,
        AdminCommand::Link {
            login,
            url,
            storage,
        } => {
            let settings = Settings {
                url: url.trim_end_matches('/').to_owned(),
                ..settings::of_storage(app, storage)?
            };
            let server = Server::open(settings).await.map_err(failure_of)?;
            operator::link(&server, login).await.map_err(refused)?
        }
        AdminCommand::AgentToken {
            name,
            replace,
            storage,
        } => {
            let existing = if *replace {
                Existing::Replace
            } else {
                Existing::Refuse
            };
            let token = operator::agent_token(&open(app, storage).await?, name, existing).await;
            token.map_err(refused)?.expose().to_owned()
        }
        AdminCommand::Token { login, storage } => {
            let token = operator::user_token(&open(app, storage).await?, login).await;
            token.map_err(refused)?.expose().to_owned()
        }
    };
    print(&format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}

async fn open(app: &App, storage: &StorageArgs) -> Result<Server, Failure> {
    let settings = settings::of_storage(app, storage)?;
    Server::open(settings).await.map_err(failure_of)
}

fn uncopied(error: CopyError) -> Failure {
    match error {
        CopyError::Exists { .. } => Failure::invalid(error.to_string()),
        error => Failure::infrastructure(error.to_string()),
    }
}

fn refused(fault: maillon_server::http::Fault) -> Failure {
    Failure::infrastructure(fault.message)
}

/// Says what is wrong, one finding on each line.
async fn check(server: &Server) -> Result<ExitCode, Failure> {
    let found = server.store.check().await;
    let found = found.map_err(|error| Failure::infrastructure(error.to_string()))?;
    if found.is_empty() {
        print("the database holds together\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&(found.join("\n") + "\n"))?;
    Ok(ExitCode::FAILURE)
}
