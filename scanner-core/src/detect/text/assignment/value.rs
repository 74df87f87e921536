//! Reads the value behind an operator: quoted or bare, wrapped in a call, the default of a look-up, an element's content.

use super::{Assignment, Style, cursor::Cursor};
use crate::value::{Colon, expansion};
use std::ops::Range;

/// A value has at most this many bytes.
pub(super) const MAX_VALUE_BYTES: usize = 4096;
/// A key of YAML is indented at most this far.
const MAX_KEY_INDENT: usize = 60;
/// A value has at most this many ends of lines in it.
pub(super) const MAX_VALUE_LINES: usize = 6;

impl Cursor<'_> {
    pub(super) fn flag_value(mut self, name: Range<usize>) -> Option<Assignment> {
        if self.at_quote() {
            return self.value(name);
        }
        let value = self.bare();
        let plain = !value.is_empty() && self.text[value.start] != b'-';
        plain.then_some(Assignment { name, value, style: Style::Flag })
    }

    /// Reads a value: a quoted one, one inside a call that only wraps it, a fallback, or a bare word.
    pub(super) fn value(&mut self, name: Range<usize>) -> Option<Assignment> {
        self.skip_blanks();
        for _ in 0..3 {
            self.skip_prefix();
            if self.at_quote() {
                let value = self.quoted()?;
                return Some(Assignment { name, value: literal(self.text, value), style: Style::Quoted });
            }
            if self.ends_line(self.at) {
                return self.clone().next_line_value(name.clone()).or_else(|| self.word_below(name));
            }
            if self.peek() == b'(' && self.ends_line(self.at + 1) {
                self.at += 1;
                return self.next_line_value(name);
            }
            if matches!(self.peek(), b'|' | b'>') {
                self.at += 1;
                self.skip_while(2, |byte| b"+-".contains(&byte) || byte.is_ascii_digit());
                return self.ends_line(self.at).then(|| self.word_below(name)).flatten();
            }
            let word_start = self.at;
            let value = self.bare();
            if let Some(inner) = self.unwrap_call(word_start) {
                self.at = inner;
                continue;
            }
            if let Some(inner) = fallback(self.text, word_start) {
                self.at = inner;
                continue;
            }
            let value = literal(self.text, value);
            return (!value.is_empty()).then_some(Assignment { name, value, style: Style::Bare });
        }
        None
    }

    /// `name =` and the quoted value alone on the next line.
    pub(super) fn next_line_value(&mut self, name: Range<usize>) -> Option<Assignment> {
        self.skip_while(60, |byte| byte.is_ascii_whitespace());
        if !self.at_quote() {
            return None;
        }
        let value = self.quoted()?;
        let behind = self.text.get(value.end + 1..).unwrap_or_default().iter().take(60);
        let next = { behind }.find(|byte| !byte.is_ascii_whitespace());
        // A quoted text before a colon is the next key, not the value.
        (next != Some(&b':')).then_some(Assignment { name, value, style: Style::Quoted })
    }

    /// `= "value"` in the line below the name.
    pub(super) fn assigned_below(&mut self, name: &Range<usize>) -> Option<Assignment> {
        self.skip_while(60, |byte| byte.is_ascii_whitespace());
        if self.rest().starts_with(b"==") || !self.eat(b"=") {
            return None;
        }
        self.skip_blanks();
        self.at_quote().then(|| self.value(name.clone())).flatten()
    }

    /// Whether only blanks are between a place and the end of its line.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default().iter().take(40);
        { rest }.find(|byte| !matches!(byte, b' ' | b'\t')).is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
    }

    /// The word alone in the line below a key of YAML that starts its line, and indented deeper.
    fn word_below(&mut self, name: Range<usize>) -> Option<Assignment> {
        let first = name.start.saturating_sub(MAX_KEY_INDENT);
        let line = memchr::memrchr(b'\n', &self.text[first..name.start]);
        let start = line.map_or(first, |at| first + at + 1);
        let lead = &self.text[start..name.start];
        if !lead.iter().all(|byte| b" -\"'".contains(byte)) || !self.text[name.end..self.at].contains(&b':') {
            return None;
        }
        self.at += memchr::memchr(b'\n', self.rest())? + 1;
        let indent = self.skip_while(MAX_KEY_INDENT, |byte| byte == b' ');
        let value = self.bare();
        let plain = indent > lead.len() && !value.is_empty() && !self.text[value.clone()].ends_with(b":");
        let next = self.text.get(self.at..).unwrap_or_default();
        let next = &next[memchr::memchr(b'\n', next).map_or(next.len(), |newline| newline + 1)..];
        let goes_on = next.iter().take_while(|byte| **byte == b' ').count() >= indent && !next.trim_ascii().is_empty();
        let alone = self.ends_line(self.at) || self.rest().trim_ascii().is_empty();
        (plain && alone && !goes_on).then_some(Assignment { name, value, style: Style::Bare })
    }

    /// String prefixes (`b"`, `f"`, `@"`, `L"`), opening brackets of one-element lists, `=` of attributes.
    pub(super) fn skip_prefix(&mut self) {
        self.eat(b"[]");
        let prefix = self.rest().iter().take(2).take_while(|byte| b"bBrRuUfFL@$[({".contains(byte)).count();
        if prefix > 0 && matches!(self.text.get(self.at + prefix), Some(b'"' | b'\'' | b'`')) {
            self.at += prefix;
        }
    }

    pub(super) fn quoted(&mut self) -> Option<Range<usize>> {
        let escaped = self.peek() == b'\\';
        self.at += usize::from(escaped);
        let quote = self.peek();
        let triple = self.rest().starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        let start = self.at;
        let limit = (start + MAX_VALUE_BYTES).min(self.text.len());
        let (mut at, mut lines) = (start, 0);
        while at < limit {
            let byte = self.text[at];
            lines += usize::from(byte == b'\n');
            match byte {
                _ if lines > MAX_VALUE_LINES => return None,
                b'\\' if escaped && self.text.get(at + 1) == Some(&quote) => break,
                b'\\' => at += 1,
                b'\n' | b'\r' if !triple && quote != b'`' => return None,
                _ if byte == quote && (!triple || self.text[at..].starts_with(&[quote; 3])) => break,
                _ => {}
            }
            at += 1;
        }
        if at >= limit {
            return None;
        }
        self.at = at;
        Some(start..at)
    }

    pub(super) fn bare(&mut self) -> Range<usize> {
        let start = self.at;
        if matches!(self.peek(), b'(' | b'[' | b'?' | b':') {
            return start..start;
        }
        let mut depth = 0usize;
        let end = self.rest().iter().take(MAX_VALUE_BYTES).position(|byte| match byte {
            b'{' => {
                depth += 1;
                false
            }
            b'}' if depth > 0 => {
                depth -= 1;
                false
            }
            b'"' | b'\'' | b'`' | b',' | b';' | b')' | b'}' | b']' | b'<' | b'>' | b'|' | b'\\' | 0 => true,
            _ => byte.is_ascii_whitespace(),
        });
        self.at = start + end.unwrap_or_else(|| self.rest().len().min(MAX_VALUE_BYTES));
        start..self.at
    }

    /// From `Some(`, `Base64.decode(`, `new SecureString(`: where the first argument starts. From a look-up with a
    /// default, `getenv("X", `: where the default starts.
    pub(super) fn unwrap_call(&self, word_start: usize) -> Option<usize> {
        const WRAPPERS: [&[u8]; 14] = [
            b"some", b"b64decode", b"unhexlify", b"fromhex", b"base64decode", b"string", b"str", b"bytes", b"byte",
            b"tobytes", b"of", b"just", b"securestring", b"stringencoder",
        ];
        const LOOKUPS: [&[u8]; 9] = [
            b"getenv", b"env", b"get", b"getproperty", b"fetch", b"getordefault", b"lookup", b"config",
            b"getenvordefault",
        ];
        let word = &self.text[word_start..self.at];
        let open = memchr::memchr(b'(', word)?;
        let name = word[..open].rsplit(|byte| !byte.is_ascii_alphanumeric()).next()?.to_ascii_lowercase();
        let inner = word_start + open + 1;
        let decodes =
            name.starts_with(b"decode") && memchr::memmem::find(&word.to_ascii_lowercase(), b"base64").is_some();
        if decodes || WRAPPERS.contains(&&name[..]) {
            return Some(inner);
        }
        if !LOOKUPS.contains(&&name[..]) {
            return None;
        }
        let mut cursor = Cursor { text: self.text, at: inner };
        cursor.skip_prefix();
        if !cursor.at_quote() {
            return None;
        }
        let key = cursor.quoted()?;
        cursor.at = key.end + 1;
        cursor.skip_blanks();
        if !cursor.eat(b",") {
            return fallback(self.text, cursor.at);
        }
        cursor.skip_blanks();
        if cursor.eat(b"default=") || cursor.eat(b"default:") || cursor.eat(b"fallback=") {
            cursor.skip_blanks();
        }
        cursor.at_quote().then_some(cursor.at)
    }
}

