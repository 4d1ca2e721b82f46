//! Steps that steer the build.

use maillon_jenkins::BuildResult;

use crate::support::check;

#[test]
fn echo_and_error() {
    let ran = check("echo 'a'\nerror 'b'\n");
    assert_eq!(
        ran.log,
        "[Pipeline] Start of Pipeline
[Pipeline] echo
a
[Pipeline] error
[Pipeline] End of Pipeline
ERROR: b
Finished: FAILURE
"
    );
    assert_eq!(ran.result, BuildResult::Failure);
}
