use super::*;

/// Checks what a file becomes with these inputs (a flow mapping).
#[track_caller]
fn check_inputs(template: &str, inputs: &str, expected: &str) {
    let include = format!("include: {{local: t.yml, inputs: {inputs}}}\n");
    let template = dedent(template);
    Case::new(&[(".gitlab-ci.yml", &include), ("t.yml", &template)])
        .variable("CITY", "Paris")
        .check(expected);
}

#[test]
fn a_block_alone_keeps_the_type() {
    check_inputs(
        "
        spec:
          inputs:
            s:
            n: {type: number}
            f: {type: number, default: 1.5}
            b: {type: boolean}
            a: {type: array, default: [{if: $X}, x]}
        ---
        job:
          string: $[[ inputs.s ]]
          number: $[[ inputs.n ]]
          float: $[[inputs.f]]
          boolean: $[[ inputs.b ]]
          array: $[[ inputs.a ]]
          within: '$[[ inputs.n ]]-$[[ inputs.b ]]-$[[ inputs.a ]]'
          list: ['$[[ inputs.a ]]', x]
        ",
        "{s: text, n: 3, b: false}",
        r#"
        job:
          string: "text"
          number: 3
          float: 1.5
          boolean: false
          array: [{if: "$X"}, "x"]
          within: "3-false-[{:if=>\"$X\"}, \"x\"]"
          list: [[{if: "$X"}, "x"], "x"]
        "#,
    );
}

#[test]
fn keys_and_long_texts_are_filled_in_too() {
    check_inputs(
        "
        spec: {inputs: {name: , foo-bar: {default: x}}}
        ---
        job $[[ inputs.name ]] $[[ inputs.name ]]:
          script:
            - |
              echo $[[ inputs.foo-bar ]]
              echo $[[ inputs.name | truncate(1,2) ]] $[[ matrix.OS ]]
        ",
        "{name: maillon}",
        r#"
        job maillon maillon:
          script: ["echo x\necho ai $[[ matrix.OS ]]"]
        "#,
    );
}

#[test]
fn without_a_header_blocks_are_plain_text() {
    check(
        "job: {script: '$[[ inputs.x ]]'}",
        "job:\n  script: \"$[[ inputs.x ]]\"",
    );
}

#[test]
fn wrong_values_are_reported_together() {
    check_inputs(
        "
        spec:
          inputs:
            string_input: {type: string}
            number_input: {type: number}
            boolean_input: {type: boolean}
            array_input: {type: array}
            option_input: {options: [foo, bar]}
            regex_input: {regex: '^v\\d+$'}
            required_input:
        ---
        job: {script: x}
        ",
        "{string_input: 1, number_input: '1', boolean_input: 'true', array_input: x, option_input: fizz, regex_input: 1.2.3-v1, reqired_input: 1}",
        "
        .gitlab-ci.yml:1:152: gitlab/input-unknown: unknown input `reqired_input`
          hint: did you mean `required_input`?
        .gitlab-ci.yml:1:48: gitlab/input-type: `string_input` input: provided value is not a string
          hint: put it in quotes: \"1\"
        .gitlab-ci.yml:1:65: gitlab/input-type: `number_input` input: provided value is not a number
          hint: take the quotes away
        .gitlab-ci.yml:1:85: gitlab/input-type: `boolean_input` input: provided value is not a boolean
          hint: take the quotes away
        .gitlab-ci.yml:1:106: gitlab/input-type: `array_input` input: provided value is not an array
          hint: this is a text
        .gitlab-ci.yml:1:123: gitlab/input-option: `option_input` input: `fizz` cannot be used because it is not in the list of allowed options
          hint: allowed are foo, bar
        .gitlab-ci.yml:1:142: gitlab/input-regex: `regex_input` input: provided value does not match required RegEx pattern
          hint: `1.2.3-v1` does not match `^v\\d+$`
        .gitlab-ci.yml:1:33: gitlab/input-missing: `required_input` input: required value has not been provided
          hint: add `required_input: value` to the `inputs` of this include
        ",
    );
}

#[test]
fn wrong_declarations_are_reported_together() {
    check_inputs(
        "
        spec:
          inputs:
            a: {type: foo}
            b: {defualt: x}
            c: {regex: '^[unclosed'}
            d: {type: boolean, options: [true]}
            e: {type: number, regex: x}
            f: text
            g: {default: d, options: [a]}
        ---
        job: {script: x}
        ",
        "{}",
        "
        t.yml:3:15: gitlab/input-spec: `a` input: has an unknown type `foo`
          hint: known types: array, boolean, number, string
        t.yml:4:9: gitlab/input-spec: `b` input: has an unknown key `defualt`
          hint: did you mean `default`?
        t.yml:5:16: gitlab/input-spec: `c` input: has an invalid regular expression: the pattern is invalid: unclosed character class
          hint: GitLab's syntax is RE2
        t.yml:6:33: gitlab/input-spec: `d` input: `options` can only be used with string, number and array inputs
          hint: list the values that are allowed
        t.yml:7:30: gitlab/input-spec: `e` input: `regex` is a text, and can only be used with string inputs
          hint: use `options`, or a string input
        t.yml:8:8: gitlab/input-spec: `f` input: is a mapping, but this is a text
          hint: write `default: value` below it
        ",
    );
}