/// The place of the `${` before a name that starts at `start`, perhaps with a resolver in between: `${env:NAME`.
pub(super) fn expression_before(text: &[u8], start: usize) -> Option<usize> {
    const MAX_RESOLVER_BYTES: usize = 24;
    let before = &text[start.saturating_sub(MAX_RESOLVER_BYTES)..start];
    let resolver = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b".:".contains(byte)).count();
    let is_resolver = resolver == 0 || before.ends_with(b":");
    let open = (start - resolver).checked_sub(2)?;
    (is_resolver && text[open..].starts_with(b"${")).then_some(open)
}

/// The literal that replaces the variable in the expression at `open`: `${NAME:-literal}`, `${NAME:literal}`.
pub(super) fn expansion_default(text: &[u8], open: usize, name: Range<usize>) -> Option<Assignment> {
    let value = default_of(text, open, text.len())?;
    Some(Assignment { name, value, style: Style::Bare })
}

/// The part of a value that is a literal: the default of an expression that is all of it, or the value itself.
fn literal(text: &[u8], value: Range<usize>) -> Range<usize> {
    if !text[value.clone()].starts_with(b"${") {
        return value;
    }
    default_of(text, value.start, value.end).unwrap_or(value)
}

/// The default of the expression at `open`, which ends before `end`.
fn default_of(text: &[u8], open: usize, end: usize) -> Option<Range<usize>> {
    let near = &text[open..end.min(open + MAX_VALUE_BYTES)];
    let near = &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
    let near = near.utf8_chunks().next()?.valid();
    let default = expansion(near, 0, Colon::Default)?.default.filter(|default| !default.is_empty())?;
    Some(open + default.start..open + default.end)
}

