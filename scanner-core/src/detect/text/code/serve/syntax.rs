//! Just enough syntax of many languages to read a call: brackets, strings, comments, and the keys of options.

use std::ops::Range;

/// A call or an object is not longer.
pub(super) const LONGEST: usize = 3000;
/// A string in one is not longer.
const LONGEST_STRING: usize = 1200;

/// What stands in brackets, cut at its commas.
pub(super) struct Group<'a> {
    pub(super) text: &'a [u8],
    /// From the opening bracket to behind the closing one.
    pub(super) span: Range<usize>,
    /// What is between commas, without blanks around it.
    pub(super) parts: Vec<Range<usize>>,
}

impl<'a> Group<'a> {
    /// The group that the bracket at `open` opens, if it is closed within [`LONGEST`] bytes.
    pub(super) fn at(text: &'a [u8], open: usize) -> Option<Self> {
        if !matches!(text.get(open), Some(b'(' | b'[' | b'{')) {
            return None;
        }
        let mut parts = Vec::new();
        let (mut depth, mut start) = (0_usize, open + 1);
        let mut tokens = Walk { text, at: open, end: text.len().min(open + LONGEST) };
        while let Some(at) = tokens.next_sign() {
            match text[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth -= 1,
                b',' | b';' if depth == 1 => {
                    parts.push(start..at);
                    start = at + 1;
                }
                _ => {}
            }
            if depth == 0 {
                parts.push(start..at);
                let parts: Vec<_> = parts.into_iter().map(|part| code_of(text, part)).collect();
                let parts = parts.into_iter().filter(|part| !part.is_empty()).collect();
                return Some(Group { text, span: open..at + 1, parts });
            }
        }
        None
    }

    /// The group in brackets right behind a word: the arguments of a call.
    pub(super) fn behind(text: &'a [u8], end: usize) -> Option<Self> {
        let blank = text[end.min(text.len())..].iter().take(4).take_while(|byte| **byte == b' ').count();
        Group::at(text, end + blank)
    }

    /// The text of a part.
    pub(super) fn part(&self, at: usize) -> &'a [u8] {
        self.parts.get(at).map_or(&[], |part| &self.text[part.clone()])
    }

    /// All of it.
    pub(super) fn bytes(&self) -> &'a [u8] {
        &self.text[self.span.clone()]
    }

    /// The object that is a part.
    pub(super) fn object(&self, at: usize) -> Option<Group<'a>> {
        let part = self.parts.get(at)?;
        let open = part.start + memchr::memchr(b'{', &self.text[part.clone()]).filter(|at| *at < 40)?;
        Group::at(self.text, open)
    }

    /// The first of its parts that is an object.
    pub(super) fn first_object(&self) -> Option<Group<'a>> {
        let starts = |at: &usize| self.part(*at).starts_with(b"{");
        (0..self.parts.len()).find(starts).and_then(|at| self.object(at))
    }

    /// The value under a key, by the letters of its name: `httpOnly: v`, `'httponly' => v`, `http_only=v`.
    pub(super) fn value(&self, key: &str) -> Option<&'a [u8]> {
        self.value_span(key).map(|span| &self.text[span])
    }

    /// Where the value under a key stands.
    pub(super) fn value_span(&self, key: &str) -> Option<Range<usize>> {
        self.parts.iter().find_map(|part| {
            let (name, value) = entry(self.text, part.clone())?;
            (letters(&self.text[name]) == key).then_some(value)
        })
    }

    /// Whether a part takes over all that another object has.
    pub(super) fn has_spread(&self) -> bool {
        self.parts.iter().any(|part| {
            let part = &self.text[part.clone()];
            part.starts_with(b"...") || part.starts_with(b"**")
        })
    }
}

/// A key and its value. A part that is only a name is both.
fn entry(text: &[u8], part: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let bytes = &text[part.clone()];
    let quote = bytes.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let name = match quote {
        Some(quote) => 1..1 + memchr::memchr(quote, &bytes[1..])?,
        None => {
            let lead = bytes.iter().take_while(|byte| **byte == b':').count();
            lead..lead + bytes[lead..].iter().take_while(|byte| is_name(**byte) || **byte == b'-').count()
        }
    };
    let mut rest = name.end + usize::from(quote.is_some());
    rest += bytes[rest..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let sign =
        [&b"=>"[..], b":=", b":", b"="].iter().find(|sign| bytes[rest..].starts_with(sign)).map(|sign| sign.len());
    let shift = |range: Range<usize>| part.start + range.start..part.start + range.end;
    match sign {
        Some(sign) => {
            let blank = bytes[rest + sign..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            Some((shift(name), shift(rest + sign + blank..bytes.len())))
        }
        None if rest == bytes.len() && quote.is_none() && !name.is_empty() => Some((shift(name.clone()), shift(name))),
        None => None,
    }
}

/// The letters and digits of a name, in lower case.
pub(super) fn letters(name: &[u8]) -> String {
    name.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| byte.to_ascii_lowercase() as char).collect()
}

/// Whether a byte belongs to names.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// What stands between the quotes of a string that is all of a text.
pub(super) fn string(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"b").filter(|rest| rest.starts_with(b"'") || rest.starts_with(b"\"")).unwrap_or(text);
    let quote = *text.first().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    (text.len() >= 2 && text.last() == Some(&quote) && !inner.contains(&quote)).then_some(inner)
}

