//! Texts of `--help` that clap can't make.

/// At the end of `maillon -h`.
pub(super) const EXAMPLES: &str = "\
Examples:
  maillon run                      the whole pipeline, as for a push to this branch
  maillon run test                 one job and what it needs
  maillon run deploy --no-needs    one job alone (manual or not)
  maillon plan                     what would run, without running it
  maillon plan --explain deploy    why a job runs, or does not
  maillon rerun --failed           only what failed, with the artifacts of the rest
  maillon logs test                a job's log again
More: maillon --help, maillon run --help";

/// At the end of `maillon --help`.
pub(super) const LONG: &str = "\
Examples:
  Run the pipeline of the repository that you are in, as for a push to its branch:
      maillon run
  Run one job and what it needs; run it alone; play a manual job by its name:
      maillon run test
      maillon run test --no-needs
      maillon run 'deploy: [staging]'
  See what would run for a merge request, a tag, a schedule, without running it:
      maillon plan --event merge_request --target-branch main
      maillon plan --tag v1.2.0
      maillon plan --event schedule --var NIGHTLY=1
      maillon plan --event workflow_dispatch --input level=debug
  Ask why a job runs, or does not:
      maillon plan --explain deploy
  Give variables and secrets (from the environment, so that `ps` does not show them):
      maillon run --var LEVEL=debug --secret DEPLOY_TOKEN
  Run in containers, at most four at a time, and keep the results for another program:
      maillon run --executor docker --jobs 4 --report report.json --junit junit.xml
  After a failure: its log, then again only what failed:
      maillon logs test
      maillon rerun --failed

Definition: .gitlab-ci.yml in the repository's root, or the workflows in
.github/workflows that the event triggers, unless --file names another one.

Files:
  .maillon/                             this repository's runs, logs, artifacts
                                        (ignored by git)
  maillon.toml                          defaults of flags, project variables
  $XDG_CONFIG_HOME/maillon/config.toml  the same for all your repositories
  Every long flag is a key there: `executor = \"docker\"`, `var = [\"A=b\"]`.
  A flag wins over its environment variable, that over maillon.toml, that over
  config.toml.

Exit status:
  0    the pipeline succeeded, or there was nothing to run
  1    the pipeline failed
  2    the definition or the command line is invalid; nothing ran
  3    the infrastructure failed (no container engine, disk full, ...)
  130  interrupted";

/// At the end of `maillon run --help`.
pub(super) const RUN: &str = "\
Secrets: `--secret K=V` shows V to everyone who can list processes (`ps`).
Better: `--secret K` takes the value from the environment variable K, and
`--secret K=@FILE` from a file. Their values are masked in everything that is
printed or written.

Examples:
  maillon run
  maillon run test --no-needs
  maillon run --event merge_request --target-branch main
  maillon run --matrix RUBY=3.3 test
  maillon run --event release --event-json release.json
  maillon run --platform ubuntu-latest=IMAGE --platform macos-latest=skip
  maillon run --pause test
  DEPLOY_TOKEN=... maillon run --manual --secret DEPLOY_TOKEN
  maillon run --events - | jq -r 'select(.event == \"job_settled\") | .status'";

/// At the end of `maillon lint --help`.
pub(super) const LINT: &str = "\
Examples:
  maillon lint
  maillon lint ci/release.yml .github/workflows/ci.yml other-repository/
  maillon lint --event merge_request --format json";

/// At the end of `maillon logs --help`.
pub(super) const LOGS: &str = "\
Examples:
  maillon logs             the whole run, each line behind its job's name
  maillon logs test        a job's log, as it was printed
  ls .maillon/runs         the runs that are kept
  maillon logs --run 20260102-150405-123 test
  maillon logs -f 12/unit  a job of run 12 on the server, while it writes";

/// At the end of `maillon trigger --help`.
pub(super) const TRIGGER: &str = "\
Examples:
  maillon trigger                            the default branch
  maillon trigger v1.2.0 --input environment=production --follow
  maillon trigger --project shop --var LEVEL=debug";

/// At the end of `maillon artifacts --help`.
pub(super) const ARTIFACTS: &str = "\
Examples:
  maillon artifacts 12                       of all jobs of run 12
  maillon artifacts 12/build --to out";

/// At the end of `maillon completions --help`.
pub(super) const COMPLETIONS: &str = "\
Examples:
  maillon completions bash > ~/.local/share/bash-completion/completions/maillon
  maillon completions zsh > ~/.zfunc/_maillon
  maillon completions fish > ~/.config/fish/completions/maillon.fish";

/// At the end of `maillon plan --help`.
pub(super) const PLAN: &str = "\
Examples:
  maillon plan
  maillon plan deploy                      a job and what it needs
  maillon plan --tag v1.2.0 --format json
  maillon plan --explain deploy
  maillon plan --format mermaid > pipeline.mmd";

/// At the end of `maillon rerun --help`.
pub(super) const RERUN: &str = "\
The trigger and the flags are those of the run that is repeated; the files are those of now.

Examples:
  maillon rerun --failed     what did not succeed, and what waits for it
  maillon rerun test         this job, with the artifacts that its needs left
  maillon rerun              everything once more";

/// At the end of `maillon serve --help`.
pub(super) const SERVE: &str = "\
At its first start the server prints a link by which the first administrator
signs in. Everything is in the data folder; `maillon admin backup` copies it.

Examples:
  maillon serve                                     http://127.0.0.1:8080
  maillon serve --listen 0.0.0.0:443 --url https://ci.example.com \\
    --tls-certificate cert.pem --tls-key key.pem
  MAILLON_DATABASE=postgres://maillon@db/maillon maillon serve --embedded-jobs 0";

/// At the end of `maillon agent --help`.
pub(super) const AGENT: &str = "\
An administrator makes the token: on the page Agents, or with
`maillon admin agent-token NAME`. The agent begins all connections itself.
SIGTERM once: it takes no new jobs and ends with its last one; twice: its jobs
are canceled. After a crash or SIGKILL the next start follows its jobs again.

Examples:
  maillon agent --server https://ci.example.com --token-file token
  maillon agent --server https://ci.example.com --token-file token \\
    --label linux --label gpu --capacity 4 --executor docker";

/// At the end of `maillon admin --help`.
pub(super) const ADMIN: &str = "\
Examples:
  maillon admin backup /backup/2026-01-02
  maillon admin restore /backup/2026-01-02 --data /var/lib/maillon
  maillon admin check
  maillon admin link jane
  maillon admin agent-token builder-1 > token";
