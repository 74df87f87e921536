//! The literals that names of a file stand for, as far as the file itself says so.

use crate::document::code::{Code, Kind};
use std::ops::Range;

/// The tokens before a name among which it is given its value.
const MAX_LOOKBACK_TOKENS: usize = 6000;
/// The places of a name among these that are looked at.
const MAX_PLACES: usize = 256;
/// Brackets around a token open within so many bytes before it.
const MAX_BLOCK_BYTES: usize = 64 * 1024;
/// An expression from a value on has at most this many tokens.
const MAX_VALUE_TOKENS: usize = 40;
/// A type between a name and its value has at most this many tokens.
const MAX_TYPE_TOKENS: usize = 12;
/// Words behind which a literal is used if there is no other value.
const FALLBACKS: [&str; 5] = ["||", "??", "or", "?:", "||="];

/// The bracket around each token of a file, so that however many names are asked for, each is answered at once.
#[derive(Debug)]
pub(super) struct Brackets(Vec<Option<usize>>);

impl Brackets {
    pub(super) fn new(code: &Code<'_>) -> Self {
        let mut open: Vec<usize> = Vec::new();
        let mut around = Vec::with_capacity(code.tokens.len());
        for (at, token) in code.tokens.iter().enumerate() {
            around.push(open.last().copied());
            match token.kind {
                Kind::Open => open.push(at),
                // Brackets that are never closed end with the one around them.
                Kind::Close if token.pair < at => open.truncate(open.partition_point(|known| *known < token.pair)),
                _ => {}
            }
        }
        // What is behind the last token is in what was never closed.
        around.push(open.last().copied());
        Brackets(around)
    }
}

/// The constants of a file.
#[derive(Clone, Copy)]
pub(super) struct Constants<'s, 'a> {
    pub(super) code: &'s Code<'a>,
    pub(super) brackets: &'s Brackets,
}

impl Constants<'_, '_> {
    /// The token of the literal that a name stands for at a token: the one it was given last, in a block around the token.
    pub(super) fn literal(self, name: &str, at: usize) -> Option<usize> {
        let code = self.code;
        let value = self.value(name, at)?;
        let end = (value..value + MAX_VALUE_TOKENS).find(|token| self.ends(value, *token))?;
        let last = end - 1;
        let is_alone = last == value;
        let is_fallback = FALLBACKS.contains(&code.before(last));
        (code.is_text(last) && (is_alone || is_fallback)).then_some(last).or_else(|| default(code, value, end))
    }

    /// The tokens of the list or object that a name stands for at a token, without its brackets.
    pub(super) fn literal_group(self, name: &str, at: usize) -> Option<Range<usize>> {
        let open = self.value(name, at)?;
        matches!(self.code.sign(open), "[" | "{" | "(").then(|| open + 1..self.code.behind(open).saturating_sub(1))
    }

    /// The first token of the value that a name was given last before a token, in a block around it.
    fn value(self, name: &str, at: usize) -> Option<usize> {
        let code = self.code;
        let near = at.saturating_sub(MAX_LOOKBACK_TOKENS)..at;
        let places = near.rev().filter(|known| code.word(*known) == name && code.before(*known) != ".");
        for known in places.take(MAX_PLACES) {
            if self.is_bound(known) && self.holds(known, at) {
                return None;
            }
            let value = given(code, known).filter(|_| self.is_statement(known) && self.reaches(known, at));
            if value.is_some() {
                return value;
            }
        }
        None
    }

    /// Whether a name starts a statement, with nothing but words before it: `const name`, `private String name`.
    fn is_statement(self, name: usize) -> bool {
        let code = self.code;
        let mut first = name;
        while !code.is_fresh(first) && first + MAX_TYPE_TOKENS > name && first > 0 && !code.word(first - 1).is_empty() {
            first -= 1;
        }
        let starts = code.is_fresh(first) || first == 0 || matches!(code.before(first), ";" | "{" | "}");
        starts && self.innermost(name).is_none_or(|open| code.sign(open) == "{")
    }

    /// Whether a name is a parameter, or is taken out of an object: what it stands for is not known then.
    fn is_bound(self, name: usize) -> bool {
        let code = self.code;
        if code.sign(name + 1) == "=>" {
            return true;
        }
        let Some(open) = self.innermost(name) else { return false };
        let next = code.sign(code.behind(open));
        match code.sign(open) {
            "(" => matches!(next, "{" | "=>" | ":" | "->"),
            _ => next == "=",
        }
    }

    /// Whether what is bound at a token may be what is meant at another: a parameter is, in the body of its function.
    fn holds(self, bound: usize, at: usize) -> bool {
        let code = self.code;
        let Some(open) = self.innermost(bound) else { return true };
        // The one parameter of an arrow holds in the brackets that the arrow is in.
        if code.sign(bound + 1) == "=>" {
            return self.reaches(bound, at);
        }
        if code.sign(open) != "(" {
            return self.reaches(open, at);
        }
        let body = (code.behind(open)..code.behind(open) + MAX_TYPE_TOKENS).find(|token| code.sign(*token) == "{");
        match body.filter(|_| !code.dialect.indented) {
            Some(body) => code.behind(body) > at,
            None => code.dialect.indented && code.indent(open) < code.indent(at),
        }
    }