/// The name of what is called at the bracket at `open`: `a.b`, `$log->info`, `Log::info`.
pub(super) fn callee(text: &[u8], open: usize) -> &[u8] {
    let in_chain = |byte: &&u8| is_name(**byte) || b".:>-!?@".contains(byte);
    let length = text[..open].iter().rev().take(64).take_while(in_chain).count();
    &text[open - length..open]
}

/// The object that a name is given within `near` bytes: `const options: Type = {`.
pub(super) fn declared<'a>(text: &'a [u8], name: &[u8], at: usize, near: usize) -> Option<Group<'a>> {
    if name.is_empty() || !name.iter().all(|byte| is_name(*byte)) {
        return None;
    }
    let from = at.saturating_sub(near);
    let window = &text[from..text.len().min(at + near)];
    memchr::memmem::find_iter(window, name).find_map(|found| {
        let end = from + found + name.len();
        let whole = found > 0 && !is_name(window[found - 1]) && window[found - 1] != b'.';
        let rest = &text[end..text.len().min(end + 80)];
        let equals = memchr::memchr(b'=', rest).filter(|equals| rest.get(equals + 1) != Some(&b'='))?;
        // At most a type stands between.
        let plain = rest[..equals].iter().all(|byte| is_name(*byte) || b" :.<>?".contains(byte));
        let blank = rest[equals + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let open = end + equals + 1 + blank;
        (whole && plain && matches!(text.get(open), Some(b'{' | b'['))).then(|| Group::at(text, open)).flatten()
    })
}

/// A part without blanks and comments before it.
fn code_of(text: &[u8], mut part: Range<usize>) -> Range<usize> {
    loop {
        let bytes = &text[part.clone()];
        part.start += bytes.len() - bytes.trim_ascii_start().len();
        let Some(end) = comment_end(text, part.start, part.end) else { break };
        part.start = end.min(part.end);
    }
    part.end -= text[part.clone()].len() - text[part.clone()].trim_ascii_end().len();
    part
}

/// Goes through code from sign to sign, past strings and comments.
pub(super) struct Walk<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) end: usize,
}

impl Walk<'_> {
    /// The next bracket, comma or semicolon.
    pub(super) fn next_sign(&mut self) -> Option<usize> {
        while self.at < self.end {
            let at = self.at;
            match self.text[at] {
                b'"' | b'\'' | b'`' => self.at = string_end(self.text, at, self.end).unwrap_or(at + 1),
                b'/' | b'#' => self.at = comment_end(self.text, at, self.end).unwrap_or(at + 1),
                b'(' | b'[' | b'{' | b')' | b']' | b'}' | b',' | b';' => {
                    self.at += 1;
                    return Some(at);
                }
                _ => self.at += 1,
            }
        }
        None
    }
}

/// Behind the string that starts at `at`. Only template strings and those in three quotes go over lines.
pub(super) fn string_end(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let quote = text[at];
    let limit = end.min(at + LONGEST_STRING);
    if text[at..limit].starts_with(&[quote; 3]) {
        let length = memchr::memmem::find(&text[at + 3..limit], &[quote; 3])?;
        return Some(at + 3 + length + 3);
    }
    let mut here = at + 1;
    while here < limit {
        match text[here] {
            b'\\' => here += 1,
            b'\n' if quote != b'`' => return None,
            byte if byte == quote => return Some(here + 1),
            _ => {}
        }
        here += 1;
    }
    None
}

/// Behind the comment that starts at `at`, if one does.
fn comment_end(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let rest = text.get(at..end)?;
    let line = || memchr::memchr(b'\n', rest).map_or(end, |length| at + length);
    let blank_before = at == 0 || text[at - 1].is_ascii_whitespace();
    if blank_before && (rest.starts_with(b"//") || rest.starts_with(b"# ")) {
        return Some(line());
    }
    rest.starts_with(b"/*").then(|| memchr::memmem::find(rest, b"*/").map_or(end, |length| at + length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read() {
        let text = b"f('a, b', { httpOnly: true, // no, not here\n 'same-site' => \"x\", max, ...rest }, g(1, 2))";
        let group = Group::at(text, 1).expect("closed");
        assert_eq!(group.parts.len(), 3);
        assert_eq!(string(group.part(0)), Some(&b"a, b"[..]));
        let options = group.first_object().expect("an object");
        assert_eq!(options.value("httponly"), Some(&b"true"[..]));
        assert_eq!(options.value("samesite"), Some(&b"\"x\""[..]));
        assert_eq!(options.value("max"), Some(&b"max"[..]));
        assert!(options.has_spread() && options.value("secure").is_none());
    }

    #[test]
    fn what_is_not_closed_is_no_group() {
        assert!(Group::at(b"f(a, (b)", 1).is_none());
        assert!(Group::at(b"f(it's)", 1).is_some());
    }
}
