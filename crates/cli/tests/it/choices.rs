use crate::repository::Repository;

const JOB: &str = "test: {script: echo hello}";

#[test]
fn of_several_definitions_the_user_chooses() {
    let repository = Repository::new(&[(".gitlab-ci.yml", JOB), ("Jenkinsfile", "echo 'hello'\n")]);
    repository
        .maillon(&["run"])
        .exits(2)
        .says("--dialect jenkins  Jenkinsfile")
        .says("--dialect gitlab   .gitlab-ci.yml");
    repository.maillon(&["run", "--dialect", "gitlab"]).exits(0);
    repository
        .maillon(&["run", "--dialect", "jenkins"])
        .exits(0)
        .says("hello");
}

#[test]
fn a_definition_may_lie_anywhere() {
    let repository = Repository::new(&[("ci/other.yml", JOB)]);
    repository
        .maillon(&["run"])
        .exits(2)
        .says("looked for .gitlab-ci.yml");
    repository
        .maillon(&["run", "--file", "ci/other.yml"])
        .exits(0);
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("ci.yml");
    std::fs::write(&file, JOB).unwrap();
    repository
        .maillon(&["run", "--file", file.to_str().unwrap()])
        .exits(0)
        .says("hello");
}

#[test]
fn flags_environment_and_configuration_name_the_same_things() {
    let repository = Repository::gitlab("test: {script: echo level $LEVEL and $COLOUR}");
    repository.write(
        "maillon.toml",
        "var = ['LEVEL=debug']\n[variables]\nCOLOUR = 'blue'\n",
    );
    repository
        .maillon(&["run"])
        .exits(0)
        .says("level debug and blue");
    repository
        .maillon(&["run", "--var", "LEVEL=info"])
        .exits(0)
        .says("level info and blue");
    repository.write("maillon.toml", "colour = 'blue'\n");
    repository
        .maillon(&["run"])
        .exits(0)
        .says("config/unknown-key");
}

#[test]
fn variables_come_from_a_file() {
    let repository =
        Repository::gitlab("test: {script: 'echo $FROM_GROUP $FROM_PROJECT; cat $AS_FILE'}");
    repository.write(
        "variables.toml",
        "[project]\nFROM_PROJECT = 'p'\nAS_FILE = { value = 'content', file = true }\n[group]\nFROM_GROUP = 'g'\nFROM_PROJECT = 'lost'\n",
    );
    repository
        .maillon(&["run", "--variables-file", "variables.toml"])
        .exits(0)
        .says("| g p")
        .says("| content");
}

#[test]
fn a_cell_of_a_matrix_is_chosen() {
    let repository =
        Repository::gitlab("test: {script: echo v=$V, parallel: {matrix: [{V: [a, b]}]}}");
    let (outcome, report) = repository.report(&["run", "--matrix", "V=b"]);
    outcome.exits(0);
    assert_eq!(report["jobs"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(report["jobs"][0]["name"], "test: [b]");
}

#[test]
fn a_manual_job_runs_by_name_or_with_manual() {
    let repository =
        Repository::gitlab("a: {script: echo a}\ndeploy: {script: echo out, when: manual}");
    repository
        .maillon(&["run"])
        .exits(0)
        .says("waiting for somebody: deploy");
    repository
        .maillon(&["run", "deploy"])
        .exits(0)
        .says("| out");
    repository
        .maillon(&["run", "--manual"])
        .exits(0)
        .says("| out");
}

#[test]
fn documents_are_generated() {
    let repository = Repository::gitlab(JOB);
    repository
        .maillon(&["completions", "bash"])
        .exits(0)
        .says("_maillon");
    repository
        .maillon(&["completions", "zsh"])
        .exits(0)
        .says("#compdef maillon");
    repository
        .maillon(&["completions", "fish"])
        .exits(0)
        .says("complete -c maillon");
    repository
        .maillon(&["generate", "man"])
        .exits(0)
        .says(".TH maillon");
    repository
        .maillon(&["generate", "cli-reference"])
        .exits(0)
        .says("## maillon run");
    repository
        .maillon(&["generate", "gitlab-reference"])
        .exits(0)
        .says("resource_group");
    repository
        .maillon(&["--help"])
        .exits(0)
        .says("maillon rerun --failed")
        .says("130");
}
