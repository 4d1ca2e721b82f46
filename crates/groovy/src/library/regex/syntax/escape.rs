//! What stands behind a backslash.

use super::{Done, SyntaxProblem, Translator};

const BLANKS: &str = r" \t\x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}";
const BREAKS: &str = r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}";

/// A set of characters by its letter, as the inside of a class.
pub(super) fn set(letter: char) -> Option<String> {
    let inside = match letter.to_ascii_lowercase() {
        'd' => "0-9",
        'w' => "a-zA-Z0-9_",
        's' => r" \t\n\x0B\x0C\r",
        'h' => BLANKS,
        'v' => BREAKS,
        _ => return None,
    };
    let not = if letter.is_ascii_uppercase() { "^" } else { "" };
    Some(format!("[{not}{inside}]"))
}

impl Translator {
    pub(super) fn escape(&mut self) -> Done {
        let Some(c) = self.peek() else {
            return self.problem("Unexpected internal error");
        };
        if let Some(set) = set(c) {
            self.at += 1;
            self.put(&set);
            return Ok(());
        }
        match c {
            'b' | 'B' | 'A' | 'z' | 'G' => {
                self.at += 1;
                self.put(&format!("\\{c}"));
            }
            'Z' => {
                self.at += 1;
                self.last_line_end();
            }
            'R' => {
                self.at += 1;
                self.put(&format!(r"(?:\r\n|[{BREAKS}])"));
            }
            'Q' => {
                self.at += 1;
                let text = self.quote();
                self.quoted(&text);
            }
            'k' => return self.named_reference(),
            '1'..='9' => self.reference(),
            'p' | 'P' => {
                let set = self.property()?;
                self.put(&set);
            }
            _ => {
                let c = self.escaped_char()?;
                self.literal(c);
            }
        }
        Ok(())
    }

    fn last_line_end(&mut self) {
        let flags = self.flags;
        self.flags.0 &= !super::Flags::MULTILINE;
        self.line_end();
        self.flags = flags;
    }

    /// `\Q...\E`.
    pub(super) fn quote(&mut self) -> String {
        let mut text = String::new();
        while !self.eat("\\E") {
            match self.next() {
                Some(c) => text.push(c),
                None => break,
            }
        }
        text
    }

    fn named_reference(&mut self) -> Done {
        self.at += 1;
        if !self.eat("<") {
            return self.problem("\\k is not followed by '<' for named capturing group");
        }
        let Some(name) = self.until('>') else {
            return self.problem("named capturing group is missing trailing '>'");
        };
        let known = self.done.names.iter().find(|(known, _)| *known == name);
        let Some((_, group)) = known else {
            let what = format!("named capturing group <{name}> does not exist");
            return Err(SyntaxProblem::new(what, self.at - 1));
        };
        let group = *group;
        self.put(&format!(r"(?:\{group})"));
        Ok(())
    }

    /// As many digits as there are groups.
    fn reference(&mut self) {
        let mut group = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let longer = group * 10 + digit as usize;
            if group > 0 && longer > self.total {
                break;
            }
            group = longer;
            self.at += 1;
        }
        // One of a group that has not been there yet matches nothing.
        if group > self.done.groups {
            self.put("(?!)");
        } else {
            self.put(&format!(r"(?:\{group})"));
        }
    }

    /// An escape that stands for one character.
    pub(super) fn escaped_char(&mut self) -> Done<char> {
        let Some(c) = self.next() else {
            return self.problem("Unexpected internal error");
        };
        match c {
            't' => Ok('\t'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            'f' => Ok('\x0C'),
            'a' => Ok('\x07'),
            'e' => Ok('\x1B'),
            '0' => self.octal(),
            'x' => self.hexadecimal(),
            'u' => self.unicode(),
            'c' => self.control(),
            c if c.is_ascii_alphabetic() => {
                let what = "Illegal/unsupported escape sequence";
                Err(SyntaxProblem::new(what, self.at - 1))
            }
            c => Ok(c),
        }
    }

    fn control(&mut self) -> Done<char> {
        match self.next().and_then(|c| u8::try_from(c).ok()) {
            Some(c) => Ok(char::from(c ^ 64)),
            None => self.problem("Illegal control escape sequence"),
        }
    }

    fn octal(&mut self) -> Done<char> {
        let digits: Vec<u32> = (0..3).map_while(|i| self.peek_at(i)?.to_digit(8)).collect();
        if digits.is_empty() {
            return self.problem("Illegal octal escape sequence");
        }
        let count = if digits.first() > Some(&3) { 2 } else { 3 };
        let digits = digits.into_iter().take(count);
        self.at += digits.len();
        let code = digits.fold(0, |code, digit| code * 8 + digit);
        char::from_u32(code).map_or_else(|| self.problem("Illegal octal escape sequence"), Ok)
    }

    fn hexadecimal(&mut self) -> Done<char> {
        let code = if self.eat("{") {
            self.until('}')
                .and_then(|code| u32::from_str_radix(&code, 16).ok())
        } else {
            self.digits(2)
        };
        match code.and_then(char::from_u32) {
            Some(c) => Ok(c),
            None => self.problem("Illegal hexadecimal escape sequence"),
        }
    }

    fn unicode(&mut self) -> Done<char> {
        let mut units: Vec<u16> = self.unit().into_iter().collect();
        let high = units
            .first()
            .is_some_and(|unit| (0xD800..0xDC00).contains(unit));
        if high && self.eat("\\u") {
            units.extend(self.unit());
        }
        match char::decode_utf16(units).next() {
            Some(Ok(c)) => Ok(c),
            _ => self.problem("Illegal Unicode escape sequence"),
        }
    }

    fn unit(&mut self) -> Option<u16> {
        self.digits(4).and_then(|code| u16::try_from(code).ok())
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits: Option<Vec<u32>> = (0..count).map(|i| self.peek_at(i)?.to_digit(16)).collect();
        let digits = digits?;
        self.at += count;
        Some(digits.into_iter().fold(0, |code, digit| code * 16 + digit))
    }
}
