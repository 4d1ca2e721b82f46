//! `matrix`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use maillon_jenkins::BuildResult;

use super::stage;

fn matrix(sections: &str) -> crate::support::Setup {
    stage(&format!("matrix {{\n{sections}\n}}"))
}

const AXES: &str =
    "axes { axis { name 'OS'; values 'linux', 'mac' }\naxis { name 'JDK'; values '8', '11' } }";

#[test]
fn cells_have_the_values_of_their_axes() {
    let ran = matrix(&format!(
        "{AXES}\nstages {{ stage('b') {{ steps {{ echo \"<${{OS}}-${{JDK}}>\" }} }} }}"
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    let mut said: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| line.starts_with('<'))
        .collect();
    said.sort_unstable();
    assert_eq!(said, ["<linux-11>", "<linux-8>", "<mac-11>", "<mac-8>"]);
    let name = "Matrix - OS = 'linux', JDK = '8'";
    assert!(
        ran.log
            .contains(&format!("[Pipeline] {{ (Branch: {name})\n")),
        "{}",
        ran.log
    );
    assert!(
        ran.stages.contains(&format!("a/{name}/b: success")),
        "{:?}",
        ran.stages
    );
}

#[test]
fn excluded_cells_are_not_there() {
    let ran = matrix(&format!(
        "{AXES}
excludes {{
  exclude {{ axis {{ name 'OS'; values 'mac' }}\n axis {{ name 'JDK'; notValues '11' }} }}
}}
stages {{ stage('b') {{ steps {{ echo \"<${{OS}}-${{JDK}}>\" }} }} }}"
    ))
    .run();
    let mut said: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| line.starts_with('<'))
        .collect();
    said.sort_unstable();
    assert_eq!(said, ["<linux-11>", "<linux-8>", "<mac-11>"]);
}

#[test]
fn a_cell_has_conditions_environment_and_post() {
    let ran = matrix(&format!(
        "{AXES}
when {{ environment name: 'OS', value: 'mac' }}
environment {{ BOTH = \"${{OS}}/${{JDK}}\" }}
post {{ always {{ echo \"post ${{BOTH}}\" }} }}
stages {{ stage('b') {{ steps {{ echo \"in ${{BOTH}}\" }} }} }}"
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    let mut said: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| line.contains("mac/"))
        .collect();
    said.sort_unstable();
    assert_eq!(said, ["in mac/11", "in mac/8", "post mac/11", "post mac/8"]);
    let skipped = "Stage \"Matrix - OS = 'linux', JDK = '8'\" skipped due to when conditional\n";
    assert!(ran.log.contains(skipped), "{}", ran.log);
    assert!(
        ran.log
            .contains("Stage \"b\" skipped due to when conditional\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_failing_cell_fails_the_stage() {
    let ran = matrix(&format!(
        "{AXES}
stages {{
  stage('b') {{ steps {{ script {{ if (OS == 'mac' && JDK == '8') {{ error 'no' }} }} }} }}
  stage('c') {{ steps {{ echo 'c' }} }}
}}"
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert_eq!(ran.log.matches("\nc\n").count(), 3, "{}", ran.log);
    assert!(
        ran.log
            .contains("Failed in branch Matrix - OS = 'mac', JDK = '8'\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_thousand_cells_are_fast() {
    let mut axes = String::new();
    for name in ["A", "B", "C", "D", "E"] {
        writeln!(axes, "axis {{ name '{name}'; values '1', '2', '3', '4' }}").unwrap();
    }
    let setup = matrix(&format!(
        "axes {{ {axes} }}\nstages {{ stage('b') {{ steps {{ echo \"<$A$B$C$D$E>\" }} }} }}"
    ));
    let start = Instant::now();
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Success);
    assert_eq!(
        ran.log.lines().filter(|line| line.starts_with('<')).count(),
        1024
    );
    // Ten milliseconds for a cell; builds for tests are slow, and so is the machine that runs them.
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn fail_fast_aborts_other_cells() {
    let ran = stage(
        "failFast true
matrix {
  axes { axis { name 'X'; values 'a', 'b' } }
  stages { stage('s') { steps { script { if (X == 'b') { sleep time: 100, unit: 'MILLISECONDS'; error 'no' } else { sleep 60 } } } } }
  post { aborted { echo \"$X aborted\" } }
}",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(ran.said().contains("a aborted\n"), "{}", ran.log);
    assert!(!ran.said().contains("b aborted\n"), "{}", ran.log);
}
