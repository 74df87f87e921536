//! Cuts source code into tokens. It knows strings and comments, and passes over what it does not know.

use super::{
    dialect::Dialect,
    token::{Code, Kind, Token},
};

/// Signs of several characters, longer ones first.
const MARKS: &[&str] = &[
    "===", "!==", "||=", "??=", "...", "?->", "<=>", "=>", "||", "??", "?.", "->", "::", ":=", "==", "!=", "+=", "-=",
    "&&", "<=", ">=", "<<",
];
/// The longest string of several lines; a quote that is not closed within it is no quote.
const MAX_STRING_BYTES: usize = 16 * 1024;
/// The longest expression inside a string.
const MAX_EXPRESSION_BYTES: usize = 512;
/// The longest regular expression.
const MAX_PATTERN_BYTES: usize = 1024;
/// A closing bracket is looked for among this many open ones, so that broken code costs no more than its length.
const MAX_OPEN_BRACKETS: usize = 64;

/// Cuts a part of a text.
pub(crate) fn lex<'a>(text: &'a str, range: std::ops::Range<usize>, dialect: &'static Dialect) -> Code<'a> {
    let part = &text[..range.end];
    let mut lexer = Lexer {
        text: part,
        bytes: part.as_bytes(),
        dialect,
        at: range.start,
        fresh: true,
        tokens: Vec::new(),
        open: Vec::new(),
        dead: [0; 4],
    };
    while lexer.at < range.end {
        lexer.step();
    }
    for open in std::mem::take(&mut lexer.open) {
        lexer.tokens[open].pair = lexer.tokens.len();
    }
    Code { text, dialect, tokens: lexer.tokens.into() }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    dialect: &'static Dialect,
    at: usize,
    fresh: bool,
    tokens: Vec<Token>,
    /// Brackets that are not closed yet.
    open: Vec<usize>,
    /// Up to where there is no end for a string of each kind: it is not looked for again.
    dead: [usize; 4],
}

