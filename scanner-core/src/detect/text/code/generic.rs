//! Credentials of no known vendor: a name that promises one, and a value that can be one.

use super::{Assignment, Call, Match, Specificity, Style};
use crate::{
    context::{Language, is_compose_file},
    detect::naming::{NameHint, name_hint},
    model::{Confidence, Environment, Lowered, Severity},
    value::{
        ValueKind, classify, decode_base64, is_default_credential, is_guessable, is_identifier, is_reference,
        mean_surprisal,
    },
};
use memchr::memmem;
use std::ops::Range;

/// A password shorter than this is a sample.
const MIN_PASSWORD_BYTES: usize = 4;
/// A secret that is not surely random must be this long if it holds a digit.
const MIN_SECRET_BYTES: usize = 12;
/// A secret of letters only must be this long, and nothing like a word.
const MIN_LETTERS_BYTES: usize = 8;
/// The mean surprisal that such letters must reach; see [`mean_surprisal`].
const MIN_SURPRISAL: f32 = 6.0;
/// A value under a name that only says "key" must be this long.
const MIN_KEY_BYTES: usize = 20;
/// A reference begins at most this far before a name in it.
const MAX_REFERENCE_BYTES: usize = 140;
/// A longer object in a text is a document, not what somebody signs in with.
const MAX_OBJECT_BYTES: usize = 600;
/// Longer values are encrypted or encoded data.
const MAX_VALUE_BYTES: usize = 300;
/// The same where the name says that it is a secret: tokens of identity providers are as long.
const MAX_SECRET_BYTES: usize = 4096;

/// The likelihood that a value is a credential.
enum Likelihood {
    /// Not at all.
    None,
    /// It could be guessed: a word with digits behind it.
    Weak,
    /// Products ship with it, or documentation has it.
    Default,
    /// A UUID, which names a thing as often as it opens one.
    Id,
    /// It is one.
    Full,
}

/// A password.
pub(super) fn password(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    consider(rule, hit, call, NameHint::Password);
}

/// A secret, token or API key.
pub(super) fn secret(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    consider(rule, hit, call, NameHint::Secret);
}

/// A key of some kind.
pub(super) fn key(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    consider(rule, hit, call, NameHint::Key);
}

fn consider(rule: usize, hit: Range<usize>, call: &mut Call<'_>, wanted: NameHint) {
    let Some(assignment) = call.assignment(&hit, false) else { return };
    if name_hint(&call.text[assignment.name.clone()]) != Some(wanted) || is_in_reference(call.text, &assignment) {
        return;
    }
    if is_comparison(call.text, &assignment)
        || is_command(call.text, &assignment)
        || is_requirement(call.text, &assignment)
    {
        return;
    }
    let value = trimmed(&assignment, call.text);
    let value = in_object(call.text, &value).unwrap_or(value);
    if is_shared_for_practice(&call.text[value.clone()], call) {
        return;
    }
    let mut found = Match::new(rule, value.clone(), Specificity::Generic);
    match likelihood(wanted, &call.text[value], assignment.style, call) {
        Likelihood::None => return,
        Likelihood::Weak => found.doubt(Severity::Medium, Lowered::Value),
        Likelihood::Default => found.at_most(Severity::Medium, Lowered::Value),
        Likelihood::Id => found.confidence(Confidence::Low),
        Likelihood::Full => &mut found,
    };
    call.add(found);
}

/// Whether name and value are parts of one reference: `arn:aws:secretsmanager:...:secret:prod/db:password::`.
fn is_in_reference(text: &[u8], assignment: &Assignment) -> bool {
    let name = assignment.name.start;
    let part = |byte: &&u8| !byte.is_ascii_whitespace() && !b"\"'`,;<>()=?&".contains(byte);
    let start = name - text[..name].iter().rev().take(MAX_REFERENCE_BYTES).take_while(part).count();
    let joined = assignment.style == Style::Bare && text[..assignment.value.start].ends_with(b":");
    joined && start < name && !text[start..].starts_with(b"${") && is_reference(&text[start..assignment.value.end])
}

/// Whether a name is compared with a constant of the program: `clave === 'TIPO_UNO'`.
fn is_comparison(text: &[u8], assignment: &Assignment) -> bool {
    let between = text.get(assignment.name.end..assignment.value.start).unwrap_or_default();
    let compares = ["==", "!="].iter().any(|operator| memmem::find(between, operator.as_bytes()).is_some());
    let value = &text[assignment.value.clone()];
    let is_constant = value.contains(&b'_') && value.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    compares && (is_identifier(value) || is_constant)
}

/// Whether a value is what a command prints: `` SECRET=`openssl rand -hex 32` ``.
fn is_command(text: &[u8], assignment: &Assignment) -> bool {
    text[..assignment.value.start].ends_with(b"`") && text[assignment.value.clone()].contains(&b' ')
}

/// Whether a name is that of a package, behind its vendor's, and the value the versions of it that are wanted.
fn is_requirement(text: &[u8], assignment: &Assignment) -> bool {
    let starts = |value: &[u8]| value.first().is_some_and(|byte| b"^~<>=*".contains(byte));
    text[..assignment.name.start].ends_with(b"/") && starts(&text[assignment.value.clone()])
}

