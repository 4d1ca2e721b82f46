//! Steps that read and write data.

use super::{check, on_node};

#[test]
fn json_is_read() {
    check(
        r#"def j = readJSON text: '{"a": {"b": [1, 2.5, "x"]}, "c": null, "d": true}'
echo "${j.a.b[0] + 1} ${j.a.b[1]} ${j['a']['b'].size()} ${j.c} ${j.d} ${j.keySet()} ${j.nothing}"
writeFile file: 'x.json', text: '[{"n": 1}, {"n": 2}]'
echo readJSON(file: 'x.json').collect { it.n }.sum().toString()"#,
        "2 2.5 3 null true [a, c, d] null\n3\n",
    );
}

#[test]
fn what_was_read_shows_itself_as_json() {
    check(
        r#"def j = readJSON text: '{"a": [1, "x"], "b": {}}'
j.c = 'new'
j.a << 2
echo "${j} ${j.a} ${j instanceof Map} ${j.a instanceof List}"
echo j.a.collect { it }.toString() + j.toString().length() + ' ' + j.getClass().simpleName"#,
        "{\"a\":[1,\"x\",2],\"b\":{},\"c\":\"new\"} [1,\"x\",2] true true\n[1, x, 2]32 JSONObject\n",
    );
}

#[test]
fn json_is_written() {
    check(
        r#"writeJSON file: 'a.json', json: [a: 1, b: ["x", "${1 + 1}"], c: null]
echo readFile('a.json')
echo writeJSON(returnText: true, json: [a: [b: 1, c: 2]], pretty: 2)
writeJSON file: 'b.json', json: readJSON(text: '{"z": 1, "y": 2}'), pretty: 4
echo readFile('b.json')"#,
        "{\"a\":1,\"b\":[\"x\",\"2\"],\"c\":null}\n{\"a\": {\n  \"b\": 1,\n  \"c\": 2\n}}\n{\n    \"z\": 1,\n    \"y\": 2\n}\n",
    );
}

#[test]
fn json_that_is_none() {
    let said = |steps: &str| on_node(steps).said();
    assert!(said("readJSON text: 'x'").contains("net.sf.json.JSONException: Invalid JSON String"));
    assert!(
        said("readJSON file: 'no'")
            .contains("java.io.FileNotFoundException: /tmp/build/workspace/no does not exist.")
    );
    assert!(
        said("readJSON([:])")
            .contains("At least one of file or text needs to be provided to readJSON.")
    );
}

#[test]
fn yaml_is_read() {
    check(
        r#"def y = readYaml text: '''a:
  - 1
  - {b: yes}
c: |
  text
d: 1.5
e: 2024-01-31
'''
echo "${y.a[0]} ${y.a[1].b} ${y.c.trim()} ${y.d} ${y.e} ${y.z}"
echo "${readYaml(text: 'a: 1\n---\nb: 2').size()}""#,
        "1 true text 1.5 2024-01-31 null\n2\n",
    );
}

#[test]
fn yaml_is_written() {
    check(
        r#"writeYaml file: 'a.yaml', data: [name: "x${1}", list: [1, [a: true]], empty: [:], t: 'yes']
echo readFile('a.yaml')
writeYaml file: 'a.yaml', data: [1], overwrite: true
echo writeYaml(returnText: true, datas: [[a: 1], [b: 2]])"#,
        "name: x1\nlist:\n- 1\n- a: true\nempty: {}\nt: 'yes'\n\na: 1\n---\nb: 2\n\n",
    );
}

#[test]
fn yaml_is_not_overwritten_unasked() {
    let ran = on_node("writeFile file: 'a', text: ''\nwriteYaml file: 'a', data: 1");
    let message = "java.nio.file.FileAlreadyExistsException: /tmp/build/workspace/a already exist.";
    assert!(ran.said().contains(message), "{}", ran.log);
}

#[test]
fn properties_are_read() {
    check(
        r#"writeFile file: 'p', text: 'a=1\nb = ${a}/x\n# no\n'
def p = readProperties file: 'p', text: 'c: 3', defaults: [d: 'e', a: 'never'], interpolate: true
echo "${p.a} ${p['b']} ${p.c} ${p.d} ${p.z}"
readProperties file: 'none'"#,
        "Interpolation set to true, starting to parse the variable!\n1 1/x 3 e null\nwarning: /tmp/build/workspace/none does not exist, omitting from properties gathering\n",
    );
}

#[test]
fn texts_need_no_node() {
    let ran = crate::support::check(
        "echo readJSON(text: '{\"a\": 1}').a.toString()\necho readYaml(text: 'a: b').a",
    );
    assert_eq!(ran.said(), "1\nb\nFinished: SUCCESS\n");
}

#[test]
fn maven_projects_are_read() {
    check(
        "writeFile file: 'pom.xml', text: '''<?xml version=\"1.0\"?>
<project xmlns=\"x\"><parent><version>2</version></parent><artifactId>a</artifactId><version>1.0</version>
<properties><java.version>17</java.version></properties><modules><module>m</module><module>n</module></modules></project>'''
def pom = readMavenPom file: 'pom.xml'
echo \"${pom.version} ${pom.getArtifactId()} ${pom.parent.version} ${pom.properties['java.version']} ${pom.modules} ${pom.name} ${pom.packaging}\"
echo readMavenPom().version",
        "1.0 a 2 17 [m, n] null jar\n1.0\n",
    );
}
