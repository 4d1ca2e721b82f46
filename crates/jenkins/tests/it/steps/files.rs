//! Steps that look at files and change them.

use super::{check, on_node};

#[test]
fn text_is_written_and_read() {
    check(
        "writeFile file: 'a/b.txt', text: 'x\\ny'\necho readFile('a/b.txt')\necho readFile(file: 'a/b.txt').readLines().toString()",
        "x\ny\n[x, y]\n",
    );
    check(
        "writeFile(file: 'a', text: 'aGk=', encoding: 'Base64')\necho readFile('a')\necho readFile(file: 'a', encoding: 'Base64')",
        "hi\naGk=\n",
    );
}

#[test]
fn a_file_that_is_missing() {
    let ran = on_node("readFile 'no'");
    assert!(
        ran.said()
            .contains("java.nio.file.NoSuchFileException: /tmp/build/workspace/no\n"),
        "{}",
        ran.log
    );
    check(
        "try { readFile 'no' } catch (java.nio.file.NoSuchFileException e) { echo 'missing' }",
        "missing\n",
    );
}

#[test]
fn what_is_there() {
    check(
        "sh 'mkdir d && touch d/f'\necho \"${fileExists('d')} ${fileExists('d/f')} ${fileExists 'no'} ${isUnix()}\"\nif (!fileExists('x')) { echo 'no x' }",
        "+ mkdir d\n+ touch d/f\ntrue true false true\nno x\n",
    );
}

#[test]
fn folders() {
    check(
        "echo pwd()\ndir('a/../b') { echo pwd() }\necho pwd(tmp: true)",
        "/tmp/build/workspace\nRunning in /tmp/build/workspace/b\n/tmp/build/workspace/b\n/tmp/build/workspace.private\n",
    );
    check(
        "writeFile file: 'd/f', text: ''\ndir('d') { deleteDir() }\necho \"${fileExists('d')}\"\ndeleteDir()\nsh 'ls -A'",
        "Running in /tmp/build/workspace/d\nfalse\n+ ls -A\n",
    );
}

#[test]
fn files_are_found() {
    check(
        "writeFile file: 'a/x.txt', text: '123'\nwriteFile file: 'y.txt', text: ''\nwriteFile file: 'z.md', text: ''
def found = findFiles(glob: '**/*.txt')
echo found.collect { \"${it.name} ${it.path} ${it.length} ${it.directory}\" }.join(', ')
echo \"${found[0]} ${found.size()} ${findFiles(glob: '**', excludes: '**/*.txt')*.name}\"",
        "x.txt a/x.txt 3 false, y.txt y.txt 0 false\na/x.txt 2 [z.md]\n",
    );
}

#[test]
fn digests_and_times() {
    check(
        "writeFile file: 'a b', text: 'x'\necho sha256('a b')\necho sha1(file: 'a b')\ntouch file: 'd/c', timestamp: 1000\nsh 'stat -c %Y d/c'",
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\n11f6ad8ec52a2984abaafd7c3b516503785c2072\n+ stat -c %Y d/c\n1\n",
    );
    let ran = on_node("sha256 'no'");
    let message = "java.io.FileNotFoundException: /tmp/build/workspace/no does not exist.";
    assert!(ran.said().contains(message), "{}", ran.log);
}