impl Lexer<'_> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        if byte == b'\n' {
            self.fresh = true;
            self.at += 1;
        } else if byte.is_ascii_whitespace() {
            self.at += 1;
        // No comment starts with a letter.
        } else if is_word(byte) && !self.starts_string(byte) {
            self.word(byte);
        } else if let Some(end) = self.comment() {
            self.at = end;
        } else if let Some(end) = self.regular_expression() {
            self.plain(Kind::Pattern, end - self.at);
        } else if let Some((inner, end, raw)) = self.string() {
            self.push(Kind::Text, end, inner, raw);
        } else if is_word(byte) {
            self.word(byte);
        } else if matches!(byte, b'(' | b'[' | b'{') {
            self.open.push(self.tokens.len());
            self.plain(Kind::Open, 1);
        } else if matches!(byte, b')' | b']' | b'}') {
            self.close(byte);
        } else {
            self.mark();
        }
    }

    /// Whether a letter can be the prefix of a string.
    fn starts_string(&self, byte: u8) -> bool {
        self.dialect.prefixes.contains(&byte)
    }

    /// A word or a number.
    fn word(&mut self, byte: u8) {
        let length = self.bytes[self.at..].iter().take_while(|byte| is_word(**byte)).count();
        let kind = if byte.is_ascii_digit() { Kind::Number } else { Kind::Word };
        let fraction = match self.bytes.get(self.at + length) {
            Some(b'.') if kind == Kind::Number => {
                self.bytes[self.at + length + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count()
            }
            _ => 0,
        };
        self.plain(kind, length + fraction + usize::from(fraction > 0));
    }

    fn plain(&mut self, kind: Kind, length: usize) {
        let end = self.at + length;
        self.push(kind, end, (self.at, end), false);
    }

    fn push(&mut self, kind: Kind, end: usize, inner: (usize, usize), raw: bool) {
        let pair = self.tokens.len();
        self.tokens.push(Token { kind, start: self.at, end, inner, fresh: self.fresh, raw, pair });
        self.fresh = false;
        self.at = end;
    }

    /// Closes the last bracket of its kind; those inside it that were not closed end here too.
    fn close(&mut self, byte: u8) {
        let opener = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        let here = self.tokens.len();
        let last = self.open.len().saturating_sub(MAX_OPEN_BRACKETS);
        let found = self.open[last..].iter().rposition(|open| self.bytes[self.tokens[*open].start] == opener);
        self.plain(Kind::Close, 1);
        let Some(found) = found.map(|found| last + found) else { return };
        for open in self.open.drain(found..) {
            self.tokens[open].pair = here;
            self.tokens[here].pair = open;
        }
    }

    fn mark(&mut self) {
        let rest = &self.text[self.at..];
        let elvis = self.dialect.elvis && rest.starts_with("?:");
        // The second character of all of them is a sign, too.
        let is_long = self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_punctuation);
        let length = match MARKS.iter().filter(|_| is_long).find(|mark| rest.starts_with(**mark)) {
            _ if elvis => 2,
            Some(mark) => mark.len(),
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
        self.plain(Kind::Mark, length);
    }

    /// The end of the comment that starts here.
    fn comment(&self) -> Option<usize> {
        let (rest, dialect) = (&self.text[self.at..], self.dialect);
        let starts = |mark: &&&str| rest.starts_with(**mark);
        if dialect.line_comments.iter().any(|mark| starts(&mark))
            && !dialect.attribute.is_some_and(|mark| starts(&&mark))
        {
            let blank = self.at == 0 || self.bytes[self.at - 1].is_ascii_whitespace();
            if blank || !dialect.spaced_comments {
                return Some(self.at + rest.find('\n').unwrap_or(rest.len()));
            }
        }
        let blocks = dialect.block_comment.into_iter().chain(dialect.document_comment.filter(|_| self.fresh));
        for (open, close) in blocks {
            if rest.starts_with(open) {
                return Some(rest.find(close).map_or(self.text.len(), |length| self.at + length + close.len()));
            }
        }
        if rest.starts_with("<!--") {
            let near = &rest.as_bytes()[..rest.len().min(MAX_STRING_BYTES)];
            return memchr::memmem::find(near, b"-->").map(|length| self.at + length + 3);
        }
        None
    }

    /// The end of the regular expression that starts here.
    fn regular_expression(&self) -> Option<usize> {
        let starts = self.dialect.regular_expressions && self.bytes[self.at] == b'/' && self.expects_value();
        if starts { self.regular_end() } else { None }
    }

    /// Whether an expression can start here, so that `/` is no division.
    fn expects_value(&self) -> bool {
        match self.tokens.last() {
            None => true,
            Some(token) => match token.kind {
                Kind::Mark => self.bytes[token.start] != b'<',
                Kind::Open => true,
                Kind::Word => matches!(&self.text[token.start..token.end], "return" | "case" | "typeof" | "in"),
                _ => false,
            },
        }
    }

    fn regular_end(&self) -> Option<usize> {
        let (mut at, mut class) = (self.at + 1, false);
        while at < self.at + MAX_PATTERN_BYTES {
            match self.bytes.get(at)? {
                b'\n' => return None,
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(at + 1),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// A string: what is between its quotes, where it ends, and whether it knows no escapes.
    fn string(&mut self) -> Option<((usize, usize), usize, bool)> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"<<") {
            return self.heredoc();
        }
        let prefix = self.prefix(rest);
        let quote = *rest.get(prefix)?;
        if !matches!(quote, b'"' | b'\'' | b'`') {
            return None;
        }
        let raw = rest[..prefix].iter().any(|byte| matches!(byte, b'r' | b'R' | b'@'))
            || self.dialect.raw_quotes.contains(&quote);
        let start = self.at + prefix;
        let triple = [quote; 3];
        if self.dialect.triple_quotes && self.bytes[start..].starts_with(&triple) {
            let length = memchr::memmem::find(&self.bytes[start + 3..], &triple)?;
            return Some(((start + 3, start + 3 + length), start + length + 6, raw));
        }
        let end = self.quote_end(start + 1, quote, raw)?;
        Some(((start + 1, end), end + 1, raw))
    }

    /// The number of letters before a string that belong to it.
    fn prefix(&self, rest: &[u8]) -> usize {
        rest.iter().take(2).take_while(|byte| self.dialect.prefixes.contains(byte)).count()
    }

    fn quote_end(&mut self, from: usize, quote: u8, raw: bool) -> Option<usize> {
        let multiline = self.dialect.multiline_quotes.contains(&quote);
        let verbatim = raw && self.dialect.doubled_quotes;
        let limit = self.bytes.len().min(from + if multiline || verbatim { MAX_STRING_BYTES } else { usize::MAX / 2 });
        let kind = usize::from(quote == b'\'') + 2 * usize::from(quote == b'`');
        if from <= self.dead[kind] {
            return None;
        }
        let interpolation = self.dialect.interpolation.filter(|_| quote != b'\'').map_or(0, |sign| sign.as_bytes()[0]);
        let mut at = from;
        while at < limit {
            let byte = self.bytes[at];
            if byte == quote {
                if verbatim && self.bytes.get(at + 1) == Some(&quote) {
                    at += 2;
                    continue;
                }
                return Some(at);
            }
            at = match byte {
                b'\n' if !multiline && !verbatim => break,
                b'\\' if !raw => at + 2,
                _ if byte == interpolation && self.bytes.get(at + 1) == Some(&b'{') => self.expression_end(at + 1),
                _ => at + 1,
            };
        }
        self.dead[kind] = at;
        None
    }

    /// Behind the brace that closes an expression inside of a string.
    fn expression_end(&self, at: usize) -> usize {
        let mut depth = 0;
        for (offset, byte) in self.bytes[at..].iter().take(MAX_EXPRESSION_BYTES).enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at + offset + 1;
            }
        }
        at + 1
    }

    /// `<<EOF`, `<<~EOF`, `<<<EOF`: from the next line up to the one that has only the word.
    fn heredoc(&mut self) -> Option<((usize, usize), usize, bool)> {
        if !self.dialect.heredocs {
            return None;
        }
        let rest = &self.text[self.at..];
        let line = &rest[..rest.find('\n')?];
        let word = line.trim_start_matches('<').trim_start_matches(['~', '-', '"', '\'']);
        let word = &word[..word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len())];
        if word.is_empty() || !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let body = self.at + line.len() + 1;
        if body <= self.dead[3] {
            return None;
        }
        let mut at = body;
        let limit = self.text.len().min(body + MAX_STRING_BYTES);
        while at < limit {
            let end = crate::document::text::line_end(self.text, at);
            if self.text[at..end].trim().trim_end_matches(';') == word {
                return Some(((body, at.max(body + 1) - 1), end, false));
            }
            at = end + 1;
        }
        self.dead[3] = at;
        None
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, name: &str) -> Vec<String> {
        let source = lex(text, 0..text.len(), Dialect::for_any(name));
        (0..source.tokens.len())
            .map(
                |at| {
                    if source.is_text(at) { format!("'{}'", source.inner_text(at)) } else { source.sign(at).to_owned() }
                },
            )
            .collect()
    }

    #[test]
    fn tokens_of_each_dialect() {
        for (name, text, expected) in [
            ("a.ts", "a?.b ?? 'c' // d\n/* e */ f = /'/g", "a|?.|b|??|'c'|f|=|/'/|g"),
            ("a.ts", "`x ${a ? 'b' : `c`} y` + 1.5", "'x ${a ? 'b' : `c`} y'|+|1.5"),
            ("a.ts", "don't = \"x\\\"y\"", "don|'|t|=|'x\\\"y'"),
            ("a.py", "x = rb'\\' + \"\"\"a\n\"b\"\"\" # c", "x|=|'\\'|+|'a\n\"b'"),
            ("a.php", "$a->b['c'] = <<<EOT\nx 'y\nEOT;\n#[Attr]\n# d", "$a|->|b|[|'c'|]|=|'x 'y'|#|[|Attr|]"),
            ("a.rb", "a = \"#{ENV[\"X\"]}\" # b\n=begin\n'\n=end\nc", "a|=|'#{ENV[\"X\"]}'|c"),
            ("a.go", "a := `b\\` // c", "a|:=|'b\\'"),
            ("a.kt", "val a = b ?: \"\"\"c\"\"\"", "val|a|=|b|?:|'c'"),
            ("a.cs", "a = @\"b\"\"c\\\" ?? $\"d\"", "a|=|'b\"\"c\\'|??|'d'"),
        ] {
            assert_eq!(cut(text, name).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn brackets_know_each_other() {
        let source = lex("f({a: [1}) b", 0..12, Dialect::for_any("a.js"));
        assert_eq!(source.behind(1), 9);
        assert_eq!(source.behind(2), 8);
        assert_eq!(source.behind(5), 8, "what is left open ends with what is around it");
    }
}
