//! Statements that import, in each language.

use super::{Ecosystem, Import, Name, is_called};
use crate::document::code::{Code, Kind, is_link};
use std::{borrow::Cow, ops::Range};

/// Tokens of the longest statement that is read.
const MAX_TOKENS: usize = 200;

/// What a file imports, in the order of the text.
pub(in crate::evidence) fn imports<'a>(code: &Code<'a>, ecosystem: Ecosystem) -> Vec<Import<'a>> {
    let read = match ecosystem {
        Ecosystem::Node => script,
        Ecosystem::Python => python,
        Ecosystem::Php => php,
        Ecosystem::Jvm => jvm,
        Ecosystem::Go => go,
        Ecosystem::Dotnet => dotnet,
        Ecosystem::Ruby | Ecosystem::Rust | Ecosystem::Elixir => path,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.tokens.len() {
        let end = read(code, at, &mut found);
        at = end.max(at + 1);
    }
    found
}

/// Names are listed by a statement: `a`, `a as b`, `a: b`.
fn listed<'a>(code: &Code<'a>, tokens: Range<usize>) -> Vec<Name<'a>> {
    let mut names: Vec<Name<'a>> = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let word = code.word(at);
        let renames = word == "as" || code.sign(at) == ":";
        match names.last_mut() {
            Some(last) if renames && at + 1 < tokens.end => {
                last.local = code.word(at + 1);
                at += 1;
            }
            _ if word == "as" => {
                // `* as name`: the package itself.
                names.push(Name { member: "", local: code.word(at + 1) });
                at += 1;
            }
            _ if !word.is_empty() && !matches!(word, "type" | "typeof" | "default") => {
                names.push(Name { member: word, local: word });
            }
            _ => {}
        }
        at += 1;
    }
    names
}

/// `import x, { y as z } from 'p'`, `import 'p'`, `const { y } = require('p')`, `import('p')`.
fn script<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    let is_member = is_link(code.before(at));
    match code.word(at) {
        "require" | "import" if !is_member && code.sign(at + 1) == "(" && code.is_text(at + 2) => {
            let called = match code.sign(at + 4) {
                "(" => Some(at),
                "." if code.sign(at + 6) == "(" => Some(at + 5),
                _ => None,
            };
            let import = Import::new(code.inner_text(at + 2), at..at + 4, assigned(code, at));
            found.push(Import { called, ..import });
            at + 4
        }
        "import" if !is_member && code.word(at + 1) != "type" => {
            let near = at + 1..code.tokens.len().min(at + MAX_TOKENS);
            let is_part =
                |token: &usize| !code.word(*token).is_empty() || matches!(code.sign(*token), "{" | "}" | "," | "*");
            let end = { near }.find(|token| !is_part(token)).unwrap_or(code.tokens.len());
            if !code.is_text(end) || !(end == at + 1 || code.word(end - 1) == "from") {
                return at + 1;
            }
            let names = listed(code, at + 1..end.saturating_sub(1).max(at + 1));
            found.push(Import::new(code.inner_text(end), at..end + 1, names));
            end + 1
        }
        _ => at + 1,
    }
}

/// The names that are given what a call at a word returns: `const { a, b: c } = await require(...)`.
fn assigned<'a>(code: &Code<'a>, call: usize) -> Vec<Name<'a>> {
    let equals = call - usize::from(call > 0 && code.word(call - 1) == "await");
    if equals < 2 || code.before(equals) != "=" {
        return vec![Name { member: "", local: "" }];
    }
    let last = equals - 2;
    if code.sign(last) != "}" {
        return vec![Name { member: "", local: code.word(last) }];
    }
    let open = code.tokens[last].pair.min(last);
    listed(code, open..last)
}

/// `import a.b as c, d` and `from a.b import (c as d, e)`.
fn python<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    if !code.is_fresh(at) {
        return at + 1;
    }
    match code.word(at) {
        "import" => {
            let mut start = at + 1;
            loop {
                let (package, end) = dotted(code, start);
                let renamed = code.word(end) == "as";
                let local = if renamed { code.word(end + 1) } else { code.word(start) };
                let end = if renamed { end + 2 } else { end };
                if !package.is_empty() {
                    found.push(Import::new(package, at..end, vec![Name { member: "", local }]));
                }
                if code.sign(end) != "," || end <= start {
                    return end;
                }
                start = end + 1;
            }
        }
        "from" => {
            let (package, end) = dotted(code, at + 1);
            if package.is_empty() || code.word(end) != "import" {
                return at + 1;
            }
            let names = match code.sign(end + 1) {
                "(" => end + 2..code.behind(end + 1).saturating_sub(1).min(end + MAX_TOKENS),
                _ => end + 1..(end + 2..code.tokens.len()).find(|at| code.is_fresh(*at)).unwrap_or(code.tokens.len()),
            };
            let tokens = at..names.end;
            for name in listed(code, names) {
                found.push(Import::new(format!("{package}.{}", name.member), tokens.clone(), vec![name]));
            }
            tokens.end
        }
        _ => at + 1,
    }
}

