//! What holds for every text.

use proptest::prelude::*;

use super::super::{parse, show};
use crate::code::Code;

/// Pieces of Groovy in any order.
pub(super) fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "B", "1", "1.5", "'t'", "\"", "'", "\"\"\"", "'''", "${", "$b", "{", "}", "(", ")",
        "[", "]", " ", "\n", ";", ":", ",", ".", "?.", "*.", "..", "->", "=", "+", "-", "*", "/",
        "$/", "/$", "!", "?", "?:", "<", ">", "@", "\\", "def ", "if ", "else ", "for ", "in ",
        "as ", "new ", "class ", "enum ", "switch ", "case ", "default", "try ", "catch ",
        "finally ", "return ", "import ", "static ", "//", "/*", "*/", "#!", "é", "😀", "\r\n",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn anything_is_read_and_can_be_shown(text in pieces()) {
        let code = Code::new("x", text);
        let parsed = parse(&code);
        show::script(&parsed.script);
    }

    #[test]
    fn places_of_errors_are_in_the_text(text in pieces()) {
        let code = Code::new("x", text);
        for error in parse(&code).errors {
            prop_assert!(error.span.start <= error.span.end);
            prop_assert!(error.span.end as usize <= code.text.len());
            prop_assert!(code.text.is_char_boundary(error.span.start as usize));
        }
    }

    #[test]
    fn statements_stand_in_order_inside_their_file(text in pieces()) {
        let code = Code::new("x", text);
        let mut end = 0;
        for statement in &parse(&code).script.body.statements {
            prop_assert!(end <= statement.span.start, "{} {:?}", end, statement);
            prop_assert!(statement.span.start <= statement.span.end);
            end = statement.span.end;
        }
        prop_assert!(end as usize <= code.text.len());
    }

    #[test]
    fn errors_never_come_from_what_is_read_again(text in "[a-c]{1,3}( [a-c]{1,3}){0,4}") {
        prop_assert_eq!(parse(&Code::new("x", text)).errors, vec![]);
    }
}
