//! git's own http-backend: clones, fetches and pushes over HTTP.

use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};

use super::Bare;
use crate::contract::SourceError;

/// A call of a git client, as CGI has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackendRequest<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// What stands behind the repository: `/info/refs`.
    pub path: &'a str,
    /// Behind the question mark.
    pub query: &'a str,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `Git-Protocol`.
    pub protocol: Option<&'a str>,
    /// Who asks: whoever is named may push.
    pub user: Option<&'a str>,
}

/// An http-backend that runs. Its output is a CGI answer: headers, an empty line, the body. It ends when
/// its standard input has.
#[derive(Debug)]
pub struct Backend {
    /// The request's body goes here, not compressed.
    pub stdin: ChildStdin,
    /// The answer comes from here.
    pub stdout: ChildStdout,
    /// What went wrong comes from here.
    pub stderr: ChildStderr,
    child: Child,
}

/// What holds while a git client is served.
const CONFIG: [(&str, &str); 7] = [
    ("http.receivePack", "true"),
    ("receive.advertisePushOptions", "true"),
    ("receive.fsckObjects", "true"),
    ("receive.advertiseAtomic", "true"),
    // What runs and merge requests keep is nobody's branch, but can be fetched by its name or commit.
    ("receive.hideRefs", "refs/merge-requests"),
    ("uploadpack.allowAnySHA1InWant", "true"),
    ("uploadpack.allowFilter", "true"),
];

impl Bare {
    /// Starts git's http-backend for one request.
    pub fn backend(&self, request: &BackendRequest<'_>) -> Result<Backend, SourceError> {
        let mut env = self.cgi();
        let mut set = |name: &str, value: Option<&str>| {
            env.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        };
        set("REQUEST_METHOD", Some(request.method));
        set("PATH_INFO", Some(&self.path_info(request.path)));
        set("QUERY_STRING", Some(request.query));
        set("CONTENT_TYPE", request.content_type);
        set("GIT_PROTOCOL", request.protocol);
        set("REMOTE_USER", request.user);
        let mut child = self.git_with(&CONFIG, env).spawn_piped(&["http-backend"])?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(failed("its pipes are closed"));
        };
        Ok(Backend {
            stdin,
            stdout,
            stderr,
            child,
        })
    }

    fn cgi(&self) -> Vec<(String, String)> {
        let root = self.dir.parent().unwrap_or(&self.dir);
        let root = root.display().to_string();
        let fixed = [
            ("GIT_PROJECT_ROOT", root.as_str()),
            ("GIT_HTTP_EXPORT_ALL", "1"),
            ("REMOTE_ADDR", "client"),
        ];
        let mut env: Vec<_> = fixed
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        // The server stands between: what its own environment says of a request means nothing.
        for name in ["CONTENT_LENGTH", "HTTP_CONTENT_ENCODING"] {
            env.push((name.to_owned(), String::new()));
        }
        env
    }

    fn path_info(&self, path: &str) -> String {
        let name = self.dir.file_name().unwrap_or_default().to_string_lossy();
        format!("/{name}{path}")
    }
}

fn failed(why: &str) -> SourceError {
    SourceError::Io {
        doing: "git http-backend".to_owned(),
        why: why.to_owned(),
    }
}

impl Backend {
    /// Its pipes, and what waits for its end. Who drops the pipes ends it.
    pub fn into_parts(self) -> (ChildStdin, ChildStdout, ChildStderr, BackendEnd) {
        (self.stdin, self.stdout, self.stderr, BackendEnd(self.child))
    }
}

/// Waits for the end of an http-backend.
#[derive(Debug)]
pub struct BackendEnd(Child);

impl BackendEnd {
    /// Waits; whether it went well. May block.
    pub fn wait(mut self) -> Result<(), SourceError> {
        match self.0.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(failed(&status.to_string())),
            Err(error) => Err(failed(&error.to_string())),
        }
    }
}