#[test]
fn defaults_are_checked_as_well() {
    check_inputs(
        "
        spec:
          inputs:
            number: {type: number, default: one}
            option: {default: d, options: [a]}
            text: {default: 3.10}
        ---
        job: {script: x}
        ",
        "{}",
        "
        t.yml:3:37: gitlab/input-type: `number` input: default value is not a number
          hint: this is a text
        t.yml:4:23: gitlab/input-option: `option` input: `d` cannot be used because it is not in the list of allowed options
          hint: allowed are a
        ",
    );
}

#[test]
fn wrong_blocks_are_reported_at_their_own_place() {
    check_inputs(
        "
        spec: {inputs: {foo: {default: $CITY}, list: {type: array, default: []}}}
        ---
        job:
          a: $[[ inputs.fo ]]
          b: x $[[ inputs.foo | lower ]]
          c:
            - |
              first
              then $[[ inputs.foo|truncate(0,1)|truncate(0,1)|truncate(0,1)|truncate(0,1) ]]
          d: $[[ inputs ]]
          e: $[[ other.x ]]
          f: $[[ inputs.list | truncate(0,1) ]]
          g: $[[ inputs.foo | expand_vars ]]
        ",
        "{}",
        "
        t.yml:4:6: gitlab/interpolation-unknown-key: unknown interpolation key: `fo`
          hint: did you mean `inputs.foo`?
        t.yml:5:8: gitlab/interpolation-function: no function matching `lower`: check that the function name, arguments, and types are correct
          hint: known are expand_vars, posix_escape, split('separator') and truncate(offset, length)
        t.yml:9:12: gitlab/interpolation-function: too many functions in interpolation block
          hint: at most 3 functions may follow a name
        t.yml:10:6: gitlab/interpolation-invalid: invalid interpolation access pattern
          hint: write `$[[ inputs.name ]]`
        t.yml:11:6: gitlab/interpolation-unknown-key: unknown interpolation key: `other`
          hint: blocks name `inputs.x`, `component.x` or `matrix.X`
        t.yml:12:6: gitlab/interpolation-function: error in `truncate` function: invalid input type: truncate can only be used with string inputs
        ",
    );
}

#[test]
fn variables_are_expanded_on_demand() {
    check_inputs(
        "
        spec: {inputs: {city: {default: $CITY}}}
        ---
        job: {script: ['$[[ inputs.city ]]', '$[[ inputs.city | expand_vars | truncate(0,3) ]]']}
        ",
        "{}",
        r#"
        job:
          script: ["$CITY", "Par"]
        "#,
    );
}

#[test]
fn an_empty_spec_knows_no_inputs() {
    check_inputs(
        "
        spec: {}
        ---
        job: {script: '$[[ inputs.foo ]]'}
        ",
        "{}",
        "
        t.yml:3:16: gitlab/interpolation-unknown-key: unknown interpolation key: `foo`
          hint: declare `foo` under `spec: inputs:` in the header of this file
        ",
    );
}

#[test]
fn values_for_a_file_without_inputs_are_refused() {
    check_inputs(
        "job: {script: x}",
        "{a: 1}",
        "
        .gitlab-ci.yml:1:33: gitlab/input-unknown: given inputs not defined in the `spec` section of the included configuration file
          hint: declare them in the file, under `spec: inputs:` in a header that ends with `---`
        ",
    );
}

#[test]
fn the_same_file_takes_other_inputs_each_time() {
    Case::new(&[
        (
            ".gitlab-ci.yml",
            "include:\n- {local: t.yml, inputs: {name: a}}\n- {local: t.yml, inputs: {name: b}}\n",
        ),
        (
            "t.yml",
            "spec: {inputs: {name: }}\n---\n$[[ inputs.name ]]: {script: x}\n",
        ),
    ])
    .check("a:\n  script: \"x\"\nb:\n  script: \"x\"");
}

#[test]
fn inputs_reach_nested_includes() {
    Case::new(&[
        (".gitlab-ci.yml", "include: {local: a.yml, inputs: {n: 2, f: b.yml}}\n"),
        (
            "a.yml",
            "spec: {inputs: {n: {type: number}, f: }}\n---\ninclude: {local: '$[[ inputs.f ]]', inputs: {m: '$[[ inputs.n ]]'}}\n",
        ),
        ("b.yml", "spec: {inputs: {m: {type: number}}}\n---\njob: {parallel: '$[[ inputs.m ]]'}\n"),
    ])
    .check("job:\n  parallel: 2");
}

