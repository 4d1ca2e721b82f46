use super::*;

#[test]
fn a_library_of_templates_with_inputs_extends_and_references() {
    let library = MemorySource::new([
        (
            "go.yml",
            "spec:\n  inputs:\n    stage: {default: test}\n    version: {regex: '^1\\.\\d+$'}\n---\n\
             include: [{local: /base.yml}]\n\
             '.go-$[[ inputs.version ]]':\n  extends: .base\n  image: golang:$[[ inputs.version ]]\n\
             'go:$[[ inputs.stage ]]':\n  stage: $[[ inputs.stage ]]\n  extends: '.go-$[[ inputs.version ]]'\n  script:\n    - !reference [.base, script]\n    - go test ./...\n",
        ),
        (
            "base.yml",
            ".base:\n  variables: {GOFLAGS: -mod=mod, LEVEL: '1'}\n  script: [go version]\n",
        ),
    ]);
    Case::new(&[(
        ".gitlab-ci.yml",
        "include:\n  - project: acme/ci\n    ref: main\n    file: go.yml\n    inputs: {version: '1.22'}\n\
         stages: [test]\n\
         .base: {variables: {LEVEL: '2'}}\n\
         extra:\n  extends: [.base]\n  variables: {OWN: x}\n",
    )])
    .map(|source| source.project("acme/ci@main", library))
    .check(
        r#"
        .base:
          variables:
            GOFLAGS: "-mod=mod"
            LEVEL: "2"
          script: ["go version"]
        .go-1.22:
          variables:
            GOFLAGS: "-mod=mod"
            LEVEL: "2"
          script: ["go version"]
          image: "golang:1.22"
        go:test:
          variables:
            GOFLAGS: "-mod=mod"
            LEVEL: "2"
          script: [["go version"], "go test ./..."]
          image: "golang:1.22"
          stage: "test"
        stages: ["test"]
        extra:
          variables:
            GOFLAGS: "-mod=mod"
            LEVEL: "2"
            OWN: "x"
          script: ["go version"]
        "#,
    );
}

#[test]
fn the_oddities_of_real_files() {
    check(
        "
        ---
        .defaults: &defaults
          image: alpine
          variables: {A: 1}
        .more: &more {tags: [x]}
        'job with: [brackets]/slash':
          <<: *defaults
          <<: *more
          variables:
            B: 012
          script:
            - one
              two
          when: ~
        ",
        r#"
        .defaults:
          image: "alpine"
          variables:
            A: 1
        .more:
          tags: ["x"]
        job with: [brackets]/slash:
          image: "alpine"
          variables:
            B: 10
          tags: ["x"]
          script: ["one two"]
          when: null
        "#,
    );
}

/// No key of a real file is lost, whatever it includes.
#[test]
fn composing_twice_gives_the_same() {
    let case = Case::new(&[(
        ".gitlab-ci.yml",
        "a: {extends: b}\nb: {script: [!reference [c]]}\nc: [1]\n",
    )]);
    let tree = |composed: Composed| {
        let mut out = String::new();
        dump(&composed.root, 0, &mut out);
        out
    };
    assert_eq!(tree(case.compose()), tree(case.compose()));
}

/// Words that definitions are made of, in whatever order.
const WORDS: [&str; 28] = [
    "a: ",
    "job:",
    "\n",
    "\n  ",
    "- ",
    "spec: ",
    "inputs: ",
    "---\n",
    "include: ",
    "local: ",
    "b.yml",
    "extends: ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "!reference ",
    "[a, script]",
    "$[[ ",
    "inputs.a",
    " | ",
    "truncate(0,1)",
    "]]",
    "default: ",
    "~",
    "'",
    ".gitlab-ci.yml",
];

proptest::proptest! {
    #[test]
    fn whatever_the_text_it_ends(words in proptest::collection::vec(0..WORDS.len(), 0..60)) {
        let text: String = words.into_iter().filter_map(|word| WORDS.get(word).copied()).collect();
        let case = Case::new(&[(".gitlab-ci.yml", &text), ("b.yml", &text)]);
        case.compose();
    }
}
