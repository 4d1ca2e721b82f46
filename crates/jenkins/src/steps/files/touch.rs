//! `touch`.

use maillon_groovy::{Eval, Value};

use super::{display, resolve};
use crate::steps::shell::{Program, silently};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "touch",
    summary: "Makes a file if it is not there, and sets when it was changed last.",
    params: &[
        Param::required("file", Kind::Text, "Relative to the current folder."),
        Param::optional("timestamp", Kind::Long, "Milliseconds since 1970; now."),
    ],
    sole: Some("file"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let file = call.required("file")?;
    let path = display(&resolve(call, &file));
    let mut argv = vec!["touch".to_owned()];
    if let Some(time) = call.args.int("timestamp") {
        argv.extend([
            "-d".to_owned(),
            format!("@{}.{:03}", time.div_euclid(1000), time.rem_euclid(1000)),
        ]);
    }
    let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
    let made = vec!["mkdir".to_owned(), "-p".to_owned(), folder.to_owned()];
    argv.extend(["--".to_owned(), path]);
    for argv in [made, argv] {
        let program = Program {
            argv,
            ..Program::default()
        };
        let done = silently(call.cx, program)?;
        if done.code != 0 {
            return Err(call.cx.throw("java.io.IOException", done.stdout.trim()));
        }
    }
    Ok(Value::Null)
}
