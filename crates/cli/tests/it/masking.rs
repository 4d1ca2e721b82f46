use crate::repository::Repository;

const SECRET: &str = "hunter2-hunter2";
/// `base64` of the secret.
const ENCODED: &str = "aHVudGVyMi1odW50ZXIy";

const LEAKS: &str = r#"
leak:
  script:
    - echo "token $TOKEN"
    - printf 'hunter2-'; sleep 0.1; printf 'hunter2\n'
    - printf %s "$TOKEN" | base64
    - echo "TOKEN_COPY=$TOKEN" > out.env
    - echo "<testsuite><testcase name='t'><failure message='$TOKEN'/></testcase></testsuite>" > junit.xml
    - sh -c "exit 1; $TOKEN"
  artifacts:
    when: always
    reports: {junit: junit.xml, dotenv: out.env}
"#;

#[test]
fn a_secret_reaches_no_output_and_no_file() {
    let repository = Repository::gitlab(LEAKS);
    let (report, junit, events) = ("r.json", "j.xml", "e.ndjson");
    let mut command = repository.command(&[
        "run", "--secret", "TOKEN", "--report", report, "--junit", junit, "--events", events,
    ]);
    let output = command.env("TOKEN", SECRET).output().unwrap();
    let mut texts = vec![
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    ];
    assert!(texts[0].contains("[MASKED]"), "{}", texts[0]);
    texts.extend([report, junit, events].map(|file| repository.read(file)));
    // The archives hold what the job wrote, as it wrote it.
    let left = repository.left().into_iter().filter(|(path, _)| {
        !path
            .components()
            .any(|part| part.as_os_str() == "store" || part.as_os_str() == "artifacts")
    });
    texts.extend(left.map(|(_, text)| text));
    for text in texts {
        assert!(!text.contains(SECRET) && !text.contains(ENCODED), "{text}");
    }
}

#[test]
fn a_short_secret_is_warned_about() {
    let repository = Repository::gitlab("test: {script: echo}");
    repository
        .maillon(&["run", "--secret", "PIN=1234"])
        .exits(0)
        .says("shorter than 8 characters");
}
