//! Which brace is missing: the layout says it where the signs can't, since every brace closes the nearest one.

use super::parser::Parser;

impl Parser<'_> {
    /// A help for a block that the end of the file left open.
    pub(super) fn unclosed(&self, open: usize) -> String {
        match (open + 1..self.at).rfind(|at| self.closes_further_out(*at)) {
            Some(inner) => format!(
                "the block that opens in line {} seems to have no closing brace: the next one stands further out",
                self.line(inner)
            ),
            None => format!(
                "the brace that opens in line {} is never closed",
                self.line(open)
            ),
        }
    }

    /// Whether a block ends with a brace that by its place in the line belongs to one around.
    fn closes_further_out(&self, open: usize) -> bool {
        if !self.kind(open).is("{") {
            return false;
        }
        let Some(behind) = self.behind(open) else {
            return false;
        };
        let (opens, closes) = (self.line(open), self.line(behind - 1));
        let first = self.code.line(closes).trim_start().starts_with('}');
        opens != closes && first && self.indent(closes) < self.indent(opens)
    }

    fn line(&self, at: usize) -> u32 {
        let start = self.token(at).map(|token| token.span.start);
        self.code.position(start.unwrap_or_default()).line
    }

    fn indent(&self, line: u32) -> usize {
        let line = self.code.line(line);
        line.len() - line.trim_start().len()
    }
}
