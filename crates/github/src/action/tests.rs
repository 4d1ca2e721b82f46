use super::*;

fn read(text: &str) -> Action {
    let (action, found) = parse("action.yml", text.as_bytes());
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    (*action.unwrap_or_else(|| panic!("{found:?}"))).clone()
}

/// What is said about a broken action.
#[track_caller]
fn check(text: &str, expected: &str) {
    let (action, found) = parse("action.yml", text.as_bytes());
    assert_eq!(action, None);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn a_script() {
    let action = read(
        "name: x\ninputs: {Who-To-Greet: {required: 'true', default: 3.0, other: key}}\n\
         runs: {using: Node20, main: a.js, pre: b.js, post: c.js, post-if: failure()}",
    );
    let input = &action.inputs["who-to-greet"];
    assert!(input.required);
    assert_eq!(input.default.as_ref().map(|text| &*text.raw), Some("3"));
    let Runs::JavaScript {
        using,
        main,
        pre,
        post,
    } = action.runs
    else {
        panic!("not a script");
    };
    assert_eq!((using.as_str(), main.as_str()), ("node20", "a.js"));
    assert_eq!(
        pre.map(|pre| (pre.run, pre.condition)),
        Some(("b.js".into(), None))
    );
    let condition = post.and_then(|post| post.condition);
    assert_eq!(condition.as_ref().map(|text| &*text.raw), Some("failure()"));
}

#[test]
fn a_container() {
    let action = read(
        "runs: {using: docker, image: Dockerfile, args: [a, 1], env: {A: b}, entrypoint: /x}\ninputs:\n  a:",
    );
    let Runs::Docker {
        image,
        args,
        entrypoint,
        ..
    } = action.runs
    else {
        panic!("not a container");
    };
    assert_eq!(
        (image.as_str(), entrypoint.as_deref()),
        ("Dockerfile", Some("/x"))
    );
    assert_eq!(args.map(|args| args.len()), Some(2));
}

#[test]
fn steps() {
    let action = read(
        "runs:\n  using: composite\n  steps:\n    - {run: a, shell: bash}\n    - {uses: ./b, with: {c: d}}\n\
         outputs: {o: {description: x, value: '${{ steps.a.outputs.b }}'}}",
    );
    let Runs::Composite { steps, outputs } = action.runs else {
        panic!("not composite");
    };
    assert_eq!((steps.len(), outputs.len()), (2, 1));
}

#[test]
fn broken_actions() {
    check(
        "name: x",
        "action.yml:1:1: error[github/missing-key]: the file needs the key `runs`",
    );
    check(
        "runs:\n  using: composite",
        "action.yml:2:3: error[github/missing-key]: `runs` needs the key `steps`",
    );
    check(
        "runs:\n  using: node99\n  main: x",
        "action.yml:2:10: error[github/unknown-using]: there are no actions that run with `node99`",
    );
    check(
        "runs:\n  using: composite\n  steps:\n    - run: x",
        "action.yml:4:7: error[github/missing-shell]: a `run` step of a composite action needs the key `shell`",
    );
    check(
        "runs:\n  using: composite\n  steps:\n    - name: x",
        "action.yml:4:7: error[github/empty-step]: the step has neither `run` nor `uses`",
    );
    check(
        "runs:\n  using: docker\n  main: x",
        "action.yml:2:3: error[github/missing-key]: `runs` needs the key `image`\n\
         action.yml:3:3: error[github/unknown-key]: `runs` has no key `main`",
    );
}