const TYPED: &str = "
    spec:
      inputs:
        s: {default: d}
        n: {type: number, default: 1}
        b: {type: boolean, default: false}
        a: {type: array, default: []}
    ---
    job: {s: '$[[ inputs.s ]]', n: '$[[ inputs.n ]]', b: '$[[ inputs.b ]]', a: '$[[ inputs.a ]]'}
    ";

#[test]
fn the_command_line_gives_texts() {
    let definition = dedent(TYPED);
    Case::new(&[(".gitlab-ci.yml", &definition)])
        .input("s", "12")
        .input("n", "12")
        .input("b", "true")
        .input("a", r#"["x", 1]"#)
        .check("job:\n  s: \"12\"\n  n: 12\n  b: true\n  a: [\"x\", 1]");
    Case::new(&[(".gitlab-ci.yml", &definition)])
        .input("n", "many")
        .input("c", "")
        .check(
            "
            gitlab/input-unknown: unknown input `c`
              hint: the file declares s, n, b, a
            --input n:1:1: gitlab/input-type: `n` input: provided value is not a number
              hint: this is a text
            ",
        );
    Case::new(&[(".gitlab-ci.yml", "job: {script: x}\n")])
        .input("a", "1")
        .check(
            "
        gitlab/input-unknown: the definition takes no inputs, but got a
          hint: declare them in the file, under `spec: inputs:` in a header that ends with `---`
        ",
        );
}

#[test]
fn a_required_input_of_the_definition_asks_for_the_flag() {
    check(
        "
        spec: {inputs: {name: }}
        ---
        job: {script: x}
        ",
        "
        .gitlab-ci.yml:1:17: gitlab/input-missing: `name` input: required value has not been provided
          hint: give `--input name=VALUE`, or a `default` here
        ",
    );
}

#[test]
fn inputs_may_be_declared_in_other_files() {
    let files = |inline: &str| {
        let main = format!(
            "spec:\n  include: [/in.yml]\n  inputs: {inline}\n---\njob: {{script: '$[[ inputs.env ]] $[[ inputs.own ]]'}}\n"
        );
        Case::new(&[
            (".gitlab-ci.yml", &main),
            ("in.yml", "inputs:\n  env: {default: dev}\n"),
        ])
    };
    files("{own: {default: o}}").check("job:\n  script: \"dev o\"");
    files("{own: {default: o}, env: }").check(
        "
        .gitlab-ci.yml:3:31: gitlab/input-spec: duplicate input key `env`
          hint: declare each input once, in an included file or in the header
        ",
    );
}

const RULED: &str = "
    spec:
      inputs:
        cloud: {options: [aws, gcp], default: aws}
        publish: {type: boolean, default: true}
        size:
          rules:
            - if: $[[ inputs.cloud ]] == 'aws' && $[[ inputs.publish ]] == true
              options: [t3, m5]
              default: t3
            - if: $[[ inputs.cloud ]] == 'gcp'
              options: [e2]
              default: e2
            - options: [small]
              default: small
    ---
    job: {script: '$[[ inputs.size ]]'}
    ";

#[test]
fn rules_choose_options_and_default() {
    let definition = dedent(RULED);
    let case = || Case::new(&[(".gitlab-ci.yml", &definition)]);
    case().check("job:\n  script: \"t3\"");
    case().input("cloud", "gcp").check("job:\n  script: \"e2\"");
    case()
        .input("publish", "false")
        .check("job:\n  script: \"small\"");
    case().input("size", "m5").check("job:\n  script: \"m5\"");
    case().input("size", "e2").check(
        "
        --input size:1:1: gitlab/input-option: `size` input: `e2` cannot be used because it is not in the list of allowed options
          hint: allowed are t3, m5
        ",
    );
}

#[test]
fn depth_is_bounded() {
    let (open, close) = ("[".repeat(80), "]".repeat(80));
    let text = format!(
        "spec: {{inputs: {{x: {{type: array, default: []}}}}}}\n---\ninclude: {{local: .gitlab-ci.yml, inputs: {{x: {open}'$[[ inputs.x ]]'{close}}}}}\n"
    );
    let found = findings(&Case::new(&[(".gitlab-ci.yml", &text)]).compose());
    assert!(found.contains("nest more than 200 levels deep"), "{found}");
}

#[test]
fn blocks_tell_the_way_to_them() {
    let text = "spec: {}\n---\njob: {script: [a, '$[[ inputs.x ]]']}\n";
    let composed = Case::new(&[(".gitlab-ci.yml", text)]).compose();
    let breadcrumbs = composed
        .diagnostics
        .iter()
        .map(|found| found.breadcrumb.as_deref());
    assert_eq!(breadcrumbs.collect::<Vec<_>>(), [Some("job.script[1]")]);
}
