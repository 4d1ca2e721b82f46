use super::{World, contexts, failing, world};
use crate::expression::{Condition, Scope};

#[track_caller]
fn check(text: &str, after_success: bool, after_failure: bool) {
    let condition = Condition::parse(text).expect("a condition");
    let holds = |scope: &dyn Scope| condition.holds(scope).expect("a value");
    let held = (holds(&world()), holds(&World(failing())));
    assert_eq!(held, (after_success, after_failure), "{text}");
}

#[test]
fn success_stands_in_front() {
    check("", true, false);
    check("  ", true, false);
    check("true", true, false);
    check("false", false, false);
    check("github.event_name == 'push'", true, false);
    check("${{ github.event_name == 'push' }}", true, false);
    check("${{ 'x' }}", true, false);
    check("${{ github.missing }}", false, false);
}

#[test]
fn status_functions_replace_it() {
    check("always()", true, true);
    check("${{ always() }}", true, true);
    check("failure()", false, true);
    check("success() || failure()", true, true);
    check("!cancelled()", true, true);
    check("failure() && github.ref == 'x'", false, false);
    check("cancelled()", false, false);
    check("contains(format('{0}', always()), 'true')", true, true);
}

#[test]
fn text_around_an_expression_is_always_true() {
    check("${{ false }} ", true, false);
    check("! ${{ true }}", true, false);
    check("${{ false }} && ${{ false }}", true, false);
    check("${{ always() }} && false", true, true);
    let condition = Condition::parse("${{ false }}\n").expect("a condition");
    assert!(condition.is_always_true());
}

#[track_caller]
fn explained(text: &str, scope: &dyn Scope, expected: &[&str]) {
    let condition = Condition::parse(text).expect("a condition");
    assert_eq!(condition.explain(scope), expected);
}

#[test]
fn conditions_explain_themselves() {
    explained("", &world(), &["success()", "success() = true"]);
    explained(
        "github.ref == 'x' || github['ref'] == env.KEY && needs.*.result",
        &world(),
        &[
            "success() && (github.ref == 'x' || github['ref'] == env.KEY && needs.*.result)",
            "success() = true",
            "github.ref = 'refs/heads/main'",
            "env.KEY = 'value'",
            "needs.*.result = [ \"success\", \"failure\" ]",
        ],
    );
    explained(
        "failure() && list[github.n]",
        &world(),
        &[
            "failure() && list[github.n]",
            "failure() = false",
            "list = [ \"one\", \"two\", \"three\" ]",
            "github.n = null",
        ],
    );
    let secret = World(contexts(&serde_json::json!({ "secrets": {"A": "hidden"} })));
    explained(
        "${{ secrets.A == 'x' && always() }}",
        &secret,
        &[
            "${{ secrets.A == 'x' && always() }}",
            "secrets.A = ***",
            "always() = true",
        ],
    );
}

#[test]
fn uses_count_the_function_in_front() {
    let condition = Condition::parse("needs.a.result == 'x'").expect("a condition");
    let uses = condition.uses();
    assert!(uses.context("needs") && uses.status() && !uses.context("github"));
}
