//! Rules for a vendor's name and a value of a given shape.

use super::{
    Specificity,
    call::{Call, passes},
};
use crate::{
    context::Role,
    detect::naming::is_digest,
    model::words,
    rule::Assigned,
    value::{ValueKind, classify},
};
use std::ops::Range;

/// The bytes between a vendor's name and a value without an operator, in the same line.
const MAX_DISTANCE_BYTES: usize = 90;
/// A longer word is no value.
const MAX_WORD_BYTES: usize = 512;
/// At most this many words are looked at there.
const MAX_WORDS: usize = 6;

/// Matches the value that is assigned to a name with the keyword at `hit` in it; where there is no assignment, a random value
/// of the right shape close behind.
pub(super) fn search(rule: usize, assigned: &Assigned, hit: Range<usize>, call: &mut Call<'_>) {
    if !starts_word(call.text, hit.start) {
        return;
    }
    if let Some(assignment) = call.assignment(&hit, true) {
        let value = &call.text[assignment.value.clone()];
        let name = &call.text[assignment.name.clone()];
        if is_public_half(name) || is_digest(name) {
            return;
        }
        if has_word(name, &assigned.words) && assigned.value.is_match(value) {
            if let Some(passed) = passes(&assigned.test, value) {
                call.add(passed.matched(rule, assignment.value, Specificity::Named));
            }
            return;
        }
    }
    if call.context.role == Role::Lockfile {
        return;
    }
    for word in words_behind(call.text, &hit) {
        let value = &call.text[word.clone()];
        let between = &call.text[hit.start..word.start];
        if is_of_something_else(between) || is_commit(call, &word) {
            return;
        }
        if has_word(between, &assigned.words)
            && matches!(classify(value), ValueKind::Random | ValueKind::Uuid)
            && assigned.value.is_match(value)
        {
            if let Some(passed) = passes(&assigned.test, value) {
                call.add(passed.matched(rule, word, Specificity::Named));
            }
            return;
        }
    }
}

/// Whether a name is that of the half of a pair that is no secret: the user, the public key.
fn is_public_half(name: &[u8]) -> bool {
    let words = words(name);
    words.iter().any(|word| word == "public" || word == "publishable")
        || words.last().is_some_and(|word| ["user", "username", "email", "account"].contains(&word.as_str()))
}

/// Whether the text before a word says that it is a hash, or that a URL began in between.
fn is_of_something_else(between: &[u8]) -> bool {
    const MARKS: [&[u8]; 8] = [b"#", b"@", b"sha1:", b"sha256:", b"sha384:", b"sha512:", b"h1:", b"md5:"];
    let lower = between.to_ascii_lowercase();
    MARKS.iter().any(|mark| lower.ends_with(mark))
        || is_digest(own_name(between))
        || memchr::memmem::find(between, b"://").is_some()
}

/// The name right before a word that it is given: `shasum` in `x: {"shasum":"`. None in a sentence, in which only a blank is
/// between words.
fn own_name(between: &[u8]) -> &[u8] {
    let signs = between.iter().rev().take_while(|byte| b" \"':=\\".contains(byte)).count();
    let name = &between[..between.len() - signs];
    let length = name.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte)).count();
    if signs > 1 || between.ends_with(b"=") || between.ends_with(b":") { &name[name.len() - length..] } else { b"" }
}

/// Whether a word is the id of a commit, as changelogs and links have them: all hexadecimal, in a link or beside its own
/// beginning.
fn is_commit(call: &Call<'_>, word: &Range<usize>) -> bool {
    const LENGTHS: [usize; 2] = [40, 64];
    const ABBREVIATION: usize = 7;
    let value = &call.text[word.clone()];
    if !LENGTHS.contains(&value.len()) || !value.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let before = &call.text[word.start.saturating_sub(MAX_DISTANCE_BYTES)..word.start];
    let in_link = [&b"]("[..], b"commit/", b"commits/", b"commit ", b"commit: ", b"](<"];
    is_changelog(call.path)
        || in_link.iter().any(|sign| before.ends_with(sign))
        || memchr::memmem::find(before, &value[..ABBREVIATION]).is_some()
}

/// `CHANGELOG.md`, `docs/release-notes/1.2.md`.
fn is_changelog(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ["changelog", "changes.", "release-notes", "release_notes", "releases.md", "history.md"]
        .iter()
        .any(|name| lower.contains(name))
}

/// The words behind a keyword in its line, between blanks, quotes and other punctuation.
fn words_behind<'a>(text: &'a [u8], hit: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 'a {
    let end = (hit.end + MAX_DISTANCE_BYTES).min(text.len());
    let line = memchr::memchr(b'\n', &text[hit.end..end]).map_or(end, |at| hit.end + at);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+/=.".contains(&byte);
    let mut at = hit.end;
    std::iter::from_fn(move || {
        while at < line && !is_word(text[at]) {
            at += 1;
        }
        let start = at;
        while at < text.len() && is_word(text[at]) && at - start <= MAX_WORD_BYTES {
            at += 1;
        }
        (start < line).then_some(start..at)
    })
    .take(MAX_WORDS)
}

/// Whether a keyword at `at` starts a word: not after a lower-case letter of the same word (`xacme`), but after an upper-case
/// one (`myAcme`) if it starts with a capital itself.
fn starts_word(text: &[u8], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|before| text.get(before)) else { return true };
    let first = text[at];
    !before.is_ascii_alphabetic() || (before.is_ascii_lowercase() && first.is_ascii_uppercase())
}

fn has_word(name: &[u8], words: &[String]) -> bool {
    let lower = name.to_ascii_lowercase();
    words.is_empty() || words.iter().any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some())
}
