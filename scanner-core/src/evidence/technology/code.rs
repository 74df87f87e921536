//! Technologies that source code shows by the names it uses: cookies that it sets, tokens and passwords that it handles.

use super::{super::Detector, Sightings, SurveyedFile, show};
use crate::{
    context::Role,
    document::code::{Code, MAX_CODE_BYTES},
    model::Technology,
};
use gonogo_rules::knowledge::technologies::IDENTIFIERS;

/// Objects whose method `cookie` sets one.
const RESPONSES: &[&str] = &["res", "response", "resp", "reply", "ctx", "c"];

/// Methods of a jar of cookies that change it.
const CHANGES: &[&str] = &["set", "append", "add", "put", "delete"];

/// Names, in lower case and without underscores, that set a cookie wherever they are called.
const SETTERS: &[&str] = &["setcookie", "addcookie", "setsignedcookie", "responsecookie"];

pub(in crate::evidence) const DETECTOR: Detector = Detector {
    keywords: &["cookie", "refresh", "password", "encrypt", "cipher", "bcrypt", "argon2", "fernet"],
    applies_to: |file| file.role() == Role::Source && file.parsed.text().len() <= MAX_CODE_BYTES,
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    for at in 0..code.tokens.len() {
        if sets_cookie(&code, at) {
            found.show(Technology::Cookies, code.span(at));
        }
        let name = flat(code.word(at));
        if !name.is_empty() {
            show(IDENTIFIERS, &code.span(at), found, |known| name.contains(known));
        }
    }
}

fn flat(word: &str) -> String {
    word.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

fn sets_cookie(code: &Code<'_>, at: usize) -> bool {
    if code.is_text(at) {
        return code.inner_text(at).eq_ignore_ascii_case("set-cookie");
    }
    let name = flat(code.word(at));
    let next = |ahead: usize| code.sign(at + ahead);
    match &*name {
        "cookie" if next(1) == "(" => code.before(at) == "." && at >= 2 && RESPONSES.contains(&code.word(at - 2)),
        "cookie" if next(1) == "::" => true,
        "cookie" if next(1) == "=" => code.before(at) == "." && at >= 2 && code.word(at - 2) == "document",
        "cookies" => {
            let dot = if next(1) == "(" && next(2) == ")" { at + 3 } else { at + 1 };
            code.sign(dot) == "." && CHANGES.contains(&&*flat(code.word(dot + 1)))
        }
        name => next(1) == "(" && SETTERS.contains(&name),
    }
}
