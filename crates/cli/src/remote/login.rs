//! `maillon login`: keeps a token for a server.

use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use maillon_model::Secret;
use maillon_protocol::api::{MadeToken, NewToken, Scope, SignIn, User};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::client::Client;
use super::keyring::Keyring;
use crate::app::{App, print};
use crate::args::LoginArgs;
use crate::console::Stream;
use crate::failure::Failure;

/// Signs in.
pub(crate) fn execute(app: &App, args: &LoginArgs) -> Result<ExitCode, Failure> {
    let client = Client::without_token(&args.url, args.ca.as_deref())?;
    let server = client.server.clone();
    let given = app.environment.get("MAILLON_TOKEN");
    let token = match (&args.token_file, given) {
        (Some(file), _) => of_file(file)?,
        (None, Some(token)) => Secret::new(token.to_string_lossy().trim()),
        (None, None) => by_password(&client, args)?,
    };
    let user: User = client.with_token(token.clone()).get("account")?;
    let mut keyring = Keyring::read(app)?;
    keyring.keep(&server, &token);
    let file = keyring.write(app)?;
    print(&format!(
        "signed in at {server} as {}; the token is in {}\n",
        user.login,
        file.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn of_file(file: &Path) -> Result<Secret, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|error| Failure::io("read", file, &error))?;
    Ok(Secret::new(text.trim()))
}

/// Has the server make a token for this machine.
fn by_password(client: &Client, args: &LoginArgs) -> Result<Secret, Failure> {
    if !Stream::Stderr.is_terminal() {
        return Err(
            Failure::invalid("there is no terminal to ask for a password")
                .hint("make a token on the page Account, and name its file with --token-file"),
        );
    }
    let login = match &args.login {
        Some(login) => login.clone(),
        None => ask("Login: ")?,
    };
    let password = ask_hidden("Password: ")?;
    let host = rustix::system::uname();
    let made: MadeToken = client.post(
        "login",
        &SignIn {
            login,
            password,
            token: NewToken {
                name: format!("maillon on {}", host.nodename().to_string_lossy()),
                scopes: vec![Scope::Read, Scope::Write, Scope::Git],
                days: None,
            },
        },
    )?;
    Ok(Secret::new(made.text))
}

fn ask(question: &str) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::infrastructure(format!("the terminal: {error}"));
    Stream::Stderr.write(question.as_bytes()).map_err(failed)?;
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(failed)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// What is typed is not shown.
fn ask_hidden(question: &str) -> Result<String, Failure> {
    let hidden = Hidden::begin();
    let answer = ask(question);
    drop(hidden);
    let _ = Stream::Stderr.write(b"\n");
    answer
}

/// The terminal as it was comes back when this is dropped.
struct Hidden(Option<Termios>);

impl Hidden {
    fn begin() -> Self {
        let input = std::io::stdin();
        let Ok(before) = tcgetattr(&input) else {
            return Self(None);
        };
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        let _ = tcsetattr(&input, OptionalActions::Flush, &silent);
        Self(Some(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, before);
        }
    }
}
