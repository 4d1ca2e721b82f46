//! `maillon artifacts`: what jobs on a server left.

use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use maillon_protocol::api::{Artifact, JobSummary};

use super::client::encoded;
use super::place::{Place, Project};
use crate::app::{App, print};
use crate::args::ArtifactsArgs;
use crate::failure::Failure;

/// Lists them, or downloads them.
pub(crate) fn execute(app: &App, args: &ArtifactsArgs) -> Result<ExitCode, Failure> {
    let place = Place::parse(&args.place).ok_or_else(|| {
        Failure::invalid(format!("{} is no run", args.place))
            .hint("a run is a number, a job is RUN/JOB: maillon artifacts 12/build")
    })?;
    let project = Project::new(app, &args.remote)?;
    let run = project.run(place.run)?;
    let jobs = match &place.job {
        Some(name) => vec![Project::job(&run, name)?],
        None => run.jobs.clone(),
    };
    for job in jobs {
        let of = Of {
            project: &project,
            run: place.run,
            job: &job,
        };
        match &args.to {
            Some(folder) => of.download(&app.environment.absolute(folder))?,
            None => of.list()?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The artifacts of a job.
struct Of<'a> {
    project: &'a Project,
    run: u64,
    job: &'a JobSummary,
}

impl Of<'_> {
    fn path(&self, rest: &str) -> String {
        let (run, job) = (self.run, self.job.id);
        self.project
            .path(&format!("runs/{run}/jobs/{job}/artifacts{rest}"))
    }

    fn files(&self) -> Result<Vec<Artifact>, Failure> {
        self.project.client.get(&self.path(""))
    }

    fn list(&self) -> Result<(), Failure> {
        for file in self.files()? {
            print(&format!(
                "{:>12}  {}  {}\n",
                file.size, self.job.name, file.path
            ))?;
        }
        Ok(())
    }

    fn download(&self, folder: &Path) -> Result<(), Failure> {
        for file in self.files()? {
            let to = folder.join(safe(&file.path)?);
            let parts: Vec<String> = file.path.split('/').map(encoded).collect();
            let path = self.path(&format!("/files/{}", parts.join("/")));
            let mut body = self.project.client.read(&path)?;
            let failed = |error: &std::io::Error| Failure::io("write", &to, error);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(|error| failed(&error))?;
            }
            let mut file = File::create(&to).map_err(|error| failed(&error))?;
            std::io::copy(&mut body, &mut file).map_err(|error| failed(&error))?;
            print(&format!("{}\n", to.display()))?;
        }
        Ok(())
    }
}

/// A path that stays in the folder that it is joined to.
fn safe(path: &str) -> Result<PathBuf, Failure> {
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if inside && !path.is_empty() {
        return Ok(path.into());
    }
    Err(Failure::infrastructure(format!(
        "the server names a file outside of the folder: {path}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        assert!(safe("a/b").is_ok());
        for bad in ["../a", "/a", "a/../../b", ""] {
            assert!(safe(bad).is_err(), "{bad}");
        }
    }
}
