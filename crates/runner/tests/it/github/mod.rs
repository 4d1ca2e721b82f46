//! Workflows from end to end, in a shell.

mod actions;
mod jobs;
mod logs;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_github::{Labels, LoadRequest};
use maillon_model::trigger::{Commit, GitRef, Project, TriggerEvent, User};
use maillon_model::variable::Layer;
use maillon_model::{Diagnostic, Pipeline, Secret, Timestamp, Trigger, Variable};
use maillon_runner::{Child, ExpandRequest, Expander, Expansion, OutputsRequest};
use maillon_source::{MemorySource, Source};

use crate::bench::{Bench, Recorded};

const FILE: &str = ".github/workflows/ci.yml";

fn push() -> Trigger {
    Trigger {
        environment: BTreeMap::new(),
        forge: None,
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit {
            sha: "0123456789012345678901234567890123456789".to_owned(),
            before_sha: "0".repeat(40),
            ..Commit::default()
        },
        project: Project {
            host: "github.com".to_owned(),
            path: "group/app".to_owned(),
            remote_url: "https://github.com/group/app.git".to_owned(),
            default_branch: "main".to_owned(),
        },
        user: User::default(),
        variables: vec![Variable::secret(
            Layer::Pipeline,
            "TOKEN",
            Secret::new("hunter22"),
        )],
        inputs: BTreeMap::new(),
        created_at: Timestamp(0),
        number: 1,
        lineage: Vec::new(),
        site: None,
        definition: FILE.to_owned(),
    }
}

struct Github {
    source: Arc<dyn Source>,
    trigger: Trigger,
}

impl Expander for Github {
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>> {
        let decided = maillon_github::expand(&maillon_github::ExpandRequest {
            source: &self.source,
            trigger: &self.trigger,
            labels: &Labels::default(),
            pipeline: request.pipeline,
            job: request.job,
            settled: request.settled,
        })?;
        Ok(match decided {
            maillon_github::Expansion::Run => Expansion::Run,
            maillon_github::Expansion::Skip(reason) => Expansion::Skip(reason),
            maillon_github::Expansion::Child(pipeline) => Expansion::Child(Child {
                pipeline: Arc::new(pipeline),
                project: None,
            }),
        })
    }

    fn outputs(&self, request: &OutputsRequest<'_>) -> IndexMap<String, String> {
        maillon_github::outputs(&maillon_github::OutputsRequest {
            job: request.job,
            child: request.child,
            settled: request.settled,
            trigger: &self.trigger,
        })
    }
}

fn load(source: &Arc<dyn Source>) -> Pipeline {
    let loaded = maillon_github::load(&LoadRequest {
        filters: maillon_github::Filters::Apply,
        source: &**source,
        files: &[FILE.to_owned()],
        trigger: &push(),
        labels: &Labels::default(),
        explain: None,
    });
    loaded
        .pipeline
        .unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

/// A repository with a workflow, and repositories of actions by name.
struct Case {
    bench: Bench,
    files: Vec<(String, String)>,
    folders: Vec<(String, PathBuf)>,
}

impl Case {
    fn new(workflow: &str, files: &[(&str, &str)]) -> Self {
        let own = files.iter().copied().chain([(FILE, workflow)]);
        let own: Vec<_> = own.collect();
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Self {
            bench: Bench::new(&own),
            files: own.iter().map(owned).collect(),
            folders: Vec::new(),
        }
    }

    /// Another repository.
    fn repository(mut self, name: &str, files: &[(&str, &str)]) -> Self {
        let folder = self.bench.folder.path().join("other").join(name);
        for (file, text) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        self.folders.push((name.to_owned(), folder));
        self
    }

    async fn run(&mut self) -> Recorded {
        let files = self.files.iter();
        let files = files.map(|(name, text)| (name.as_str(), text.as_str()));
        let mut source = MemorySource::new(files);
        for (name, folder) in &self.folders {
            source = source.folder(name.clone(), folder.clone());
        }
        let source: Arc<dyn Source> = Arc::new(source);
        let pipeline = load(&source);
        self.bench.options.source = Some(Arc::clone(&source));
        self.bench.options.expander = Some(Arc::new(Github {
            source,
            trigger: push(),
        }));
        self.bench.run_pipeline(pipeline).await
    }
}

async fn run(workflow: &str) -> Recorded {
    Case::new(workflow, &[]).run().await
}
