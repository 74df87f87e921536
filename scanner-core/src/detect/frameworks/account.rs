//! Accounts that code creates with a password that is written elsewhere in the same file: in a constant, as what is used
//! where nothing is configured, or in a list of accounts.

use super::{Match, Source, Specificity, constant::Constants, source::lower};
use crate::{
    document::code::{Code, Group, is_link, letters, runs_in_production},
    model::{Severity, words},
};
use std::ops::Range;

/// Bytes around a password in which it is said whose it is.
const NEAR_BYTES: usize = 160;
/// A list of accounts has its first password among this many tokens.
const MAX_LIST_TOKENS: usize = 4000;
/// A loop over accounts starts at most this many tokens before a use of one.
const MAX_LOOP_TOKENS: usize = 2000;
/// The tokens between a list and the name that a loop gives its items.
const MAX_LOOP_HEAD_TOKENS: usize = 10;

/// What a call does with the password that it is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    /// It hashes its first argument.
    Hashes,
    /// It creates an account, one of whose properties is the password.
    Creates,
    /// It signs somebody up, as a test does with an account of its own.
    SignsUp,
}

/// The literal that an account gets as its password at the call of a keyword.
pub(super) fn known_password(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let called = &source.text[hit.clone()];
    let call = kind(called)?;
    let is_elsewhere = match call {
        Call::Hashes => shows_hashes(source.path),
        Call::SignsUp => !is_for_setup(source.path),
        Call::Creates => false,
    };
    if is_elsewhere || is_factory(source.path) {
        return None;
    }
    let code = source.code();
    let group = code.group_at(hit.end - 1).filter(|_| !source.is_inside_name(hit.start))?;
    let open = code.token_at(group.span().start).filter(|open| !is_definition(code, *open))?;
    let constants = source.constants();
    let literal = match call {
        Call::Hashes => known(constants, code.token_at(group.part_span(0)?.start)?),
        Call::Creates | Call::SignsUp => in_accounts(constants, &group, open),
    }?;
    let password = code.inner(literal);
    // What is written in such a call itself is for rules that need no more than its text.
    let is_written_there = literal > open && literal < code.behind(open);
    if is_written_there && (call == Call::Hashes || called.starts_with("create_superuser"))
        || !is_plain(&source.text[password.clone()])
        || !runs_in_production(source.bytes(), hit.start)
    {
        return None;
    }
    let mut found = Match::new(rule, password.clone(), Specificity::Named);
    // The password may be a secret besides.
    found.is_about_setup = true;
    if !is_of_administrator(source, &password, &group) {
        found.severity(Severity::Medium);
    }
    Some(found)
}

/// What a call does, by its keyword. `setPassword` is of connections, too.
fn kind(keyword: &str) -> Option<Call> {
    let name = letters(keyword);
    Some(match () {
        () if keyword.starts_with("setPassword") => return None,
        () if name.contains("hash") || ["setpassword", "makepassword", "passwordencoderencode"].contains(&&*name) => {
            Call::Hashes
        }
        () if name == "signup" => Call::SignsUp,
        () => Call::Creates,
    })
}

/// Whether a bracket opens the parameters of a function that is defined there.
fn is_definition(code: &Code<'_>, open: usize) -> bool {
    let mut first = open.saturating_sub(1);
    while first >= 2 && is_link(code.before(first)) {
        first -= 2;
    }
    let keyword = code.before(first);
    matches!(keyword, "def" | "function" | "func" | "fn" | "fun" | "async" | "static" | "public" | "private" | "void")
        || code.sign(code.behind(open)) == "{" && !code.dialect.indented
}

/// The literal password among the arguments of a call, or among the accounts that it is given by name.
fn in_accounts(constants: Constants<'_, '_>, group: &Group<'_, '_>, open: usize) -> Option<usize> {
    let code = constants.code;
    let own = open + 1..code.behind(open).saturating_sub(1);
    if let Some(value) = password_in(code, own) {
        return known(constants, value);
    }
    let first = code.token_at(group.part_span(0)?.start)?;
    let is_alone = group.part(0) == code.word(first);
    let list = constants.literal_group(code.word(first), first).filter(|_| is_alone)?;
    known(constants, password_in(code, list)?)
}

/// The first token of the first password among some tokens.
fn password_in(code: &Code<'_>, tokens: Range<usize>) -> Option<usize> {
    let end = tokens.end.min(tokens.start + MAX_LIST_TOKENS);
    let mut names = (tokens.start..end).filter(|at| is_password(code.name(*at)) && !is_link(code.before(*at)));
    names.find_map(|name| match code.sign(name + 1) {
        ":" | "=>" | "=" if name + 2 < end => Some(name + 2),
        "," | "}" | "" if !code.is_text(name) && matches!(code.before(name), "{" | ",") => Some(name),
        _ => None,
    })
}

/// The literal that the expression at a token is, or that its name stands for.
fn known(constants: Constants<'_, '_>, at: usize) -> Option<usize> {
    let code = constants.code;
    let (name, end) = chain(code, at);
    if !is_end(code, end) {
        return None;
    }
    match end - at {
        1 if code.is_text(at) => Some(at),
        1 => constants.literal(code.word(at), at),
        _ if is_password(code.name(name)) && !code.word(at).is_empty() => {
            known_in(code, accounts(constants, code.word(at), at)?)
        }
        _ => None,
    }
}

