//! Cuts source code into tokens. It knows strings and comments, and passes over what it does not know.

use super::{
    family::Family,
    token::{Kind, Source, Token},
};

/// Signs of several characters, longer ones first.
const MARKS: &[&str] = &[
    "===", "!==", "||=", "??=", "...", "?->", "<=>", "=>", "||", "??", "?.", "->", "::", ":=", "==", "!=", "+=", "-=",
    "&&", "<=", ">=", "<<",
];
/// A string of several lines is not longer; otherwise its quote is no quote.
const LONGEST_TEXT: usize = 16 * 1024;
/// An expression inside a string is not longer.
const LONGEST_EXPRESSION: usize = 512;
/// A regular expression is not longer.
const LONGEST_REGULAR: usize = 1024;
/// A bracket closes one of the last so many that are open.
const MOST_UNCLOSED: usize = 64;

/// Cuts a part of a text.
pub(super) fn lex(text: &str, range: std::ops::Range<usize>, family: Family) -> Source<'_> {
    let part = &text[..range.end];
    let mut lexer = Lexer {
        text: part,
        bytes: part.as_bytes(),
        family,
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
    Source { text, family, tokens: lexer.tokens }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    family: Family,
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
        } else if let Some(end) = self.comment() {
            self.at = end;
        } else if let Some((inner, end, raw)) = self.string() {
            self.push(Kind::Text, end, inner, raw);
        } else if is_word(byte) {
            let length = self.bytes[self.at..].iter().take_while(|byte| is_word(**byte)).count();
            let kind = if byte.is_ascii_digit() { Kind::Number } else { Kind::Word };
            let fraction = match self.bytes.get(self.at + length) {
                Some(b'.') if kind == Kind::Number => {
                    self.bytes[self.at + length + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count()
                }
                _ => 0,
            };
            self.plain(kind, length + fraction + usize::from(fraction > 0));
        } else if matches!(byte, b'(' | b'[' | b'{') {
            self.open.push(self.tokens.len());
            self.plain(Kind::Open, 1);
        } else if matches!(byte, b')' | b']' | b'}') {
            self.close(byte);
        } else {
            self.mark();
        }
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
        let last = self.open.len().saturating_sub(MOST_UNCLOSED);
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
        let elvis = matches!(self.family, Family::Php | Family::Jvm) && rest.starts_with("?:");
        let length = match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            _ if elvis => 2,
            Some(mark) => mark.len(),
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
        self.plain(Kind::Mark, length);
    }

    /// Where the comment or the regular expression that starts here ends.
    fn comment(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let family = self.family;
        let line_end = || rest.find('\n').map_or(self.text.len(), |length| self.at + length);
        if family.line_comments().iter().any(|mark| rest.starts_with(mark))
            && !(family == Family::Php && rest.starts_with("#["))
        {
            return Some(line_end());
        }
        if family.has_block_comments() && rest.starts_with("/*") {
            return Some(rest.find("*/").map_or(self.text.len(), |length| self.at + length + 2));
        }
        if family == Family::Ruby && self.fresh && rest.starts_with("=begin") {
            return Some(rest.find("\n=end").map_or(self.text.len(), |length| self.at + length + 5));
        }
        if rest.starts_with("<!--") {
            let near = &rest.as_bytes()[..rest.len().min(LONGEST_TEXT)];
            return memchr::memmem::find(near, b"-->").map(|length| self.at + length + 3);
        }
        let regular = family == Family::Script && rest.starts_with('/') && self.expects_value();
        if regular { self.regular_end() } else { None }
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
        while at < self.at + LONGEST_REGULAR {
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
        if !matches!(quote, b'"' | b'\'' | b'`') || quote == b'\'' && self.family == Family::Terraform {
            return None;
        }
        let raw = rest[..prefix].iter().any(|byte| matches!(byte, b'r' | b'R' | b'@'))
            || quote == b'`' && self.family == Family::Go;
        let start = self.at + prefix;
        let triple = [quote; 3];
        if self.bytes[start..].starts_with(&triple)
            && !matches!(self.family, Family::Script | Family::Php | Family::Ruby | Family::Go)
        {
            let length = memchr::memmem::find(&self.bytes[start + 3..], &triple)?;
            return Some(((start + 3, start + 3 + length), start + length + 6, raw));
        }
        let end = self.quote_end(start + 1, quote, raw)?;
        Some(((start + 1, end), end + 1, raw))
    }

    /// How many letters stand before a string that belong to it.
    fn prefix(&self, rest: &[u8]) -> usize {
        let is_prefix: fn(&u8) -> bool = match self.family {
            Family::Python => |byte| b"rRbBuUfF".contains(byte),
            Family::Dotnet => |byte| b"@$".contains(byte),
            _ => return 0,
        };
        rest.iter().take(2).take_while(|byte| is_prefix(byte)).count()
    }

    fn quote_end(&mut self, from: usize, quote: u8, raw: bool) -> Option<usize> {
        let multiline = self.family.is_multiline(quote);
        let verbatim = raw && self.family == Family::Dotnet;
        let limit = self.bytes.len().min(from + if multiline || verbatim { LONGEST_TEXT } else { usize::MAX / 2 });
        let kind = usize::from(quote == b'\'') + 2 * usize::from(quote == b'`');
        if from <= self.dead[kind] {
            return None;
        }
        let interpolation = self.family.interpolation().filter(|_| quote != b'\'').map_or(0, |sign| sign.as_bytes()[0]);
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
        for (offset, byte) in self.bytes[at..].iter().take(LONGEST_EXPRESSION).enumerate() {
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
        if !matches!(self.family, Family::Php | Family::Ruby | Family::Terraform) {
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
        let limit = self.text.len().min(body + LONGEST_TEXT);
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

    fn cut(text: &str, family: Family) -> Vec<String> {
        let source = lex(text, 0..text.len(), family);
        (0..source.tokens.len())
            .map(
                |at| {
                    if source.is_text(at) { format!("'{}'", source.inner_text(at)) } else { source.sign(at).to_owned() }
                },
            )
            .collect()
    }

    #[test]
    fn tokens_of_each_family() {
        for (family, text, expected) in [
            (Family::Script, "a?.b ?? 'c' // d\n/* e */ f = /'/g", "a|?.|b|??|'c'|f|=|g"),
            (Family::Script, "`x ${a ? 'b' : `c`} y` + 1.5", "'x ${a ? 'b' : `c`} y'|+|1.5"),
            (Family::Script, "don't = \"x\\\"y\"", "don|'|t|=|'x\\\"y'"),
            (Family::Python, "x = rb'\\' + \"\"\"a\n\"b\"\"\" # c", "x|=|'\\'|+|'a\n\"b'"),
            (Family::Php, "$a->b['c'] = <<<EOT\nx 'y\nEOT;\n#[Attr]\n# d", "$a|->|b|[|'c'|]|=|'x 'y'|#|[|Attr|]"),
            (Family::Ruby, "a = \"#{ENV[\"X\"]}\" # b\n=begin\n'\n=end\nc", "a|=|'#{ENV[\"X\"]}'|c"),
            (Family::Go, "a := `b\\` // c", "a|:=|'b\\'"),
            (Family::Jvm, "val a = b ?: \"\"\"c\"\"\"", "val|a|=|b|?:|'c'"),
            (Family::Dotnet, "a = @\"b\"\"c\\\" ?? $\"d\"", "a|=|'b\"\"c\\'|??|'d'"),
            (Family::Terraform, "a = \"${b[\"c\"]}\" // d", "a|=|'${b[\"c\"]}'"),
        ] {
            assert_eq!(cut(text, family).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn brackets_know_each_other() {
        let source = lex("f({a: [1}) b", 0..12, Family::Script);
        assert_eq!(source.behind(1), 9);
        assert_eq!(source.behind(2), 8);
        assert_eq!(source.behind(5), 8, "what is left open ends with what is around it");
    }
}