/// The part of a value that is an object of JSON in a text, `"{\"name\":\"x\",\"sig\":\"...\"}"`, which nobody made up.
fn in_object(text: &[u8], value: &Range<usize>) -> Option<Range<usize>> {
    let object = &text[value.clone()];
    let is_object = object.starts_with(b"{\\\"") && object.len() <= MAX_OBJECT_BYTES;
    let quotes: Vec<usize> = memmem::find_iter(object, b"\\\"").filter(|_| is_object).collect();
    let parts = quotes.windows(2).map(|pair| value.start + pair[0] + 2..value.start + pair[1]);
    parts.into_iter().find(|part| classify(&text[part.clone()]) == ValueKind::Random)
}

/// Whether a value is a password that people chose in a compose file or workflow for development or tests, which is made
/// to be shared.
fn is_shared_for_practice(value: &[u8], call: &Call<'_>) -> bool {
    let practice = matches!(call.context.environment, Environment::Development | Environment::Test);
    let shared = is_compose_file(call.path) || call.path.contains(".github/workflows/");
    practice && shared && value.len() < MIN_SECRET_BYTES
}

/// A bare value without the punctuation of the sentence or the query around it.
fn trimmed(assignment: &Assignment, text: &[u8]) -> Range<usize> {
    let mut value = assignment.value.clone();
    if assignment.style == Style::Quoted {
        return value;
    }
    if let Some(at) = memchr::memchr(b'&', &text[value.clone()]) {
        value.end = value.start + at;
    }
    if text[value.clone()].ends_with(b"...") {
        value.end = value.start;
    }
    while value.end > value.start && matches!(text[value.end - 1], b'.' | b':' | b'*' | b'\\') {
        value.end -= 1;
    }
    value
}

fn likelihood(hint: NameHint, value: &[u8], style: Style, call: &Call<'_>) -> Likelihood {
    let kind = classify(value);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let longest =
        if matches!(hint, NameHint::Secret | NameHint::Password) { MAX_SECRET_BYTES } else { MAX_VALUE_BYTES };
    if value.len() > longest {
        return Likelihood::None;
    }
    if style == Style::Bare && call.context.language == Language::Source {
        // Source code has no literals without quotes; comments and texts have.
        let expression = value.iter().any(|byte| b"([{".contains(byte));
        if expression || kind != ValueKind::Random || digits == 0 {
            return Likelihood::None;
        }
    }
    let full = match (hint, kind) {
        (NameHint::Password, _) if is_page(value) => false,
        (NameHint::Password, ValueKind::Words) if is_words_and_number(value) => return Likelihood::Weak,
        (NameHint::Password, ValueKind::Random) if is_default(value) => return Likelihood::Default,
        (NameHint::Password | NameHint::Secret, ValueKind::Random) => !is_cut_token(value),
        (NameHint::Secret, ValueKind::Uuid) => return Likelihood::Id,
        (NameHint::Password, ValueKind::Password) => {
            if is_guessable(value) {
                return Likelihood::Weak;
            }
            if is_default(value) {
                return Likelihood::Default;
            }
            value.len() >= MIN_PASSWORD_BYTES && (letters + digits) * 2 >= value.len()
        }
        (NameHint::Secret, ValueKind::Password) => {
            let strange = digits == 0 && value.len() >= MIN_LETTERS_BYTES && mean_surprisal(value) >= MIN_SURPRISAL;
            let mixed = digits > 0
                && letters > 0
                && value.len() >= MIN_SECRET_BYTES
                && !is_guessable(value)
                && !is_identifier(value)
                && (digits > 1 || mean_surprisal(value) > MIN_SURPRISAL);
            style != Style::Bare && strange || mixed
        }
        (NameHint::Key, ValueKind::Random) => is_key(value, digits),
        _ => false,
    };
    if full { Likelihood::Full } else { Likelihood::None }
}

/// The address of a page about passwords, without an account in it.
fn is_page(value: &[u8]) -> bool {
    (value.starts_with(b"http://") || value.starts_with(b"https://")) && !value.contains(&b'@')
}

/// `redis_secret_2024`: an identifier with a number behind it, as people make passwords.
fn is_words_and_number(value: &[u8]) -> bool {
    let digits = value.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let joined = value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte));
    digits >= 2 && joined && is_identifier(value)
}

/// The header and the claims of a JSON Web Token, cut off before its signature, as links in samples have them.
fn is_cut_token(value: &[u8]) -> bool {
    let mut parts = value.split(|byte| *byte == b'.');
    let header = parts.next().filter(|part| part.starts_with(b"eyJ")).and_then(decode_base64);
    let is_header = header.is_some_and(|header| memchr::memmem::find(&header, b"\"alg\"").is_some());
    is_header && parts.next().is_some_and(|claims| claims.starts_with(b"eyJ")) && parts.next().is_none()
}

fn is_default(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| is_default_credential(text, None))
}

/// Characters of a key, and not of the length of a hash in hexadecimal.
fn is_key(value: &[u8], digits: usize) -> bool {
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte));
    let hex = value.iter().all(u8::is_ascii_hexdigit);
    let hash = hex && matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128);
    plain
        && !hash
        && digits >= 2
        && value.len() >= MIN_KEY_BYTES
        && (hex || mean_surprisal(value) > 5.2 || digits * 6 >= value.len())
}