/// A name of several words with dots between them, and the token behind it.
fn dotted<'a>(code: &Code<'a>, start: usize) -> (Cow<'a, str>, usize) {
    let mut end = start;
    while !code.word(end).is_empty() {
        end += 1;
        let goes_on = matches!(code.sign(end), "." | "\\" | "::") && !code.word(end + 1).is_empty();
        if !goes_on {
            break;
        }
        end += 1;
    }
    if end == start { (Cow::Borrowed(""), end) } else { (code.text_of(start..end).into(), end) }
}

/// `use A\B as C;`, `use A\{B, C};`, and names with all that they are in: `\Sentry\init(...)`.
fn php<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    let is_use = code.word(at) == "use" && code.is_fresh(at);
    // A name of its own line is not a part of what is above it: `<?php`.
    let is_name = code.sign(at + 1) == "\\" && !code.word(at + 2).is_empty() && !code.is_fresh(at + 1);
    if code.word(at).is_empty() || is_link(code.before(at)) || !(is_use || is_name) {
        return at + 1;
    }
    let start = if is_use { at + 1 + usize::from(matches!(code.word(at + 1), "function" | "const")) } else { at };
    let (package, end) = dotted(code, start + usize::from(code.sign(start) == "\\"));
    let last = code.word(end.saturating_sub(1));
    match code.sign(end) {
        _ if !is_use => found.push(Import::new(package, at..at, vec![Name { member: "", local: last }])),
        "\\" if code.sign(end + 1) == "{" => {
            let tokens = at..code.behind(end + 1).min(end + MAX_TOKENS);
            for name in listed(code, end + 2..tokens.end) {
                found.push(Import::new(format!("{package}\\{}", name.member), tokens.clone(), vec![name]));
            }
            return tokens.end;
        }
        _ if package.contains('\\') => {
            let local = if code.word(end) == "as" { code.word(end + 1) } else { last };
            found.push(Import::new(package, at..end, vec![Name { member: last, local }]));
        }
        _ => {}
    }
    end
}

/// `import static a.b.C;`, `import a.b.*`, `import a.b.C as D`.
fn jvm<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    if code.word(at) != "import" || !code.is_fresh(at) {
        return at + 1;
    }
    let start = at + 1 + usize::from(code.word(at + 1) == "static");
    let (package, end) = dotted(code, start);
    let last = code.word(end.saturating_sub(1));
    let local = if code.word(end) == "as" { code.word(end + 1) } else { last };
    let is_all = code.sign(end) == ".";
    let names = if is_all { Vec::new() } else { vec![Name { member: last, local }] };
    found.push(Import::new(package, at..end, names));
    end
}

/// `import "p"`, `import name "p"`, and several in brackets.
fn go<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    if code.word(at) != "import" || !code.is_fresh(at) {
        return at + 1;
    }
    let end = if code.sign(at + 1) == "(" { code.behind(at + 1) } else { at + 3 };
    for token in (at + 1..end.min(code.tokens.len())).filter(|token| code.is_text(*token)) {
        let package = code.inner_text(token);
        let alias = if code.is_fresh(token) || token == at + 1 { "" } else { code.word(token - 1) };
        let local = if alias.is_empty() { go_name(package) } else { alias };
        found.push(Import::new(package, at..end, vec![Name { member: "", local }]));
    }
    end
}

/// The name of a package by its path: `github.com/getsentry/sentry-go/v2` is `sentry`.
fn go_name(path: &str) -> &str {
    let is_version =
        |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let last = path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path);
    let last = last.split_once(".v").map_or(last, |(name, _)| name);
    last.strip_suffix("-go").or_else(|| last.strip_prefix("go-")).unwrap_or(last)
}

/// `using A.B;`, `global using A.B;`, `using static A.B;`.
fn dotnet<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    let starts = code.is_fresh(at) || code.before(at) == "global";
    if code.word(at) != "using" || !starts {
        return at + 1;
    }
    let start = at + 1 + usize::from(code.word(at + 1) == "static");
    let (package, end) = dotted(code, start);
    if code.sign(end) == ";" {
        found.push(Import::new(package, at..end, Vec::new()));
    }
    end
}

/// A name of a package with a member, where packages need no statement.
fn path<'a>(code: &Code<'a>, at: usize, found: &mut Vec<Import<'a>>) -> usize {
    let starts = code.kind(at) == Some(Kind::Word) && !is_link(code.before(at));
    let (package, end) = dotted(code, at);
    let is_statement = matches!(code.before(at), "use" | "alias" | "import" | "require" | "include");
    let is_off = code.sign(end) == "=" && code.word(end + 1) == "false";
    if !starts || (end <= at + 1 && !is_statement) || is_off {
        return end.max(at + 1);
    }
    let package = if package.contains("::") { package.replace("::", ".").into() } else { package };
    let called = (!is_statement && is_called(code, end - 1)).then_some(end - 1);
    found.push(Import { called, ..Import::new(package, at..at, Vec::new()) });
    end
}
