//! Atoms, groups, anchors and how often they are there.

use super::{DEPTH, Done, Ends, Flags, SyntaxProblem, Translator};

/// Line ends of Java but `\n`.
const OTHER_ENDS: &str = r"\r\x{85}\x{2028}\x{2029}";

impl Translator {
    /// An atom with its quantifier.
    pub(super) fn piece(&mut self) -> Done {
        if self.comment() {
            return Ok(());
        }
        self.atom()?;
        self.quantifier()
    }

    /// Passes what `(?x)` makes invisible.
    fn comment(&mut self) -> bool {
        if !self.flags.has(Flags::COMMENTS) {
            return false;
        }
        match self.peek() {
            Some('#') => {
                while self.next().is_some_and(|c| c != '\n') {}
                true
            }
            Some(c) if c.is_ascii_whitespace() => self.next().is_some(),
            _ => false,
        }
    }

    fn atom(&mut self) -> Done {
        let start = self.at;
        match self.next() {
            Some('(') => self.group(start),
            Some('[') => self.class(start),
            Some('.') => {
                self.dot();
                Ok(())
            }
            Some('^') => {
                self.line_start();
                Ok(())
            }
            Some('$') => {
                self.line_end();
                Ok(())
            }
            Some('\\') => self.escape(),
            Some(c @ ('*' | '+' | '?')) => {
                let what = format!("Dangling meta character '{c}'");
                Err(SyntaxProblem::new(what, start))
            }
            Some('{') => Err(SyntaxProblem::new("Illegal repetition", start + 1)),
            Some(c) => {
                self.literal(c);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn dot(&mut self) {
        if self.flags.has(Flags::DOTALL) {
            self.put("(?s:.)");
        } else if self.flags.has(Flags::UNIX_LINES) {
            self.put(r"[^\n]");
        } else {
            self.put(&format!(r"[^\n{OTHER_ENDS}]"));
        }
    }

    fn line_start(&mut self) {
        let multiline = self.flags.has(Flags::MULTILINE);
        self.done.has_ends |= multiline;
        match (multiline, self.ends) {
            (false, _) => self.put(r"(?:\A)"),
            (true, Ends::Simple) => self.put("(?m:^)"),
            (true, Ends::Full) => {
                self.put(&format!(r"(?:\A|(?<=[\n{OTHER_ENDS}])(?<!\r(?=\n))(?!\z))"));
            }
        }
    }

    pub(super) fn line_end(&mut self) {
        self.done.has_ends = true;
        let multiline = self.flags.has(Flags::MULTILINE);
        match (multiline, self.ends) {
            (false, Ends::Simple) => self.put(r"(?:\z)"),
            (true, Ends::Simple) => self.put("(?m:$)"),
            (false, Ends::Full) => self.put(&format!(r"(?=(?:\r\n|[\n{OTHER_ENDS}])?\z)")),
            (true, Ends::Full) => self.put(&format!(r"(?:(?=[{OTHER_ENDS}])|(?<!\r)(?=\n)|\z)")),
        }
    }

    fn group(&mut self, start: usize) -> Done {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(SyntaxProblem::new("Groups are nested too deeply", start));
        }
        let flags = self.flags;
        if self.group_start()? {
            self.alternatives()?;
            if self.next() != Some(')') {
                return self.problem("Unclosed group");
            }
            self.put(")");
            self.flags = flags;
        }
        self.depth -= 1;
        Ok(())
    }

    /// False: it was only flags, which hold until the group around them ends.
    fn group_start(&mut self) -> Done<bool> {
        for start in ["?:", "?=", "?!", "?>", "?<=", "?<!"] {
            if self.eat(start) {
                self.put(&format!("({start}"));
                return Ok(true);
            }
        }
        if self.eat("?<") {
            return self.named().map(|()| true);
        }
        if self.eat("?") {
            return self.inline_flags();
        }
        self.done.groups += 1;
        self.put("(");
        Ok(true)
    }

    fn named(&mut self) -> Done {
        let start = self.at;
        let Some(name) = self.until('>') else {
            self.at = self.chars.len();
            return self.problem("named capturing group is missing trailing '>'");
        };
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let what = "capturing group name does not start with a Latin letter";
            return Err(SyntaxProblem::new(what, start));
        }
        if self.done.names.iter().any(|(known, _)| *known == name) {
            let what = format!("Named capturing group <{name}> is already defined");
            return Err(SyntaxProblem::new(what, self.at - 1));
        }
        self.done.groups += 1;
        self.done.names.push((name, self.done.groups));
        self.put("(");
        Ok(())
    }

    fn inline_flags(&mut self) -> Done<bool> {
        let mut bits = self.flags.0;
        let mut on = true;
        loop {
            match self.next() {
                Some('-') => on = false,
                Some(end @ (')' | ':')) => return Ok(self.set_flags(Flags(bits), end)),
                Some(c) => match Flags::of_letter(c) {
                    Some(bit) if on => bits |= bit,
                    Some(bit) => bits &= !bit,
                    None => {
                        return Err(SyntaxProblem::new("Unknown inline modifier", self.at - 1));
                    }
                },
                None => return self.problem("Unknown inline modifier"),
            }
        }
    }

    fn set_flags(&mut self, flags: Flags, end: char) -> bool {
        let fold = flags.has(Flags::CASE_INSENSITIVE);
        let flag = if fold { "(?i" } else { "(?-i" };
        self.flags = flags;
        self.put(flag);
        self.put(if end == ':' { ":" } else { ")" });
        end == ':'
    }

    fn quantifier(&mut self) -> Done {
        match self.peek() {
            Some(c @ ('*' | '+' | '?')) => {
                self.at += 1;
                self.put(c.encode_utf8(&mut [0; 4]));
            }
            Some('{') => self.counted()?,
            _ => return Ok(()),
        }
        if let Some(c @ ('?' | '+')) = self.peek() {
            self.at += 1;
            self.put(c.encode_utf8(&mut [0; 4]));
        }
        Ok(())
    }

    fn counted(&mut self) -> Done {
        if !self.peek_at(1).is_some_and(|c| c.is_ascii_digit()) {
            return Err(SyntaxProblem::new("Illegal repetition", self.at + 1));
        }
        self.at += 1;
        let least = self.number();
        let most = if self.eat(",") {
            self.number_if_any()
        } else {
            Some(least)
        };
        if self.peek() != Some('}') {
            return self.problem("Unclosed counted closure");
        }
        if most.is_some_and(|most| most < least) {
            return self.problem("Illegal repetition range");
        }
        self.at += 1;
        let most = most.map_or(String::new(), |most| most.to_string());
        self.put(&format!("{{{least},{most}}}"));
        Ok(())
    }

    fn number_if_any(&mut self) -> Option<u32> {
        let digit = self.peek().is_some_and(|c| c.is_ascii_digit());
        digit.then(|| self.number())
    }

    fn number(&mut self) -> u32 {
        let mut number = 0_u32;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.at += 1;
            number = number.saturating_mul(10).saturating_add(digit);
        }
        number
    }
}