/// The start of the literal in `expression || 'literal'`, `?? 'literal'`, `or 'literal'`, on the same line.
fn fallback(text: &[u8], from: usize) -> Option<usize> {
    let line = &text[from..(from + 120).min(text.len())];
    let line = &line[..memchr::memchr2(b'\n', b';', line).unwrap_or(line.len())];
    let plain: &[&[u8]] = &[b"||", b"??", b" or ", b"?:", b" else "];
    let template: &[&[u8]] = &[b"default ", b"default("];
    let operators = if line.starts_with(b"{{") { template } else { plain };
    let (at, operator) = operators.iter().filter_map(|op| memchr::memmem::find(line, op).map(|at| (at, op))).min()?;
    // "`name=x` or `name=y`": what is behind a quote that is not open is no expression.
    let balanced = b"`'\"".iter().all(|quote| line[..at].iter().filter(|byte| *byte == quote).count() % 2 == 0);
    let mut cursor = Cursor { text, at: from + at + operator.len() };
    cursor.skip_blanks();
    cursor.skip_prefix();
    (balanced && !is_sentence(&line[..at]) && cursor.at_quote()).then_some(cursor.at)
}

/// Whether two words follow each other with nothing between them, as they do not in an expression.
fn is_sentence(text: &[u8]) -> bool {
    const KEYWORDS: [&[u8]; 16] = [
        b"new", b"await", b"not", b"if", b"else", b"typeof", b"and", b"or", b"in", b"is", b"lambda", b"as", b"async",
        b"unless", b"then", b"default",
    ];
    let is_word = |word: &[u8]| word.len() > 1 && word.iter().all(u8::is_ascii_alphabetic) && !KEYWORDS.contains(&word);
    let words: Vec<&[u8]> = text.trim_ascii().split(|byte| *byte == b' ').collect();
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

/// The pair of a named list: `name: X`, then `value: Y`, in YAML, JSON and XML attributes.
pub(super) fn sibling_value(cursor: &mut Cursor<'_>, name: &Range<usize>) -> Option<Assignment> {
    cursor.eat(b",");
    cursor.skip_while(60, |byte| byte.is_ascii_whitespace());
    let quote = cursor.eat(b"\"") || cursor.eat(b"'");
    let value = cursor.eat(b"value") || cursor.eat(b"Value") || cursor.eat(b"VALUE");
    if !value || quote && !(cursor.eat(b"\"") || cursor.eat(b"'")) {
        return None;
    }
    cursor.skip_blanks();
    if !(cursor.eat(b":") || cursor.eat(b"=")) {
        return None;
    }
    cursor.value(name.clone())
}

/// Terraform: `variable "name" {`, and within its few lines `default = "value"`.
pub(super) fn variable_default(cursor: &Cursor<'_>, name: &Range<usize>) -> Option<Assignment> {
    const DECLARATION: &[u8] = b"variable \"";
    const MAX_BLOCK_BYTES: usize = 300;
    if !cursor.text[..name.start].ends_with(DECLARATION) {
        return None;
    }
    let block = &cursor.text[cursor.at..(cursor.at + MAX_BLOCK_BYTES).min(cursor.text.len())];
    let block = &block[..memchr::memchr(b'}', block).unwrap_or(block.len())];
    let at = memchr::memmem::find(block, b"default")? + b"default".len();
    let mut cursor = Cursor { text: cursor.text, at: cursor.at + at };
    cursor.skip_blanks();
    if !cursor.eat(b"=") {
        return None;
    }
    cursor.value(name.clone())
}
