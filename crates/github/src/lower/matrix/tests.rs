//! Matrices by example, and what holds of all of them.

use proptest::prelude::*;
use serde_json::json;

use super::*;

#[track_caller]
fn check(matrix: &Json, expected: &[(&str, Json)]) {
    let cells = cells(matrix).unwrap();
    let found: Vec<(String, Json)> = cells
        .into_iter()
        .map(|cell| (cell.shown.join(", "), Json::Object(cell.values)))
        .collect();
    let expected: Vec<(String, Json)> = expected
        .iter()
        .map(|(shown, values)| ((*shown).to_owned(), values.clone()))
        .collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn refused(matrix: &Json, expected: &str) {
    assert_eq!(cells(matrix).unwrap_err(), expected);
}

#[test]
fn the_last_axis_changes_fastest() {
    check(
        &json!({"os": ["l", "w"], "n": [4, 6]}),
        &[
            ("l, 4", json!({"os": "l", "n": 4})),
            ("l, 6", json!({"os": "l", "n": 6})),
            ("w, 4", json!({"os": "w", "n": 4})),
            ("w, 6", json!({"os": "w", "n": 6})),
        ],
    );
}

#[test]
fn the_example_of_the_documentation() {
    check(
        &json!({
            "fruit": ["apple", "pear"],
            "animal": ["cat", "dog"],
            "include": [
                {"color": "green"},
                {"color": "pink", "animal": "cat"},
                {"fruit": "apple", "shape": "circle"},
                {"fruit": "banana"},
                {"fruit": "banana", "animal": "cat"},
            ],
        }),
        &[
            (
                "apple, cat",
                json!({"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"}),
            ),
            (
                "apple, dog",
                json!({"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"}),
            ),
            (
                "pear, cat",
                json!({"fruit": "pear", "animal": "cat", "color": "pink"}),
            ),
            (
                "pear, dog",
                json!({"fruit": "pear", "animal": "dog", "color": "green"}),
            ),
            ("banana", json!({"fruit": "banana"})),
            ("banana, cat", json!({"fruit": "banana", "animal": "cat"})),
        ],
    );
}

#[test]
fn an_excluded_cell_comes_back_only_by_an_include() {
    check(
        &json!({
            "os": ["l", "w"],
            "v": [1, 2],
            "exclude": [{"os": "w"}, {"v": "1"}],
            "include": [{"os": "w", "v": 2}],
        }),
        &[
            ("l, 2", json!({"os": "l", "v": 2})),
            ("w, 2", json!({"os": "w", "v": 2})),
        ],
    );
}

#[test]
fn without_axes_each_include_is_a_cell() {
    check(
        &json!({"include": [{"a": 1}, {"a": 2, "b": true}]}),
        &[
            ("1", json!({"a": 1})),
            ("2, true", json!({"a": 2, "b": true})),
        ],
    );
}

#[test]
fn objects_are_values_and_a_filter_may_name_a_part() {
    check(
        &json!({
            "node": [{"v": 14, "env": null}, {"v": 20, "env": "X"}],
            "exclude": [{"node": {"v": 14}}],
            "include": [{"node": {"env": "x"}, "extra": [1]}],
        }),
        &[(
            "20, X",
            json!({"node": {"v": 20, "env": "X"}, "extra": [1]}),
        )],
    );
}

#[test]
fn everything_may_be_excluded() {
    check(&json!({"a": [1], "exclude": [{"a": 1}]}), &[]);
}

#[test]
fn what_is_no_matrix_is_refused() {
    refused(&json!("x"), "the matrix is a text, not a mapping");
    refused(&json!({}), "the matrix has no values");
    refused(&json!({"a": []}), "`a` has no values");
    refused(&json!({"a": "x"}), "`a` is a text, not a list");
    refused(
        &json!({"a": [1], "include": {}}),
        "`include` is a mapping, not a list",
    );
    refused(
        &json!({"a": [1], "include": [1]}),
        "`include` has a number, not a mapping",
    );
    refused(
        &json!({"a": [1], "exclude": [{}]}),
        "`exclude` has an entry without values",
    );
    refused(
        &json!({"a": [1], "exclude": [{"b": 1}]}),
        "`exclude` names `b`, which the matrix has not",
    );
}

#[test]
fn a_matrix_makes_no_more_than_256_jobs() {
    let axis = |size: usize| (0..size).collect::<Vec<_>>();
    let matrix = |a, b| json!({"a": axis(a), "b": axis(b)});
    assert_eq!(cells(&matrix(16, 16)).unwrap().len(), 256);
    refused(&matrix(257, 1), "the matrix makes more than 256 jobs");
    refused(&matrix(5000, 5000), "the matrix makes more than 256 jobs");
}

/// Axes with a few small values.
fn some_axes() -> impl Strategy<Value = Map<String, Json>> {
    let values = prop::collection::vec(0..4_u8, 1..4);
    let axes = prop::collection::btree_map("[a-d]", values, 1..4);
    axes.prop_map(|axes| {
        let axes = axes.into_iter();
        axes.map(|(name, values)| (name, json!(values))).collect()
    })
}

/// Anything that JSON can say.
fn anything() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (0..9_i32).prop_map(Json::from),
        "[a-c]{0,2}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = prop_oneof![
            "[a-c]",
            Just("include".to_owned()),
            Just("exclude".to_owned())
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|fields| Json::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(matrix in anything()) {
        let _ = cells(&matrix);
    }

    #[test]
    fn there_is_a_cell_for_each_combination(axes in some_axes()) {
        let size: usize = axes.values().filter_map(Json::as_array).map(Vec::len).product();
        let made = cells(&Json::Object(axes.clone())).unwrap();
        prop_assert_eq!(made.len(), size);
        for cell in made {
            let names: Vec<&String> = cell.values.keys().collect();
            prop_assert_eq!(names, axes.keys().collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_excluded_is_gone_and_the_rest_stays(axes in some_axes(), pick in any::<prop::sample::Index>()) {
        let all = cells(&Json::Object(axes.clone())).unwrap();
        let victim = Json::Object(all[pick.index(all.len())].values.clone());
        let mut matrix = axes;
        matrix.insert("exclude".to_owned(), json!([victim]));
        let left = cells(&Json::Object(matrix)).unwrap();
        let is_victim = |cell: &&Cell| Json::Object(cell.values.clone()) == victim;
        let expected: Vec<Cell> = all.iter().filter(|cell| !is_victim(cell)).cloned().collect();
        prop_assert_eq!(left, expected);
    }
}
