//! `tools`.

use maillon_jenkins::{BuildResult, Tool};

use crate::support::Setup;

fn with_tool(text: &str) -> Setup {
    let mut setup = Setup::of(text);
    setup.tools = vec![Tool {
        kind: "maven".to_owned(),
        name: "M3".to_owned(),
        home: "/opt/maven".to_owned(),
    }];
    setup
}

#[test]
fn a_tool_is_in_the_path() {
    let ran = with_tool(
        "pipeline { agent any\noptions { skipDefaultCheckout() }\ntools { maven 'M3' }\nstages { stage('a') { steps { sh 'echo $M2_HOME; echo $PATH' } } } }",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.log.contains("\n/opt/maven\n"), "{}", ran.log);
    assert!(ran.log.contains("\n/opt/maven/bin:"), "{}", ran.log);
    assert_eq!(
        ran.stages,
        ["Declarative: Tool Install: success", "a: success"]
    );
}

#[test]
fn a_tool_that_is_not_there_is_an_error() {
    let setup = Setup::of(
        "pipeline { agent any\ntools { maven 'M3' }\nstages { stage('a') { steps { echo 'x' } } } }",
    );
    let problems = setup.problems();
    assert!(problems.concat().contains("M3"), "{problems:?}");
}