    /// Whether a block with one token is around another that comes later.
    fn reaches(self, from: usize, at: usize) -> bool {
        let code = self.code;
        let is_in_brackets = self.innermost(from).is_none_or(|open| code.behind(open) > at);
        let indent = code.indent(from);
        let is_in_block =
            || (from + 1..=at).filter(|token| code.is_fresh(*token)).all(|token| code.indent(token) >= indent);
        is_in_brackets && (!code.dialect.indented || is_in_block())
    }

    /// The bracket that opens last before a token and closes behind it.
    fn innermost(self, at: usize) -> Option<usize> {
        let around = &self.brackets.0;
        let open = *around.get(at.min(self.code.tokens.len()))?;
        let first = self.code.span(at).start.saturating_sub(MAX_BLOCK_BYTES);
        open.filter(|open| self.code.span(*open).start >= first)
    }

    /// Whether an expression that starts at `from` ends before a token.
    fn ends(self, from: usize, token: usize) -> bool {
        let code = self.code;
        token > from
            && (code.kind(token).is_none_or(|kind| kind == Kind::Close)
                || matches!(code.sign(token), ";" | "," | "as" | "satisfies")
                || code.is_fresh(token)
                    && !FALLBACKS.contains(&code.sign(token))
                    && !FALLBACKS.contains(&code.before(token)))
            && self.innermost(token) == self.innermost(from)
    }
}

/// The token behind `name =` or `name: Type =`.
fn given(code: &Code<'_>, name: usize) -> Option<usize> {
    let is_type = |at: usize| {
        !code.word(at).is_empty() || matches!(code.sign(at), ":" | "." | "<" | ">" | "|" | "?" | "[" | "]" | "{" | "}")
    };
    let typed = if code.sign(name + 1) == ":" { MAX_TYPE_TOKENS } else { 0 };
    let assign = (name + 1..=name + 1 + typed).find(|at| !is_type(*at) || typed == 0)?;
    matches!(code.sign(assign), "=" | ":=").then_some(assign + 1)
}

/// The literal in `getenv('NAME', 'literal')` and `config('NAME', default='literal')`, where that is the whole value.
fn default(code: &Code<'_>, value: usize, end: usize) -> Option<usize> {
    let open = (value..end).find(|token| code.sign(*token) == "(").filter(|open| code.behind(*open) == end)?;
    let literal = end.checked_sub(2).filter(|last| code.is_text(*last) && code.is_text(open + 1))?;
    let asks = ["env", "get", "config", "fetch"];
    let called = code.word(open - 1).to_ascii_lowercase();
    let is_second = code.before(literal) == "," || code.before(literal) == "=" && code.word(literal - 2) == "default";
    (is_second && asks.iter().any(|ask| called.contains(ask))).then_some(literal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::{Dialect, lex};

    /// The literal that `name` stands for at its last place.
    fn literal_of<'a>(path: &str, text: &'a str) -> Option<&'a str> {
        let code = lex(text, 0..text.len(), Dialect::for_any(path));
        let at = (0..code.tokens.len()).rev().find(|at| code.word(*at) == "name")?;
        let brackets = Brackets::new(&code);
        Constants { code: &code, brackets: &brackets }.literal("name", at).map(|found| code.inner_text(found))
    }

    #[test]
    fn literals_of_names() {
        for (path, text, expected) in [
            ("a.js", "const name = 'x';\nf(name)", Some("x")),
            ("a.ts", "const name: string = 'x' as const;\nf(name)", Some("x")),
            ("a.ts", "async function a() {\n  const name = 'x' // y\n  if (b) {\n    f(name)\n  }\n}", Some("x")),
            ("a.ts", "const name = process.env.NAME || 'x';\nf(name)", Some("x")),
            ("a.ts", "const name =\n  process.env.NAME ??\n  'x';\nf(name)", Some("x")),
            ("a.py", "name = 'x'\ndef a():\n    f(name)", Some("x")),
            ("a.py", "name = os.getenv('NAME', 'x')\nf(name)", Some("x")),
            ("a.py", "name = os.environ.get('NAME') or 'x'\nf(name)", Some("x")),
            ("A.java", "class A {\n  private static final String name = \"x\";\n  void a() { f(name); }\n}", Some("x")),
            ("a.go", "func a() {\n\tname := \"x\"\n\tf(name)\n}", Some("x")),
            ("a.js", "let name = 'x';\nname = ask();\nf(name)", None),
            ("a.js", "const name = 'x' + y;\nf(name)", None),
            ("a.js", "const name = g('x', 'y');\nf(name)", None),
            ("a.js", "function a() { const name = 'x'; }\nf(name)", None),
            ("a.js", "const name = 'x';\nfunction a(name) { f(name) }", None),
            ("a.js", "const name = 'x';\nlist.map(name => f(name))", None),
            ("a.js", "const name = 'x';\nfunction a() { const { name } = b; f(name) }", None),
            ("a.py", "def a():\n    name = 'x'\ndef b(other):\n    f(name)", None),
            ("a.py", "name = 'x'\ndef a(name):\n    f(name)", None),
            ("a.py", "f(\n    name='x',\n)\ng(name)", None),
            ("a.js", "a.name = 'x';\nf(name)", None),
            ("a.js", "f(name)", None),
        ] {
            assert_eq!(literal_of(path, text), expected, "{text}");
        }
    }
}
