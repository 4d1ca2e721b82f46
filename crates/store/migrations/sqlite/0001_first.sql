-- Times are milliseconds since the Unix epoch, by the database's clock. States are words.
-- Columns named `sealed` are encrypted by the server before they come here.

-- Who is there -----------------------------------------------------------------------------------------------

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    email         TEXT NOT NULL,
    password      TEXT,                       -- argon2; NULL: signs in elsewhere
    subject       TEXT UNIQUE,                -- of OpenID Connect: issuer and subject
    administrator INTEGER NOT NULL DEFAULT 0,
    blocked       INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    seen_at       INTEGER
);

CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY,              -- SHA-256 of what the cookie says
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    csrf       TEXT NOT NULL,
    address    TEXT NOT NULL,
    program    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE TABLE invitations (                    -- one-time links: setup, password
    hash       TEXT PRIMARY KEY,
    user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE TABLE tokens (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       TEXT NOT NULL UNIQUE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,                 -- JSON list
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    used_at    INTEGER
);

CREATE TABLE attempts (                       -- failed sign-ins, for throttling
    subject TEXT NOT NULL,                    -- `login:jane`, `address:10.0.0.1`
    at      INTEGER NOT NULL
);
CREATE INDEX attempts_by_subject ON attempts (subject, at);

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    address TEXT NOT NULL,
    action  TEXT NOT NULL,
    project TEXT,
    target  TEXT NOT NULL
);
CREATE INDEX audit_by_project ON audit (project, id);

-- Projects ---------------------------------------------------------------------------------------------------

CREATE TABLE projects (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    path       TEXT NOT NULL,
    url        TEXT,                          -- NULL: hosted here
    sealed     BLOB,                         -- what opens the repository and the forge's API
    settings   TEXT NOT NULL,                 -- JSON: protocol::api::ProjectSettings
    visibility TEXT NOT NULL,
    hook       BLOB,                         -- sealed: the secret of its webhooks
    next_run   INTEGER NOT NULL DEFAULT 1,
    next_merge INTEGER NOT NULL DEFAULT 1,
    poll_at    INTEGER,                       -- when a remote repository is looked at next
    poll_failures INTEGER NOT NULL DEFAULT 0,  -- looks in a row that failed
    trouble    TEXT,                         -- why the last look failed
    created_at INTEGER NOT NULL
);

CREATE TABLE members (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    PRIMARY KEY (project_id, user_id)
);

CREATE TABLE refs (                           -- what is known of a repository's branches and tags
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,                 -- refs/heads/main
    sha        TEXT NOT NULL,
    PRIMARY KEY (project_id, name)
);

CREATE TABLE deliveries (                     -- webhooks that were heard: none is heard twice
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    delivery   TEXT NOT NULL,
    at         INTEGER NOT NULL,
    body       TEXT,                         -- JSON: what is yet to be done about it
    PRIMARY KEY (project_id, delivery)
);
CREATE INDEX deliveries_by_time ON deliveries (at);

CREATE TABLE secrets (
    project_id  INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    environment TEXT NOT NULL DEFAULT '',     -- '': every job
    protected   INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (project_id, name, environment)
);

CREATE TABLE schedules (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id  INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    description TEXT NOT NULL,
    cron        TEXT NOT NULL,
    timezone    TEXT NOT NULL,
    git_ref     TEXT NOT NULL,
    variables   TEXT NOT NULL,                -- JSON object
    active      INTEGER NOT NULL,
    next_at     INTEGER,
    last_run    INTEGER,
    trouble     TEXT                          -- why the last one made no run
);
CREATE INDEX schedules_due ON schedules (next_at);

