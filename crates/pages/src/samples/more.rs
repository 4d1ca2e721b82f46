//! What surrounds runs: merge requests, machines, people, settings.

use std::collections::BTreeMap;

use maillon_protocol::api::{
    Agent, AgentState, Approval, ArtifactEntry, ArtifactFolder, ArtifactKind, AuditEntry,
    FileChange, FileDiff, InputField, InputKind, Member, MergeDiff, MergeRequest, MergeState,
    ProjectSettings, Question, Retention, Role, RunState, Schedule, Scope, SecretInfo, SecretKind,
    Token, User, Visibility, Waiting,
};

use super::{NOW, summary};
use crate::views::JobFiles;

const HOUR: u64 = 3_600_000;

/// A merge request.
pub fn merge(number: u64, state: MergeState) -> MergeRequest {
    MergeRequest {
        number,
        title: "Basket: prices are rounded per line".to_owned(),
        description: "The sum of *rounded* lines is what customers see.\n\n- closes the ticket of Monday\n- see `src/basket.rs`".to_owned(),
        source_branch: "feature/basket-rewrite".to_owned(),
        target_branch: "main".to_owned(),
        author: "grace".to_owned(),
        state,
        approvals: vec![Approval { by: "ada".to_owned(), at: NOW - HOUR }],
        needed: 2,
        run: Some(summary(38, RunState::Running)),
        obstacle: (state == MergeState::Open).then(|| "run 38 goes on, and 1 approval is missing".to_owned()),
        sha: "5f3c2a1b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a".to_owned(),
        created_at: NOW - 5 * HOUR,
        closed_at: (state == MergeState::Merged).then_some(NOW - HOUR),
    }
}

/// What it changes.
pub fn diff() -> MergeDiff {
    let patch = "@@ -12,5 +12,6 @@ impl Basket {\n     pub fn total(&self) -> Money {\n-        self.lines.iter().map(Line::price).sum::<Money>().rounded()\n+        let rounded = |line: &Line| line.price().rounded();\n+        self.lines.iter().map(rounded).sum()\n     }\n }\n";
    MergeDiff {
        base: "a".repeat(40),
        head: "b".repeat(40),
        files: vec![
            FileDiff {
                path: "src/basket.rs".to_owned(),
                old_path: None,
                change: FileChange::Modified,
                added: Some(2),
                removed: Some(1),
                patch: Some(patch.to_owned()),
            },
            FileDiff {
                path: "docs/basket.png".to_owned(),
                old_path: None,
                change: FileChange::Added,
                added: None,
                removed: None,
                patch: None,
            },
        ],
        more: 0,
    }
}

/// Jobs that wait.
pub fn waiting() -> Vec<Waiting> {
    let one = |job: u32, name: &str, why: &str, position: Option<u64>| Waiting {
        project: "shop".to_owned(),
        run: 38,
        job,
        name: name.to_owned(),
        why: why.to_owned(),
        since: NOW - u64::from(job) * 70_000,
        position,
    };
    vec![
        one(5, "load", "no agent has the label gpu", Some(1)),
        one(
            9,
            "deploy: production",
            "the resource group production is held by run 37 of shop",
            Some(2),
        ),
        one(7, "sign", "needs package", None),
    ]
}

