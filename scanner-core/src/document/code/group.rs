//! The parts between brackets: arguments of a call, entries of an object, items of a list.

use super::token::{Code, Kind, is_link};
use std::ops::Range;

/// The longest call or object that is read; longer ones are data.
pub(crate) const MAX_GROUP_BYTES: usize = 3000;
/// The longest name of what is called, with all that it is a member of.
const MAX_CALLEE_BYTES: usize = 64;
/// An object behind other code in a part, as in `new Options {`, starts this near.
const MAX_OBJECT_DISTANCE_BYTES: usize = 40;
/// The longest type between a name and the object it is given.
const MAX_TYPE_BYTES: usize = 80;

/// A pair of brackets and the parts that commas separate in it.
pub(crate) struct Group<'c, 'a> {
    code: &'c Code<'a>,
    /// The tokens from bracket to bracket.
    tokens: Range<usize>,
    /// The tokens of each part that is not empty.
    parts: Vec<Range<usize>>,
}

impl<'c, 'a> Group<'c, 'a> {
    /// The group that a bracket opens, if it is closed within [`MAX_GROUP_BYTES`].
    pub(crate) fn at(code: &'c Code<'a>, open: usize) -> Option<Self> {
        let close = code.close_of(open)?;
        if code.span(close).end - code.span(open).start > MAX_GROUP_BYTES {
            return None;
        }
        Some(Group { code, tokens: open..close + 1, parts: code.parts(open + 1..close, &[",", ";"]) })
    }

    /// The bytes from bracket to bracket.
    pub(crate) fn span(&self) -> Range<usize> {
        self.code.span_of(self.tokens.clone())
    }

    pub(crate) fn text(&self) -> &'a str {
        self.code.text_of(self.tokens.clone())
    }

    /// The number of parts.
    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    /// The text of a part; empty if there is none.
    pub(crate) fn part(&self, at: usize) -> &'a str {
        self.parts.get(at).map_or("", |part| self.code.text_of(part.clone()))
    }

    /// The place and the text of each part.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        self.parts.iter().map(|part| (self.code.span_of(part.clone()), self.code.text_of(part.clone())))
    }

    /// The place of a part.
    pub(crate) fn part_span(&self, at: usize) -> Option<Range<usize>> {
        self.parts.get(at).map(|part| self.code.span_of(part.clone()))
    }

    /// The group that a part starts with.
    pub(crate) fn inner(&self, at: usize) -> Option<Group<'c, 'a>> {
        Group::at(self.code, self.parts.get(at)?.start)
    }

    /// The object that a part is.
    pub(crate) fn object(&self, at: usize) -> Option<Group<'c, 'a>> {
        let part = self.parts.get(at)?;
        let limit = self.code.span(part.start).start + MAX_OBJECT_DISTANCE_BYTES;
        let near = part.clone().take_while(|token| self.code.span(*token).start < limit);
        let open = { near }.find(|token| self.code.sign(*token) == "{")?;
        Group::at(self.code, open)
    }

    /// The first part that is an object.
    pub(crate) fn first_object(&self) -> Option<Group<'c, 'a>> {
        let starts = |at: &usize| self.part(*at).starts_with('{');
        (0..self.parts.len()).find(starts).and_then(|at| self.object(at))
    }

    /// The value of a key, by the letters of its name: `httpOnly: v`, `'httponly' => v`, `http_only=v`.
    pub(crate) fn value(&self, key: &str) -> Option<&'a str> {
        self.value_tokens(key).map(|tokens| self.code.text_of(tokens))
    }

    /// The place of the value of a key.
    pub(crate) fn value_span(&self, key: &str) -> Option<Range<usize>> {
        self.value_tokens(key).map(|tokens| self.code.span_of(tokens))
    }

    /// The value of a key, if it is a group itself.
    pub(crate) fn value_group(&self, key: &str) -> Option<Group<'c, 'a>> {
        Group::at(self.code, self.value_tokens(key)?.start)
    }

    fn value_tokens(&self, key: &str) -> Option<Range<usize>> {
        self.parts.iter().find_map(|part| {
            let (name, value) = self.entry(part.clone())?;
            (letters(name) == key).then_some(value)
        })
    }

    /// The key of a part and the tokens of its value. A part that is only a name is both.
    fn entry(&self, part: Range<usize>) -> Option<(&'a str, Range<usize>)> {
        let code = self.code;
        let name = part.start + usize::from(code.sign(part.start) == ":");
        match code.sign(name + 1) {
            "=>" | ":=" | ":" | "=" if name + 2 < part.end => Some((code.name(name), name + 2..part.end)),
            _ if part.len() == 1 && !code.word(name).is_empty() => Some((code.name(name), part)),
            _ => None,
        }
    }

    /// Whether a part takes over all that another object has.
    pub(crate) fn has_spread(&self) -> bool {
        self.parts().any(|(_, part)| part.starts_with("...") || part.starts_with("**"))
    }
}

impl<'a> Code<'a> {
    /// The bracket that closes the one at a token.
    fn close_of(&self, open: usize) -> Option<usize> {
        let close = self.tokens.get(open).filter(|token| token.kind == Kind::Open)?.pair;
        let fits = matches!((self.sign(open), self.sign(close)), ("(", ")") | ("[", "]") | ("{", "}"));
        fits.then_some(close)
    }

