//! Which project, run and job somebody means.

use maillon_protocol::api::{JobSummary, Run};
use maillon_source::repository::{Options, Repository};

use crate::app::App;
use crate::args::RemoteArgs;
use crate::failure::{Failure, alternatives};

use super::client::{Client, encoded};

/// `12` or `12/unit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The run's number.
    pub(super) run: u64,
    /// A job of it, or a part of its name.
    pub(super) job: Option<String>,
}

impl Place {
    /// None where the text is nothing of the kind.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (run, job) = match text.split_once('/') {
            Some((run, job)) => (run, Some(job.to_owned()).filter(|job| !job.is_empty())),
            None => (text, None),
        };
        Some(Self {
            run: run.trim_start_matches('#').parse().ok()?,
            job,
        })
    }
}

/// A project of a server.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) client: Client,
    pub(super) name: String,
}

impl Project {
    pub(super) fn new(app: &App, args: &RemoteArgs) -> Result<Self, Failure> {
        let client = Client::new(app, args)?;
        let name = match &args.project {
            Some(name) => name.clone(),
            None => of_remote(app, &client.server)?,
        };
        Ok(Self { client, name })
    }

    /// `projects/NAME/REST`
    pub(super) fn path(&self, rest: &str) -> String {
        format!("projects/{}/{rest}", encoded(&self.name))
    }

    pub(super) fn run(&self, number: u64) -> Result<Run, Failure> {
        self.client.get(&self.path(&format!("runs/{number}")))
    }

    /// The job that a name, or a part of one, means.
    pub(super) fn job(run: &Run, name: &str) -> Result<JobSummary, Failure> {
        let exact = |job: &&JobSummary| job.name == name || job.id.to_string() == name;
        if let Some(job) = run.jobs.iter().find(exact) {
            return Ok(job.clone());
        }
        let like: Vec<&JobSummary> = run
            .jobs
            .iter()
            .filter(|job| job.name.contains(name))
            .collect();
        match like.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(no_job(run, name)),
            several => {
                let names = several.iter().map(|job| &job.name);
                Err(Failure::invalid(format!(
                    "`{name}` may mean {}",
                    alternatives(names)
                )))
            }
        }
    }
}

fn no_job(run: &Run, name: &str) -> Failure {
    let names = run.jobs.iter().map(|job| &job.name);
    Failure::invalid(format!("run {} has no job `{name}`", run.summary.number))
        .hint(format!("it has {}", alternatives(names)))
}

/// The project that a remote of this repository leads to.
fn of_remote(app: &App, server: &str) -> Result<String, Failure> {
    let unknown = || {
        Failure::invalid(format!("no remote of this repository leads to {server}"))
            .hint("name the project with --project")
    };
    let options = Options::new(app.environment.cache_dir(), maillon_runner::clock::now());
    let repository = Repository::open(&app.environment.directory, options)?;
    let remotes = repository.remotes()?;
    let name = remotes.iter().find_map(|url| name_in(url, server));
    name.ok_or_else(unknown)
}

/// `shop` of `https://jane@ci.example.com/git/shop`.
fn name_in(url: &str, server: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit('@').next()?;
    let path = format!("{scheme}://{host}/{path}");
    let name = path.strip_prefix(server)?.strip_prefix("/git/")?;
    let name = name.trim_end_matches('/');
    Some(name.strip_suffix(".git").unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_run_and_perhaps_a_job() {
        let check = |text: &str, expected: Option<(u64, Option<&str>)>| {
            let place = Place::parse(text).map(|place| (place.run, place.job));
            let expected = expected.map(|(run, job)| (run, job.map(str::to_owned)));
            assert_eq!(place, expected, "{text}");
        };
        check("12", Some((12, None)));
        check("#12/unit", Some((12, Some("unit"))));
        check("12/deploy/eu", Some((12, Some("deploy/eu"))));
        check("unit", None);
        check("trigger/unit", None);
    }

    #[test]
    fn a_remote_leads_to_a_project() {
        let name = |url| name_in(url, "https://ci.example.com");
        assert_eq!(
            name("https://jane@ci.example.com/git/shop.git").as_deref(),
            Some("shop")
        );
        assert_eq!(name("https://other.example.com/git/shop"), None);
        assert_eq!(name("git@ci.example.com:shop"), None);
    }
}