CREATE TABLE merges (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id    INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    title         TEXT NOT NULL,
    description   TEXT NOT NULL,
    source_branch TEXT NOT NULL,
    target_branch TEXT NOT NULL,
    author_id     INTEGER NOT NULL REFERENCES users (id),
    state         TEXT NOT NULL,
    how           TEXT NOT NULL DEFAULT 'merge_commit',
    sha           TEXT NOT NULL,              -- the newest commit of the source branch
    base_sha      TEXT,                       -- the target before the merge
    merged_sha    TEXT,                       -- the target after the merge
    merged_by     INTEGER REFERENCES users (id),
    created_at    INTEGER NOT NULL,
    closed_at     INTEGER,
    UNIQUE (project_id, number)
);

CREATE TABLE approvals (
    merge_id INTEGER NOT NULL REFERENCES merges (id) ON DELETE CASCADE,
    user_id  INTEGER NOT NULL REFERENCES users (id),
    sha      TEXT NOT NULL,                   -- the commit that was approved
    at       INTEGER NOT NULL,
    PRIMARY KEY (merge_id, user_id, sha)
);

-- Runs -------------------------------------------------------------------------------------------------------

CREATE TABLE runs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id    INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    state         TEXT NOT NULL,
    event         TEXT NOT NULL,
    git_ref       TEXT NOT NULL,              -- refs/heads/main
    sha           TEXT NOT NULL,
    title         TEXT NOT NULL,
    author        TEXT NOT NULL,
    name          TEXT,
    dialect       TEXT,
    definition    TEXT,
    reason        TEXT,
    diagnostics   TEXT NOT NULL DEFAULT '[]',
    rerun_of      INTEGER,                     -- a number in the same project
    merge_number  INTEGER,
    priority      INTEGER NOT NULL DEFAULT 0,
    protected     INTEGER NOT NULL,            -- whether it gets protected secrets
    trusted       INTEGER NOT NULL,            -- 0: a merge request from outside; gets no secrets
    interruptible INTEGER NOT NULL DEFAULT 1,  -- whether a newer one may end it
    sealed        BLOB,                      -- what asked for it: event, variables, inputs, earlier results
    made          BLOB,                      -- sealed: the trigger, and the pipeline as it was made of it
    events        INTEGER NOT NULL DEFAULT 0,  -- how many it told
    wake_at       INTEGER,                     -- when the engine wants to hear of the time
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    finished_at   INTEGER,
    bytes         INTEGER NOT NULL DEFAULT 0,  -- of its logs and artifacts
    UNIQUE (project_id, number)
);
CREATE INDEX runs_by_state ON runs (state, wake_at);
CREATE INDEX runs_of_project ON runs (project_id, id);
CREATE INDEX runs_of_ref ON runs (project_id, git_ref, id);
CREATE INDEX runs_of_state ON runs (project_id, state, id);
CREATE INDEX runs_of_author ON runs (project_id, author, id);

CREATE TABLE reports (                        -- what forges are yet to be told of runs
    run_id   INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    state    TEXT NOT NULL,
    tries    INTEGER NOT NULL DEFAULT 0,
    due_at   INTEGER,                          -- NULL: the forge knows it
    trouble  TEXT                             -- why the last try failed
);
CREATE INDEX reports_due ON reports (due_at);