    /// The tokens between separators that are in no brackets of their own; parts without any are left out.
    pub(crate) fn parts(&self, tokens: Range<usize>, separators: &[&str]) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut at) = (Vec::new(), tokens.start, tokens.start);
        while at < tokens.end {
            if separators.contains(&self.sign(at)) {
                parts.push(start..at);
                start = at + 1;
            }
            at = if self.kind(at) == Some(Kind::Open) { self.behind(at) } else { at + 1 };
        }
        parts.push(start..tokens.end);
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The bytes of some tokens.
    pub(crate) fn span_of(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.span(tokens.start).start;
        start..self.span(tokens.end.saturating_sub(1)).end.max(start)
    }

    pub(crate) fn text_of(&self, tokens: Range<usize>) -> &'a str {
        &self.text[self.span_of(tokens)]
    }

    /// The first token that ends behind a place.
    fn first_behind(&self, place: usize) -> usize {
        self.tokens.partition_point(|token| token.end <= place)
    }

    /// The token at a place; none in blanks and comments.
    pub(crate) fn token_at(&self, place: usize) -> Option<usize> {
        let at = self.first_behind(place);
        self.tokens.get(at).is_some_and(|token| token.start <= place).then_some(at)
    }

    /// The group whose bracket is at a place, or behind blanks.
    pub(crate) fn group_at(&self, place: usize) -> Option<Group<'_, 'a>> {
        let at = self.first_behind(place);
        let start = self.tokens.get(at)?.start;
        let blank = self.text.get(place..start)?.bytes().all(|byte| byte == b' ');
        if blank { Group::at(self, at) } else { None }
    }

    /// The name of what is called at a bracket: `a.b`, `$log->info`, `Log::info`; and signs before it.
    pub(crate) fn callee(&self, open: usize) -> &'a str {
        let end = self.span(open).start;
        let mut start = end;
        for at in (0..open).rev() {
            let span = self.span(at);
            let named = self.kind(at) == Some(Kind::Number) || !self.word(at).is_empty();
            let linked = is_link(self.sign(at)) || matches!(self.sign(at), "!" | "@" | ":" | "?" | "-" | ">");
            if span.end != start || end - span.start > MAX_CALLEE_BYTES || !(named || linked) {
                break;
            }
            start = span.start;
        }
        &self.text[start..end]
    }

    /// The brackets around a token that open within some bytes before it, the innermost first.
    pub(crate) fn enclosing(&self, token: usize, max_bytes: usize) -> impl Iterator<Item = usize> {
        let first = self.span(token).start.saturating_sub(max_bytes);
        let mut at = token;
        std::iter::from_fn(move || {
            while at > 0 {
                at -= 1;
                let before = self.tokens.get(at).filter(|before| before.start >= first)?;
                match before.kind {
                    Kind::Open => return Some(at),
                    Kind::Close => at = before.pair.min(at),
                    _ => {}
                }
            }
            None
        })
    }

    /// The object that a name is given within some bytes of a place: `const options: Type = {`.
    pub(crate) fn declared(&self, name: &str, place: usize, max_bytes: usize) -> Option<Group<'_, 'a>> {
        let first = self.first_behind(place.saturating_sub(max_bytes));
        let near = (first..self.tokens.len()).take_while(|at| self.span(*at).end <= place + max_bytes);
        let named = { near }.filter(|at| self.word(*at) == name && !name.is_empty() && self.before(*at) != ".");
        { named }.find_map(|at| {
            let limit = self.span(at).end + MAX_TYPE_BYTES;
            let is_type = |at: usize| !self.word(at).is_empty() || matches!(self.sign(at), ":" | "." | "<" | ">" | "?");
            let behind = (at + 1..self.tokens.len()).take_while(|token| self.span(*token).start < limit);
            let assign = { behind }.find(|token| !is_type(*token))?;
            let given = matches!(self.sign(assign), "=" | ":=") && matches!(self.sign(assign + 1), "{" | "[");
            given.then(|| Group::at(self, assign + 1)).flatten()
        })
    }
}

/// The letters and digits of a name, in lower case.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The text between the quotes of a string that is all of a text.
pub(crate) fn unquoted(text: &str) -> Option<&str> {
    let text = text.strip_prefix('b').filter(|rest| rest.starts_with(['\'', '"'])).unwrap_or(text);
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains(quote)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::{Dialect, lex};

    #[test]
    fn calls_are_read() {
        let text = "f('a, b', { httpOnly: true, // no, not here\n 'same-site' => \"x\", max, ...rest }, g(1, 2))";
        let code = lex(text, 0..text.len(), Dialect::for_any("a.js"));
        let group = code.group_at(1).expect("closed");
        assert_eq!(group.len(), 3);
        assert_eq!(unquoted(group.part(0)), Some("a, b"));
        let options = group.first_object().expect("an object");
        assert_eq!(options.value("httponly"), Some("true"));
        assert_eq!(options.value("samesite"), Some("\"x\""));
        assert_eq!(options.value("max"), Some("max"));
        assert!(options.has_spread() && options.value("secure").is_none());
    }

    #[test]
    fn what_is_not_closed_is_no_group() {
        let group = |text| lex(text, 0..text.len(), Dialect::for_any("")).group_at(1).is_some();
        assert!(!group("f(a, (b)"));
        assert!(group("f(it's)"));
    }

    #[test]
    fn names_and_surroundings() {
        let text = "const o: T = { a: 1 };\n!x.y->z(b, [c(d)])";
        let code = lex(text, 0..text.len(), Dialect::for_any("a.php"));
        let token = code.token_at(text.find("d)").expect("is there")).expect("a token");
        let around: Vec<&str> = code.enclosing(token, 40).map(|open| code.callee(open)).collect();
        assert_eq!(around, ["c", "", "!x.y->z"]);
        assert_eq!(code.declared("o", text.len(), 100).and_then(|group| group.value("a")), Some("1"));
    }
}
