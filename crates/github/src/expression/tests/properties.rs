use super::check;

#[test]
fn properties_and_indexes() {
    check(
        r#"
        github.ref => "refs/heads/main"
        github['ref'] => "refs/heads/main"
        github.REF => "refs/heads/main"
        github.sha => "abc"
        github [ 'sha' ] => "abc"
        github . sha => "abc"
        github.event.true => "it's true"
        github.event.b-ar => "dash"
        github.event['b-ar'] => "dash"
        github.event._x => "under"
        github.event.commits[0].author.username => "someone"
        github.event.commits['1'].author.username => "other"
        github['event']['commits'][0]['author'].username => "someone"
        list[0] => "one"
        list[1.9] => "two"
        list['2'] => "three"
        list[true] => "two"
        list[null] => "one"
        list[3] => null
        list[-1] => null
        list[34553] => null
        list['x'] => null
        list[NaN] => null
        list[list] => null
        github[list] => null
        matrix[format('{0}', 'os')] => "linux"
        fromJSON('{"a": {"b": 1}}').a.b => 1
        (fromJSON('{"one": "one val"}')).one => "one val"
        fromJSON('{"1": "number"}')[1] => "number"
        fromJSON('{"": "empty"}')[null] => "empty"
        "#,
    );
}

#[test]
fn what_is_missing_is_null() {
    check(
        "
        github.missing => null
        github.missing.deeper.still => null
        github.ref.x => null
        github.ref[0] => null
        github.ref['0'] => null
        missing => null
        missing.too => null
        secrets.TOKEN => null
        matrix.none.x => null
        list.length => null
        ",
    );
}

#[test]
fn filters() {
    check(
        r#"
        list.* => ["one","two","three"]
        list[*] => ["one","two","three"]
        empty.* => []
        github.ref.* => []
        missing.* => []
        needs.*.result => ["success","failure"]
        needs[*]['result'] => ["success","failure"]
        needs.*.outputs.x => ["1","2"]
        needs.*.outputs.* => ["1","2"]
        needs.*.missing => []
        github.event.commits.*.author.username => ["someone","other"]
        github.event.commits.*.author[0] => []
        fromJSON('[[1,2],[3],4]').*[0] => [1,3]
        fromJSON('[[1,2],[3]]').*.* => [1,2,3]
        fromJSON('[{"a":null},{"a":1}]').*.a => [null,1]
        fromJSON('[null,[true],{"a":false}]').*.* => [true,false]
        github.event.issue.labels.*.name => ["bug","help wanted"]
        contains(needs.*.result, 'failure') => true
        contains(needs.*.result, 'cancelled') => false
        join(github.event.issue.labels.*.name, ', ') => "bug, help wanted"
        "#,
    );
}
