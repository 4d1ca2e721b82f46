use crate::repository::Repository;

const COLORFUL: &str = r"
test:
  script:
    - printf '\033[32mgreen\033[0m\n'
    - printf '\033[2Kline\n'
";

fn output(variables: &[(&str, &str)], args: &[&str]) -> String {
    let repository = Repository::gitlab(COLORFUL);
    let mut command = repository.command(&[&["run"], args].concat());
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn a_pipe_gets_no_control_codes() {
    let text = output(&[], &[]);
    assert!(
        text.contains("green")
            && text.contains("line")
            && !text.contains('\x1b')
            && !text.contains('\r'),
        "{text:?}"
    );
}

#[test]
fn colours_can_be_forced_and_forbidden() {
    assert!(output(&[("CLICOLOR_FORCE", "1")], &[]).contains("\x1b[32mgreen\x1b[0m"));
    assert!(output(&[], &["--color", "always"]).contains("\x1b[32mgreen"));
    assert!(!output(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]).contains('\x1b'));
    assert!(!output(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]).contains('\x1b'));
}

#[test]
fn colours_never_move_the_cursor() {
    assert!(!output(&[], &["--color", "always"]).contains("\x1b[2K"));
}

#[test]
fn quiet_tells_the_result_only() {
    let text = output(&[], &["--quiet"]);
    assert!(
        !text.contains("green") && text.starts_with("success: 1 passed"),
        "{text}"
    );
}