/// The literal that is the first password of a list or object.
fn known_in(code: &Code<'_>, list: Range<usize>) -> Option<usize> {
    password_in(code, list).filter(|value| code.is_text(*value) && is_end(code, value + 1))
}

/// The last name of `a.b` or `a['b']`, and the token behind it.
fn chain(code: &Code<'_>, at: usize) -> (usize, usize) {
    match code.sign(at + 1) {
        sign if is_link(sign) && code.sign(at + 3) != "(" && !code.word(at + 2).is_empty() => (at + 2, at + 3),
        "[" if code.is_text(at + 2) && code.sign(at + 3) == "]" => (at + 2, at + 4),
        _ => (at, at + 1),
    }
}

/// Whether an expression ends at a token, or is only put into bytes behind it.
fn is_end(code: &Code<'_>, at: usize) -> bool {
    matches!(code.sign(at), "," | ")" | "}" | "]" | ";")
        || code.sign(at) == "." && matches!(code.word(at + 1), "encode" | "toString" | "getBytes")
}

/// The list that a name is an item of, in the loop around a token; or the object that it is.
fn accounts(constants: Constants<'_, '_>, name: &str, at: usize) -> Option<Range<usize>> {
    let code = constants.code;
    let near = at.saturating_sub(MAX_LOOP_TOKENS)..at;
    let list = near.rev().filter(|item| code.word(*item) == name).find_map(|item| listed(code, item));
    match list {
        Some(list) if matches!(code.sign(list), "[" | "(") => Some(list + 1..code.behind(list).saturating_sub(1)),
        Some(list) => constants.literal_group(code.word(list), list),
        None => constants.literal_group(name, at),
    }
}

/// The list that a loop takes the item from: `for item in list`, `for (const item of list)`, `list.map(async (item)`,
/// `foreach ($list as $item)`.
fn listed(code: &Code<'_>, item: usize) -> Option<usize> {
    if matches!(code.sign(item + 1), "in" | "of") {
        return Some(item + 2);
    }
    if code.before(item) == "as" {
        return item.checked_sub(2);
    }
    let first = item.saturating_sub(MAX_LOOP_HEAD_TOKENS);
    let head = (first..item).rev().take_while(|at| {
        matches!(code.sign(*at), "(" | "|" | "{" | "do")
            || matches!(code.word(*at), "async" | "function" | "each" | "forEach" | "map")
    });
    let method = { head }.find(|at| matches!(code.word(*at), "each" | "forEach" | "map"))?;
    let list = method.checked_sub(2).filter(|_| code.before(method) == ".")?;
    // The list may be written where it is used.
    Some(if code.sign(list) == "]" { code.tokens[list].pair } else { list })
}

fn is_password(name: &str) -> bool {
    matches!(&*letters(name), "password" | "passwd" | "pwd" | "pass" | "plainpassword" | "rawpassword" | "userpassword")
}

/// Words that somebody can type: no hash, nothing to be filled in, no name of a setting.
fn is_plain(password: &str) -> bool {
    let is_setting = password.contains('_') && !password.bytes().any(|byte| byte.is_ascii_lowercase());
    let lower = password.to_ascii_lowercase();
    let is_nobodys = ["waste", "dummy", "timing", "unused", "invalid", "unusable", "hash", "placeholder"]
        .iter()
        .any(|word| lower.contains(word));
    (4..=40).contains(&password.len())
        && !is_setting
        && !is_nobodys
        && !password.starts_with(['$', '{', '<', '%'])
        && !password.contains(['\n', ' ', '{', '<'])
}

/// Whether an account is an administrator's, by what is around its password, by the call, or by the file's name.
fn is_of_administrator(source: &Source<'_>, password: &Range<usize>, group: &Group<'_, '_>) -> bool {
    let names = |text: &[u8]| {
        let text = lower(text);
        ["admin", "superuser", "super_user"].iter().any(|word| text.contains(word))
    };
    let near = password.start.saturating_sub(NEAR_BYTES)..source.text.len().min(password.end + NEAR_BYTES);
    let called = group.span().start.saturating_sub(20)..group.span().end;
    let file = source.path.rsplit('/').next().unwrap_or(source.path);
    names(&source.bytes()[near]) || names(&source.bytes()[called]) || names(file.as_bytes())
}

/// Whether a file makes up objects for tests.
fn is_factory(path: &str) -> bool {
    path.split('/').any(|part| matches!(&*part.to_ascii_lowercase(), "factories" | "factory"))
}

/// Whether a file is a tool that shows the hash of a password, by its name.
fn shows_hashes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    words(name.as_bytes()).iter().any(|word| word == "hash")
}

/// Whether a file sets up an installation, by the words of its name and its folder.
fn is_for_setup(path: &str) -> bool {
    const WORDS: [&str; 10] =
        ["seed", "seeds", "seeder", "seeders", "admin", "superuser", "bootstrap", "init", "setup", "populate"];
    let last = path.rsplit('/').take(2);
    { last }.flat_map(|part| words(part.as_bytes())).any(|word| WORDS.contains(&word.as_str()))
}
