//! `sha256`, `sha1`, `md5` of a file.

use maillon_groovy::{Eval, Value};

use super::{display, existing, resolve};
use crate::host::Where;
use crate::steps::shell::{Program, silently};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

static PARAMS: &[Param] = &[Param::required(
    "file",
    Kind::Text,
    "Relative to the current folder.",
)];

pub(super) static SHA256: Step = Step {
    name: "sha256",
    summary: "Gives the SHA-256 of a file.",
    params: PARAMS,
    sole: Some("file"),
    body: Body::None,
    needs: Needs::Node,
    run: |call| digest(call, "sha256sum"),
};

pub(super) static SHA1: Step = Step {
    name: "sha1",
    summary: "Gives the SHA-1 of a file.",
    run: |call| digest(call, "sha1sum"),
    ..SHA256
};

pub(super) static MD5: Step = Step {
    name: "md5",
    summary: "Gives the MD5 of a file.",
    run: |call| digest(call, "md5sum"),
    ..SHA256
};

/// The node's own program: the file does not travel.
fn digest(call: &mut StepCall<'_>, program: &str) -> Eval<Value> {
    let file = call.required("file")?;
    let path = resolve(call, &file);
    if existing(call, &path)? != Where::File {
        let message = format!("{} does not exist.", display(&path));
        return Err(call.cx.throw("java.io.FileNotFoundException", message));
    }
    let argv = [program, "--", &display(&path)].map(str::to_owned).to_vec();
    let done = silently(
        call.cx,
        Program {
            argv,
            ..Program::default()
        },
    )?;
    if done.code != 0 {
        return Err(call.cx.throw("java.io.IOException", done.stdout.trim()));
    }
    // A name with special characters has a backslash before the digest.
    let digest = done.stdout.split_whitespace().next().unwrap_or_default();
    Ok(Value::text(digest.trim_start_matches('\\')))
}
