//! Steps from a name to its value.

/// The words of a phrase between a name and its operator.
const MAX_PHRASE_WORDS: usize = 3;

/// The operator between a name and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `=`, `=>`, `:=`, `==`, ...
    Plain,
    /// `(` of a call.
    Call,
    /// `:`, which a type may follow.
    Typed,
    /// `>` of an opening tag.
    Tag,
}

/// A place in a text. What can't be read moves it no further than a bound.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn rest(&self) -> &[u8] {
        &self.text[self.at.min(self.text.len())..]
    }

    pub(super) fn skip_while(&mut self, most: usize, keep: impl Fn(u8) -> bool) -> usize {
        let count = self.rest().iter().take(most).take_while(|byte| keep(**byte)).count();
        self.at += count;
        count
    }

    pub(super) fn skip_blanks(&mut self) {
        self.skip_while(40, |byte| byte == b' ' || byte == b'\t');
    }

    pub(super) fn eat(&mut self, literal: &[u8]) -> bool {
        let found = self.rest().starts_with(literal);
        self.at += if found { literal.len() } else { 0 };
        found
    }

    /// Passes over what closes a name: a quote (also an escaped one), brackets, an index. True if there was a quote.
    pub(super) fn skip_closers(&mut self) -> bool {
        let mut quoted = false;
        for _ in 0..4 {
            match self.peek() {
                b'\\' if matches!(self.text.get(self.at + 1), Some(b'"' | b'\'')) => self.at += 2,
                b'"' | b'\'' | b'`' => self.at += 1,
                b']' | b'}' => {
                    self.at += 1;
                    continue;
                }
                b'?' | b'!' | b'*' if matches!(self.text.get(self.at + 1), Some(b':' | b' ')) => {
                    self.at += 1;
                    continue;
                }
                b')' if quoted => {
                    self.at += 1;
                    continue;
                }
                b'[' => {
                    let mut ahead = self.clone();
                    ahead.at += 1;
                    ahead.skip_while(6, |byte| byte.is_ascii_digit());
                    if !ahead.eat(b"]") {
                        break;
                    }
                    self.at = ahead.at;
                    continue;
                }
                _ => break,
            }
            quoted = true;
        }
        quoted
    }

    /// Reads an operator. A comma is one behind the first argument of a call; a colon that starts a word behind a closed
    /// name is none (`model="password" :label=`).
    pub(super) fn operator(&mut self, argument: bool, closed: bool) -> Option<Operator> {
        const PLAIN: [&[u8]; 18] = [
            b":::=", b"::=", b"===", b"!==", b"||=", b"??=", b"=>", b":=", b"==", b"!=", b"?=", b"+=", b"->", b"<-",
            b"::", b"=", b"||", b"??",
        ];
        let first = self.peek();
        if PLAIN.iter().any(|operator| operator[0] == first && self.eat(operator)) {
            return Some(Operator::Plain);
        }
        match self.peek() {
            b':' if closed && self.starts_attribute() => None,
            b':' => {
                self.at += 1;
                Some(Operator::Typed)
            }
            b'(' => {
                self.at += 1;
                Some(Operator::Call)
            }
            b',' if argument => {
                self.at += 1;
                self.skip_blanks();
                self.at_quote().then_some(Operator::Plain)
            }
            b'>' => {
                self.at += 1;
                Some(Operator::Tag)
            }
            _ => None,
        }
    }

    /// Whether a colon is behind a blank and before a letter.
    pub(super) fn starts_attribute(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.text.get(at));
        before == Some(&b' ') && self.text.get(self.at + 1).is_some_and(u8::is_ascii_alphabetic)
    }

    /// Passes over the type in `name: Type = value`.
    pub(super) fn skip_type(&mut self) {
        let mut ahead = self.clone();
        ahead.skip_blanks();
        if ahead.at_quote() {
            return;
        }
        let type_length = ahead.skip_while(40, |byte| byte.is_ascii_alphanumeric() || b"_&<>[]'.?|*:".contains(&byte));
        ahead.skip_blanks();
        if type_length > 0 && ahead.peek() == b'=' && ahead.text.get(ahead.at + 1) != Some(&b'=') && ahead.eat(b"=") {
            ahead.skip_blanks();
            if ahead.at_quote() {
                self.at = ahead.at;
            }
        }
    }

    /// Passes over a phrase and returns the end of its last word. A dash may come between phrase and value.
    pub(super) fn phrase(&mut self) -> Option<usize> {
        for _ in 0..MAX_PHRASE_WORDS {
            let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            if self.skip_while(20, word) == 0 {
                return None;
            }
            let end = self.at;
            self.skip_blanks();
            if b"=:\"'`]>".contains(&self.peek()) {
                return Some(end);
            }
        }
        None
    }

    pub(super) fn at_quote(&self) -> bool {
        matches!(self.peek(), b'"' | b'\'' | b'`')
            || self.rest().starts_with(b"\\\"")
            || self.rest().starts_with(b"\\'")
    }
}
