//! Shared libraries: variables, classes, resources, all ways to ask for them.

use maillon_jenkins::BuildResult;

use super::support::Setup;

/// Runs a pipeline with a library `lib` of these files.
#[track_caller]
fn check(files: &[(&str, &str)], jenkinsfile: &str, said: &str) {
    let setup = files
        .iter()
        .fold(Setup::of(jenkinsfile), |setup, (path, text)| {
            setup.library("lib", path, text)
        });
    let ran = setup.run();
    assert_eq!(
        ran.said(),
        format!("Loading library lib\n{said}\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

/// A pipeline that fails: what it says before `Finished`.
#[track_caller]
fn fails(files: &[(&str, &str)], jenkinsfile: &str, says: &str) {
    let setup = files
        .iter()
        .fold(Setup::of(jenkinsfile), |setup, (path, text)| {
            setup.library("lib", path, text)
        });
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(ran.log.contains(says), "{}", ran.log);
}

#[test]
fn a_variable_is_called_by_its_name() {
    let hello = (
        "vars/hello.groovy",
        "def call(String name = 'you') { echo \"hello $name\" }",
    );
    check(
        &[hello],
        "@Library('lib') _\nhello()\nhello 'me'",
        "hello you\nhello me",
    );
}

#[test]
fn calls_take_named_arguments_and_closures() {
    let files = [
        (
            "vars/named.groovy",
            "def call(Map args) { echo args.toString() }",
        ),
        (
            "vars/both.groovy",
            "def call(Map args = [:], String first, Closure body) { echo \"$args $first\"; body('in') }",
        ),
    ];
    check(
        &files,
        "@Library('lib') _\nnamed a: 1, b: 'x'\nboth('f', k: 2) { echo it }",
        "[a:1, b:x]\n[k:2] f\nin",
    );
}

#[test]
fn closures_fill_a_delegate() {
    let build = "def call(Closure body) {\n  def config = [:]\n  body.resolveStrategy = Closure.DELEGATE_FIRST\n  body.delegate = config\n  body()\n  echo config.toString()\n}";
    check(
        &[("vars/build.groovy", build)],
        "@Library('lib') _\nbuild {\n  name = 'x'\n  list = [1]\n}",
        "[name:x, list:[1]]",
    );
}

#[test]
fn a_variable_has_methods_and_keeps_its_state() {
    let counter = "import groovy.transform.Field\n@Field int count = 0\ndef next() { count++; return count }\ndef call() { echo \"at ${next()}\" }";
    check(
        &[
            ("vars/counter.groovy", counter),
            ("vars/other.groovy", "def call() { counter() }"),
        ],
        "@Library('lib') _\ncounter.next()\ncounter()\nother()\necho \"${counter.count}\"",
        "at 2\nat 3\n3",
    );
}

#[test]
fn a_variable_may_be_a_class() {
    let acme = "class acme implements Serializable {\n  private String name = 'none'\n  def setName(value) { name = value }\n  def getName() { name }\n}";
    check(
        &[("vars/acme.groovy", acme)],
        "@Library('lib') _\nacme.name = 'x'\necho acme.name",
        "x",
    );
}

#[test]
fn variables_see_steps_and_the_environment() {
    let run = "def call() { withEnv(['X=1']) { echo env.X }\n echo \"${currentBuild.number}\" }";
    check(
        &[("vars/run.groovy", run)],
        "@Library('lib') _\nrun()",
        "1\n7",
    );
}

#[test]
fn a_variable_goes_before_a_step_of_its_name() {
    check(
        &[(
            "vars/echo.groovy",
            "def call(text) { steps.echo \"<$text>\" }",
        )],
        "@Library('lib') _\necho 'a'",
        "<a>",
    );
}

#[test]
fn classes_have_packages() {
    let foo = "package com.acme\n\nclass Foo implements Serializable {\n  def script\n  Foo(script) { this.script = script }\n  def say(String text) { script.echo \"Foo: $text\" }\n  static String twice(x) { \"$x$x\" }\n}";
    let bar = "package com.acme\n\nclass Bar extends Foo {\n  Bar(script) { super(script) }\n  def both() { say(Util.NAME); script.echo Foo.twice('b') }\n}";
    let util = "package com.acme\n\nclass Util {\n  static final String NAME = 'util'\n}";
    let files = [
        ("src/com/acme/Foo.groovy", foo),
        ("src/com/acme/Bar.groovy", bar),
        ("src/com/acme/Util.groovy", util),
    ];
    check(
        &files,
        "@Library('lib') import com.acme.Foo\nnew Foo(this).say('a')",
        "Foo: a",
    );
    check(
        &files,
        "@Library('lib')\nimport com.acme.*\nnew Bar(this).both()\necho Util.NAME",
        "Foo: util\nbb\nutil",
    );
    check(
        &files,
        "@Library('lib') _\nnew com.acme.Foo(this).say('full')",
        "Foo: full",
    );
    check(
        &files,
        "@Library('lib') import static com.acme.Foo.twice\necho twice('c')",
        "cc",
    );
}

#[test]
fn files_of_src_may_be_scripts() {
    let zot = "package org.foo\n\ndef hi(script) { script.echo 'zot' }\nreturn this";
    check(
        &[("src/org/foo/Zot.groovy", zot)],
        "@Library('lib') import org.foo.Zot\nnew Zot().hi(this)",
        "zot",
    );
}

#[test]
fn variables_use_classes() {
    let files = [
        ("src/a/B.groovy", "package a\nenum B { ONE, TWO }"),
        (
            "vars/v.groovy",
            "import a.B\ndef call() { echo B.values().join(','); echo \"${B.ONE}\" }",
        ),
    ];
    check(&files, "@Library('lib') _\nv()", "ONE,TWO\nONE");
}

#[test]
fn the_step_gives_classes() {
    let foo = "package com.acme\nclass Foo {\n  static final String X = 'x'\n  String name\n  Foo(name) { this.name = name }\n  static hi(a) { \"hi $a\" }\n  static class In { static y() { 'y' } }\n}";
    check(
        &[
            ("src/com/acme/Foo.groovy", foo),
            ("vars/v.groovy", "def call() { echo 'v' }"),
        ],
        "def lib = library('lib').com.acme\necho lib.Foo.hi('a')\necho lib.Foo.X\necho lib.Foo.new('n').name\necho lib.Foo.In.y()\nv()",
        "hi a\nx\nn\ny\nv",
    );
}

#[test]
fn resources_are_texts_or_bytes() {
    let files = [
        ("vars/v.groovy", ""),
        ("resources/com/acme/a.txt", "text of a"),
    ];
    check(
        &files,
        "@Library('lib') _\necho libraryResource('com/acme/a.txt')\necho libraryResource(resource: 'com/acme/a.txt', encoding: 'Base64')",
        "text of a\ndGV4dCBvZiBh",
    );
    fails(
        &files,
        "@Library('lib') _\nlibraryResource 'b.txt'",
        "ERROR: No such library resource b.txt could be found.",
    );
    fails(
        &files,
        "@Library('lib') _\nlibraryResource '../vars/v.groovy'",
        "ERROR: ../vars/v.groovy references a file that is not contained within the library: lib",
    );
}

#[test]
fn resources_of_several_libraries_are_ambiguous() {
    let setup = ["b", "a"].into_iter().fold(
        Setup::of("@Library(['b', 'a']) _\nlibraryResource 'x'"),
        |setup, name| {
            setup
                .library(name, "vars/v.groovy", "")
                .library(name, "resources/x", "")
        },
    );
    let ran = setup.run();
    assert!(
        ran.log
            .contains("ERROR: Library resource x ambiguous among libraries [a, b]"),
        "{}",
        ran.log
    );
}

#[test]
fn a_whole_pipeline_may_stand_in_a_variable() {
    let pipe = "def call(Map config) {\n  pipeline {\n    agent any\n    stages {\n      stage('Build') {\n        steps {\n          echo \"building ${config.name}\"\n          script { config.after() }\n        }\n      }\n    }\n  }\n}";
    let setup = Setup::of("@Library('lib') _\nstandard name: 'demo', after: { echo 'after' }")
        .library("lib", "vars/standard.groovy", pipe);
    let ran = setup.run();
    assert!(ran.log.contains("building demo\n"), "{}", ran.log);
    assert!(ran.log.contains("after\n"), "{}", ran.log);
    assert_eq!(ran.result, BuildResult::Success);
}

#[test]
fn declarative_pipelines_have_libraries() {
    let hello = (
        "vars/hello.groovy",
        "def call(name) { echo \"hello $name\" }",
    );
    for head in ["libraries { lib('lib') }", ""] {
        let annotation = if head.is_empty() {
            "@Library('lib') _\n"
        } else {
            ""
        };
        let text = format!(
            "{annotation}pipeline {{\n  agent none\n  {head}\n  stages {{ stage('a') {{ steps {{ hello 'x' }} }} }}\n}}"
        );
        let ran = Setup::of(&text).library("lib", hello.0, hello.1).run();
        assert!(ran.log.contains("hello x\n"), "{}", ran.log);
    }
}

#[test]
fn implicit_libraries_need_no_words() {
    let mut setup = Setup::of("v()").library("lib", "vars/v.groovy", "def call() { echo 'v' }");
    setup.implicit_libraries.push("lib".to_owned());
    assert_eq!(
        setup.run().said(),
        "Loading library lib\nv\nFinished: SUCCESS\n"
    );
}

#[test]
fn a_library_is_loaded_once() {
    let setup =
        Setup::of("@Library('lib@1.0') _\nlibrary 'lib@2.0'").library("lib", "vars/v.groovy", "");
    let said =
        "Loading library lib@1.0\nOnly using first definition of library lib\nFinished: SUCCESS\n";
    assert_eq!(setup.run().said(), said);
}

#[test]
fn what_can_not_be_loaded_says_why() {
    fails(
        &[],
        "@Library('nothing') _\necho 'a'",
        "ERROR: No library named nothing is configured",
    );
    fails(
        &[("README", "")],
        "@Library('lib') _",
        "ERROR: Library lib expected to contain at least one of src or vars directories",
    );
    fails(
        &[("vars/v.groovy", "def call( {")],
        "@Library('lib') _\nv()",
        "vars/v.groovy: 1: ",
    );
    fails(
        &[("vars/v.groovy", "def other() { }")],
        "@Library('lib') _\nv(1)",
        "No signature of method: v.call() is applicable",
    );
    fails(
        &[("vars/v.groovy", "")],
        "library('lib').com.acme.Foo.bar()",
        "java.lang.ClassNotFoundException: com.acme.Foo",
    );
    fails(
        &[("vars/v.groovy", "")],
        "library identifier: 'lib', retriever: modernSCM([$class: 'GitSCMSource', remote: 'x'])",
        "ERROR: Must specify a version for library lib",
    );
}

#[test]
fn annotations_have_constants() {
    let problems = |text: &str| Setup::of(text).problems();
    assert_eq!(
        problems("@Library(\"a@${b}\") _"),
        [
            "jenkins/library-annotation 1:10 @Library value ‘\"a@${b}\"’ was not a constant; did you mean to use the ‘library’ step instead?"
        ],
    );
    assert_eq!(
        problems("@Library(1) _"),
        ["jenkins/library-annotation 1:10 @Library value ‘1’ was not a string"]
    );
    assert_eq!(
        problems("@Library() _"),
        ["jenkins/library-annotation 1:1 @Library was missing a value"]
    );
}
