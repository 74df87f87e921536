//! Calls of what a file imports.

use super::Import;
use crate::document::code::{Code, Kind, is_link};

/// Names and calls between the first one of a chain and its last.
const MAX_LINKS: usize = 32;

/// The imports of one package in a file.
pub(in crate::evidence) struct Uses<'c, 'a> {
    code: &'c Code<'a>,
    imports: Vec<&'c Import<'a>>,
}

impl<'c, 'a> Uses<'c, 'a> {
    pub(in crate::evidence) fn new(code: &'c Code<'a>, imports: Vec<&'c Import<'a>>) -> Self {
        Uses { code, imports }
    }

    /// The first call of one of these names, or of any name that is imported if there are none.
    pub(in crate::evidence) fn call_of(&self, calls: &[&str]) -> Option<usize> {
        let direct = self.imports.iter().filter_map(|import| import.called);
        if let Some(at) = { direct }.find(|at| calls.is_empty() || calls.contains(&self.code.word(*at))) {
            return Some(at);
        }
        let is_outside = |at: &usize| !self.imports.iter().any(|import| import.tokens.contains(at));
        let tokens = 0..self.code.tokens.len();
        { tokens }.filter(|at| self.code.kind(*at) == Some(Kind::Word)).filter(is_outside).find(|at| match calls {
            [] => self.is_known(*at, "") && is_called(self.code, last_of_chain(self.code, *at)),
            calls => {
                let word = self.code.word(*at);
                let is_one = calls.contains(&word) && self.is_from_package(*at);
                (is_one || calls.iter().any(|call| self.is_known(*at, call))) && is_called(self.code, *at)
            }
        })
    }

    /// Whether a name that is no member is one of the file's for a member, or for anything if that is empty.
    fn is_known(&self, at: usize, member: &str) -> bool {
        let word = self.code.word(at);
        let mut names = self.imports.iter().flat_map(|import| &import.names);
        !is_link(self.code.before(at))
            && names.any(|name| name.local == word && (member.is_empty() || name.member == member))
    }

    /// Whether a name is a member of what is imported.
    fn is_from_package(&self, at: usize) -> bool {
        let is_open = self.imports.iter().any(|import| import.names.is_empty());
        is_open || self.is_known(first_of_chain(self.code, at), "")
    }
}

/// The first name of `a.b().c`, from the last.
fn first_of_chain(code: &Code<'_>, mut at: usize) -> usize {
    for _ in 0..MAX_LINKS {
        if at < 2 || !(is_link(code.before(at)) || code.before(at) == "\\") {
            break;
        }
        let mut before = at - 2;
        while matches!(code.sign(before), ")" | "]") && code.tokens[before].pair > 0 {
            before = code.tokens[before].pair.min(before) - 1;
        }
        if code.word(before).is_empty() {
            break;
        }
        at = before;
    }
    at
}

/// The last name of `a.b.c`, from the first.
fn last_of_chain(code: &Code<'_>, mut at: usize) -> usize {
    while is_link(code.sign(at + 1)) && !code.word(at + 2).is_empty() {
        at += 2;
    }
    at
}

/// Whether a name is called, made, used as a decorator or a trait, extended, or given to what puts it to use.
pub(in crate::evidence) fn is_called(code: &Code<'_>, at: usize) -> bool {
    let (before, next) = (code.before(at), code.sign(at + 1));
    let is_attribute = before == "[" && code.is_fresh(at - 1);
    let is_made = matches!(before, "@" | "new" | "extends" | "implements" | "use" | "&") || is_attribute;
    let is_called =
        matches!(next, "(" | "do" | "!") || (next == "{" && !code.dialect.types) || (next == "<" && before == ".");
    is_made || is_called || (code.dialect.symbols && is_command(code, at)) || is_given(code, at)
}

/// A call without brackets in Ruby and Elixir: `protect_from_forgery with: :exception`, `plug :protect_from_forgery`.
fn is_command(code: &Code<'_>, at: usize) -> bool {
    let next = code.sign(at + 1);
    let has_arguments = !code.is_fresh(at + 1) && !is_link(next) && next != "=" && at + 1 < code.tokens.len();
    let is_alone = code.is_fresh(at) && code.is_fresh(at + 1);
    let is_callback = code.before(at) == ":" && at >= 2 && matches!(code.word(at - 2), "plug" | "before_action");
    has_arguments || is_alone || is_callback
}

/// Whether a name is an argument of what puts it to use: `r.Use(middleware.RequestID)`, `app.add_middleware(X)`, `class C(X):`.
fn is_given(code: &Code<'_>, at: usize) -> bool {
    const MAX_BYTES: usize = 200;
    let first = first_of_chain(code, at);
    if !matches!(code.before(first), "(" | ",") {
        return false;
    }
    let open = code.enclosing(first, MAX_BYTES).next().filter(|open| code.sign(*open) == "(" && *open >= 2);
    open.is_some_and(|open| {
        let callee = code.word(open - 1).to_ascii_lowercase();
        matches!(&*callee, "use" | "add_middleware" | "addmiddleware" | "apply") || code.word(open - 2) == "class"
    })
}

/// Whether a file names something: `json` at the beginning of a name, `.json` behind a sign, `format.json` as a member of another.
pub(in crate::evidence) fn is_named(code: &Code<'_>, name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let owner = name.rsplit_once('.').map(|(owner, _)| owner);
    (0..code.tokens.len()).filter(|at| code.word(*at) == last).any(|at| {
        let is_member = is_link(code.before(at));
        match owner {
            None => !is_member,
            Some("") => is_member,
            Some(owner) => is_member && at >= 2 && code.word(at - 2) == owner,
        }
    })
}