CREATE TABLE journal (                        -- what the engine was told; the truth of a run
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE events (                         -- what everybody may see of it, in order
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    body   TEXT NOT NULL,                     -- JSON: model::Event
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE jobs (
    run_id        INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job           INTEGER NOT NULL,            -- its id in the run
    name          TEXT NOT NULL,
    stage         TEXT,
    stage_order   INTEGER NOT NULL DEFAULT 0,
    parent        INTEGER,
    needs         TEXT,                       -- JSON list; NULL: the stages before
    state         TEXT NOT NULL,
    allow_failure INTEGER NOT NULL DEFAULT 0,
    reason        TEXT,
    attempt       INTEGER NOT NULL DEFAULT 0,
    exit_code     INTEGER,
    queued_at     INTEGER,
    started_at    INTEGER,
    finished_at   INTEGER,
    coverage      REAL,
    environment   TEXT,                       -- JSON: protocol::api::EnvironmentLink
    inlined       INTEGER NOT NULL DEFAULT 0,  -- whether its child pipeline takes its place
    resource_group TEXT,
    turn          TEXT,                       -- the concurrency group that it takes turns in
    delayed_until INTEGER,                     -- when a delayed one starts
    played_by     TEXT,
    played_at     INTEGER,
    result        TEXT,                       -- JSON: model::event::JobResult, masked
    task_id       INTEGER,                     -- of its last try
    keep_ms       INTEGER,                     -- how long what it leaves is kept; NULL: as long as the run
    PRIMARY KEY (run_id, job)
);

CREATE TABLE letters (                        -- happenings on their way to a run
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    body   TEXT NOT NULL                      -- JSON
);
CREATE INDEX letters_of_run ON letters (run_id, id);

CREATE TABLE turns (                          -- concurrency groups over all runs of a project
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job        INTEGER NOT NULL,
    place      TEXT NOT NULL,                 -- held or waiting
    UNIQUE (project_id, name, run_id, job)
);
CREATE INDEX turns_of_run ON turns (run_id, job);

-- The queue --------------------------------------------------------------------------------------------------

CREATE TABLE agents (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    hash       TEXT NOT NULL UNIQUE,
    labels     TEXT NOT NULL DEFAULT '[]',
    capacity   INTEGER NOT NULL DEFAULT 0,
    program    TEXT NOT NULL DEFAULT '',
    version    INTEGER NOT NULL DEFAULT 0,
    session    TEXT NOT NULL DEFAULT '',
    obstacle   TEXT,                          -- why it takes no work though it is not full
    draining   INTEGER NOT NULL DEFAULT 0,
    blocked    INTEGER NOT NULL DEFAULT 0,
    seen_at    INTEGER,
    created_at INTEGER NOT NULL
);

CREATE TABLE tasks (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id         INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job            INTEGER NOT NULL,
    try            INTEGER NOT NULL,           -- the engine's
    attempt        INTEGER NOT NULL DEFAULT 0, -- how often it was handed out: the fence
    state          TEXT NOT NULL,
    class          TEXT NOT NULL,
    project_id     INTEGER NOT NULL,
    priority       INTEGER NOT NULL,
    labels         TEXT NOT NULL,             -- JSON list, sorted: an agent must have all
    resource_group TEXT,                      -- one task of a project's group at a time
    lent           TEXT,                      -- another project whose repository it reads
    sealed         BLOB NOT NULL,            -- protocol::agent::Order
    agent_id       INTEGER REFERENCES agents (id) ON DELETE SET NULL,
    session        TEXT,
    request_id     TEXT,
    token_hash     TEXT,
    sealed_token   BLOB,
    expires_at     INTEGER,                    -- of the assignment, the lease, the grace
    cancel         TEXT NOT NULL DEFAULT 'none',
    cancel_by      INTEGER,                    -- when a cancelled one is given up
    finish         TEXT,                      -- SHA-256 of the accepted finish
    queued_at      INTEGER NOT NULL,
    started_at     INTEGER,
    finished_at    INTEGER,
    UNIQUE (run_id, job, try)
);
-- What waits, what is held, and what is over: there is little of the first two among much of the last.
CREATE INDEX tasks_queued ON tasks (labels, project_id, priority DESC, id) WHERE state = 'queued';
CREATE INDEX tasks_held ON tasks (project_id, agent_id, expires_at)
    WHERE state IN ('assigned', 'running', 'cancelling', 'lost');
CREATE UNIQUE INDEX tasks_one_of_group ON tasks (project_id, resource_group)
    WHERE resource_group IS NOT NULL AND state IN ('assigned', 'running', 'cancelling', 'lost');
CREATE UNIQUE INDEX tasks_token ON tasks (token_hash);
CREATE INDEX tasks_request ON tasks (request_id);
CREATE INDEX tasks_of_agent ON tasks (agent_id);

CREATE TABLE past_tokens (                    -- of attempts that are over: refused as such
    hash    TEXT PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE
);
CREATE INDEX past_tokens_of_task ON past_tokens (task_id);

CREATE TABLE questions (
    task_id     INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    body        TEXT NOT NULL,                -- JSON, the dialect's own
    answer      TEXT,
    answered_by TEXT,
    answered_at INTEGER,
    PRIMARY KEY (task_id, number)
);

CREATE TABLE leases_of_servers (              -- what one replica does at a time: reaping, polling, schedules
    duty       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    expires_at INTEGER NOT NULL
);

-- Logs and artifacts -----------------------------------------------------------------------------------------

CREATE TABLE streams (                        -- how much is there of what a task tells
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    len     INTEGER NOT NULL,                  -- acknowledged bytes
    lines   INTEGER NOT NULL,                  -- lines of log
    notes   INTEGER NOT NULL,                  -- rows of notes
    stored  INTEGER NOT NULL,                  -- bytes of its chunks, compressed
    hash    BLOB NOT NULL,                    -- the SHA-256 of it all so far, to be gone on with
    tail    BLOB NOT NULL,                    -- the end that is not a whole line of JSON yet
    state   TEXT NOT NULL,                    -- open, ended, packed
    PRIMARY KEY (task_id, attempt)
);
CREATE INDEX streams_to_pack ON streams (task_id) WHERE state = 'ended';
CREATE INDEX streams_open ON streams (task_id) WHERE state = 'open';

CREATE TABLE chunks (                         -- whole lines of JSON each
    task_id    INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    attempt    INTEGER NOT NULL,
    start      INTEGER NOT NULL,               -- the offset of its first byte in the stream
    len        INTEGER NOT NULL,               -- before compression
    first_line INTEGER NOT NULL,               -- the number of its first line of log, counted from 1
    lines      INTEGER NOT NULL,
    body       BLOB NOT NULL,                -- zstd
    PRIMARY KEY (task_id, attempt, start)
);
CREATE INDEX chunks_by_line ON chunks (task_id, attempt, first_line);

CREATE TABLE notes (                          -- steps, annotations, summaries, failed tests of a task
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    line    INTEGER NOT NULL,                  -- how many lines of log came before
    body    TEXT NOT NULL,                    -- JSON: store::logs::Noted
    PRIMARY KEY (task_id, attempt, seq)
);

CREATE TABLE archives (                       -- what lies in the artifact storage, by content
    id      TEXT PRIMARY KEY,                 -- BLAKE3
    place   TEXT NOT NULL,                    -- where; each writing has a place of its own
    size    INTEGER NOT NULL,
    files   TEXT NOT NULL,                    -- JSON: [{path, size}]
    used_at INTEGER NOT NULL                   -- when somebody began to use it last
);
CREATE INDEX archives_by_place ON archives (place);

CREATE TABLE archive_uses (                   -- an archive that no run uses is removed
    archive_id TEXT NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job        INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (archive_id, run_id, job)
);
CREATE INDEX archive_uses_expiry ON archive_uses (expires_at);
CREATE INDEX archive_uses_of_run ON archive_uses (run_id);

CREATE TABLE uploads (                        -- artifacts that actions of a run uploaded
    run_id     INTEGER NOT NULL,               -- without REFERENCES: its file is removed before it
    upload     INTEGER NOT NULL,               -- its number in the run
    job        INTEGER NOT NULL,
    run        TEXT NOT NULL,                 -- the run's id as agents know it
    info       TEXT NOT NULL,                 -- JSON: protocol::agent::UploadInfo
    place      TEXT NOT NULL,
    size       INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (run_id, upload)
);
CREATE INDEX uploads_by_place ON uploads (place);
CREATE INDEX uploads_expiry ON uploads (expires_at);

CREATE TABLE test_reports (                   -- what a job's test reports say, once somebody asked
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job    INTEGER NOT NULL,
    source TEXT NOT NULL,                     -- the archives that it was read from
    body   TEXT NOT NULL,                     -- JSON: protocol::api::TestReport
    PRIMARY KEY (run_id, job)
);
