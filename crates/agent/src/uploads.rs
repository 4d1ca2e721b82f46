//! What actions uploaded, on its way between agents.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use maillon_model::job::{Job, Work};
use maillon_model::spec::Upload;
use maillon_model::{JobId, RunId};
use maillon_protocol::agent::UploadInfo;
use maillon_runner::{KeptUpload, Places, clock, keep_upload, kept_upload};

use crate::folder::TaskFolder;

/// The uploads of a job, with their files; an error names one that is lost.
pub(crate) fn of(
    folder: &TaskFolder,
    uploads: &[Upload],
) -> Result<Vec<(UploadInfo, PathBuf)>, String> {
    let place = folder.state().join("uploads");
    let each = |upload: &Upload| {
        let found = kept_upload(&place, &upload.run, upload.id);
        let (kept, path) = found.ok_or_else(|| format!("artifact {} of its actions", upload.id))?;
        Ok((info(kept), path))
    };
    uploads.iter().map(each).collect()
}

/// Whether a job's steps may ask for what others uploaded: any action may, but for some that are known.
pub(crate) fn may_be_asked_for(job: &Job) -> bool {
    const HARMLESS: [&str; 5] = [
        "actions/checkout@",
        "actions/upload-artifact@",
        "actions/cache@",
        "actions/setup-",
        "docker://",
    ];
    let Work::Body(body) = &job.work else {
        return false;
    };
    let harmless = |uses: &str| HARMLESS.iter().any(|known| uses.starts_with(known));
    let mut found = Vec::new();
    for value in body.0.values() {
        all_uses(value, &mut found);
    }
    found.into_iter().any(|uses| !harmless(uses))
}

fn all_uses<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::Array(values) => {
            for value in values {
                all_uses(value, found);
            }
        }
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("uses", serde_json::Value::String(uses)) => found.push(uses),
                    // Whatever it is, it is no text that could be judged.
                    ("uses", _) => found.push(""),
                    (_, value) => all_uses(value, found),
                }
            }
        }
        _ => {}
    }
}

/// Where an upload is brought to before it is whole.
pub(crate) fn draft(places: &Places, info: &UploadInfo) -> io::Result<PathBuf> {
    fs::create_dir_all(places.uploads())?;
    Ok(places.uploads().join(format!(".new-{}", info.id)))
}

/// Puts an upload where the job's actions find it.
pub(crate) fn keep(
    places: &Places,
    run: &RunId,
    info: &UploadInfo,
    content: &Path,
) -> io::Result<()> {
    keep_upload(&places.uploads(), run, &kept(info), content)
}

/// Whether an upload is what a job's own earlier try left: this one makes it anew.
pub(crate) fn is_own(info: &UploadInfo, run: &RunId, job: JobId) -> bool {
    info.run == *run && info.job == job
}

/// Notes that a file was used.
pub(crate) fn touch(path: &Path) {
    let now = UNIX_EPOCH + Duration::from_millis(clock::now().0);
    if let Ok(file) = File::options().append(true).open(path) {
        let _ = file.set_modified(now);
    }
}

fn info(kept: KeptUpload) -> UploadInfo {
    UploadInfo {
        run: kept.run,
        id: kept.id,
        name: kept.name,
        job: kept.job,
        media_type: kept.media_type,
        size: kept.size,
        digest: kept.digest,
        created: kept.created,
    }
}

fn kept(info: &UploadInfo) -> KeptUpload {
    KeptUpload {
        run: info.run.clone(),
        id: info.id,
        name: info.name.clone(),
        job: info.job,
        media_type: info.media_type.clone(),
        size: info.size,
        digest: info.digest.clone(),
        created: info.created,
    }
}

#[cfg(test)]
mod tests {
    use maillon_model::job::Body;

    use super::*;

    fn check(steps: serde_json::Value, expected: bool) {
        let body = Body::from_iter([("steps".to_owned(), steps)]);
        let job = Job::new("job", Work::Body(body));
        assert_eq!(may_be_asked_for(&job), expected);
    }

    #[test]
    fn only_jobs_with_actions_that_might_ask_get_uploads() {
        use serde_json::json;
        check(
            json!([{"run": "make"}, {"uses": "actions/checkout@v4"}]),
            false,
        );
        check(json!([{"uses": "actions/setup-node@v4"}]), false);
        check(json!([{"uses": "actions/download-artifact@v4"}]), true);
        check(json!([{"uses": "./.github/actions/mine"}]), true);
        check(json!([{"step": {"uses": {"path": "x"}}}]), true);
    }
}