/// Agents.
pub fn agents() -> Vec<Agent> {
    let one = |id: i64, name: &str, labels: &[&str], busy: u32, state: AgentState| Agent {
        id,
        name: name.to_owned(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        capacity: 4,
        busy,
        state,
        obstacle: (id == 2).then(|| "disk full: 200 MB are free".to_owned()),
        program: "maillon 0.1.0".to_owned(),
        seen_at: Some(NOW - u64::try_from(id).unwrap_or(0) * 20_000),
    };
    vec![
        one(
            1,
            "build-1",
            &["linux", "docker", "amd64"],
            3,
            AgentState::Online,
        ),
        one(
            2,
            "build-2",
            &["linux", "docker", "arm64"],
            0,
            AgentState::Draining,
        ),
        one(3, "mac-mini", &["macos"], 0, AgentState::Offline),
        one(4, "old-laptop", &[], 0, AgentState::Blocked),
    ]
}

/// Schedules.
pub fn schedules() -> Vec<Schedule> {
    let one = |id: i64, description: &str, active: bool, trouble: Option<&str>| Schedule {
        id,
        description: description.to_owned(),
        cron: "30 4 * * 1-5".to_owned(),
        timezone: "Europe/Paris".to_owned(),
        git_ref: "main".to_owned(),
        variables: BTreeMap::from([("SUITE".to_owned(), "full".to_owned())]),
        active,
        next_at: active.then_some(NOW + 9 * HOUR),
        last_run: Some(37),
        trouble: trouble.map(str::to_owned),
        owner: "jane".to_owned(),
    };
    vec![
        one(1, "Nightly: everything", true, None),
        one(2, "Dependencies", false, Some("there is no branch next")),
    ]
}

/// Secrets, without values.
pub fn secrets() -> Vec<SecretInfo> {
    let one =
        |name: &str, environment: Option<&str>, protected: bool, kind: SecretKind| SecretInfo {
            name: name.to_owned(),
            environment: environment.map(str::to_owned),
            protected,
            kind,
            updated_at: NOW - 30 * HOUR,
        };
    vec![
        one("DEPLOY_KEY", Some("production"), true, SecretKind::File),
        one("NPM_TOKEN", None, false, SecretKind::Variable),
        one("REGION", None, false, SecretKind::Plain),
    ]
}

/// Members.
pub fn members() -> Vec<Member> {
    let one = |login: &str, role: Role| Member {
        login: login.to_owned(),
        role,
    };
    vec![
        one("jane", Role::Maintainer),
        one("grace", Role::Developer),
        one("ada", Role::Reporter),
    ]
}

/// Settings of a project.
pub fn settings() -> ProjectSettings {
    ProjectSettings {
        default_branch: "main".to_owned(),
        visibility: Visibility::Internal,
        definition: None,
        protected: vec!["main".to_owned(), "release/*".to_owned()],
        approvals: 2,
        auto_cancel: true,
        poll_seconds: Some(120),
        retention: Retention {
            days: Some(90),
            runs: None,
            bytes: Some(20_000_000_000),
        },
        default_labels: vec!["linux".to_owned(), "docker".to_owned()],
        forge: Some(maillon_protocol::api::Forge::Gitea),
        report_statuses: true,
    }
}

/// An account.
pub fn user(login: &str, administrator: bool) -> User {
    User {
        login: login.to_owned(),
        name: "Jane Doe".to_owned(),
        email: format!("{login}@example.com"),
        administrator,
        blocked: login == "mallory",
        created_at: NOW - 900 * HOUR,
        seen_at: administrator.then_some(NOW - HOUR),
    }
}

/// Tokens.
pub fn tokens() -> Vec<Token> {
    vec![Token {
        id: 1,
        name: "laptop".to_owned(),
        scopes: vec![Scope::Read, Scope::Git],
        created_at: NOW - 200 * HOUR,
        expires_at: Some(NOW + 2_000 * HOUR),
        used_at: None,
    }]
}

/// What happened.
pub fn audit() -> Vec<AuditEntry> {
    let one = |id: i64, actor: &str, action: &str, target: &str| AuditEntry {
        id,
        at: NOW - u64::try_from(id).unwrap_or(0) * 400_000,
        actor: actor.to_owned(),
        address: "10.0.4.17".to_owned(),
        action: action.to_owned(),
        project: (id % 2 == 0).then(|| "shop".to_owned()),
        target: target.to_owned(),
    };
    vec![
        one(1, "", "login.failed", "root"),
        one(2, "jane", "run.cancel", "37"),
        one(4, "jane", "secret.set", "DEPLOY_KEY"),
        one(5, "the server", "agent.lost", "mac-mini"),
    ]
}

/// A folder of artifacts.
pub fn files() -> JobFiles {
    let entry = |name: &str, kind: ArtifactKind, size: u64| ArtifactEntry {
        name: name.to_owned(),
        kind,
        size,
    };
    JobFiles {
        id: 3,
        name: "browser".to_owned(),
        folder: ArtifactFolder {
            path: "reports".to_owned(),
            entries: vec![
                entry("screenshots", ArtifactKind::Folder, 8_412_000),
                entry("junit.xml", ArtifactKind::File, 48_213),
            ],
            expires_at: Some(NOW + 400 * HOUR),
        },
    }
}

/// Inputs of each kind.
pub fn inputs() -> Vec<InputField> {
    let one = |name: &str, kind: InputKind, default: Option<&str>, required: bool| InputField {
        name: name.to_owned(),
        description: format!("What {name} is for."),
        kind,
        default: default.map(str::to_owned),
        required,
        options: if kind == InputKind::Choice {
            vec!["staging".to_owned(), "production".to_owned()]
        } else {
            Vec::new()
        },
    };
    vec![
        one("environment", InputKind::Choice, Some("staging"), true),
        one("version", InputKind::Text, None, true),
        one("notes", InputKind::Paragraph, None, false),
        one("replicas", InputKind::Number, Some("3"), false),
        one("dry_run", InputKind::Boolean, Some("true"), false),
        one("token", InputKind::Password, None, false),
    ]
}

/// A question of a job.
pub fn question() -> Question {
    Question {
        number: 1,
        message: "Deploy to production?".to_owned(),
        ok: "Deploy".to_owned(),
        fields: vec![InputField {
            name: "REGION".to_owned(),
            description: "Where to begin.".to_owned(),
            kind: InputKind::Choice,
            default: None,
            required: true,
            options: vec!["eu".to_owned(), "us".to_owned()],
        }],
    }
}
