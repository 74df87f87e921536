//! Placeholders for credentials.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::{collections::HashSet, ops::Range, sync::LazyLock};

/// Parts that ask to be replaced, in any case, in the languages of many projects. No real credential has one by chance.
const ORDERS: &str = "\
    example placeholder change-me change_me changeme changethis change-this change_this change-in change_in \
    changein change-later change_later change_it change-it change_before change-before changebefore please-change \
    please_change your- your_ yourapi yourtoken yourkey yoursecret yourpass insert- insert_ replace- replace_ \
    replaceme replace_me redacted sample xxxxx ***** ........ _here -here keyhere tokenhere lorem <your \
    ganti isi-disini isi_disini isidisini ubah-ini ubah_ini troque trocar mude-me mude_me mudeme altere-me \
    altere_me alterar-me cambiame cambiar cambia-me cambia_me cambia-esto cambia_esto secrethere goeshere go-here \
    enter- enter_ -aqui _aqui reemplaz tu-clave tu_clave tu-key tu_key sua-chave sua_chave sua-senha sua_senha \
    generar_ generar- to-be-set to_be_set set-me set_me setme fill-me fill_me fillme";
/// Words that ask to be replaced where they stand alone: `todoist` does not.
const ORDERS_ALONE: &str = "todo fixme";
/// Parts of what people make up when any value will do, likewise.
const MADE_UP: &str = "\
    my-api-key my_api_key dummy notreal not-real not_real foobar not-a-real fake- fake_ -fake _fake test-token \
    test_token testtoken test-key test_key testkey mysecret my-secret my_secret mytoken my-token my_token mypass \
    my-pass my_pass mykey my-key my_key supersecret super-secret super_secret topsecret top-secret top_secret \
    somesecret some-secret some_secret notasecret thisisa this-is this_is";
/// Rows of a keyboard, of digits and of the alphabet: what people type who need a value of a certain length.
const SEQUENCES: &str = "\
    abcdefghij abcdef0123456789 0123456789abcdef 1234567890abcdef 1234567890 abcdef1234567890 qwertyuiop \
    123456789 deadbeef";
/// Parts that can be in a token by chance; they count only where the value is otherwise plain.
const WEAK: &str = "\
    fake mock stub test demo hidden secret password passwd token apikey api-key api_key none null value \
    default string";
/// Whole values that say there is no credential.
const WHOLE: &str = "\
    none null nil undefined true false yes no on off n/a na empty unset unknown tbd disabled enabled required \
    optional default auto foo bar baz qux foobar string str text abc xyz asdf blah abc123 123 1234 12345 \
    123456 1234567 12345678 123456789 password passwd pass pwd pw secret token key test testing user username \
    admin root guest value xxx yyy zzz ... hunter2 qwerty letmein changeit hello dummy sample example any \
    some";

static ORDER_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder(ORDERS));
static ORDER_ALONE_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder(ORDERS_ALONE));
static MADE_UP_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder(MADE_UP));
static SEQUENCE_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder(SEQUENCES));
static WEAK_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder(WEAK));

static WHOLE_VALUES: LazyLock<HashSet<&[u8]>> =
    LazyLock::new(|| WHOLE.split_ascii_whitespace().map(str::as_bytes).collect());

fn finder(words: &str) -> Option<AhoCorasick> {
    let mut builder = AhoCorasick::builder();
    // Values are short, and a DFA takes longer to build than most scans search with it.
    builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::ContiguousNFA));
    builder.build(words.split_ascii_whitespace()).ok()
}

fn has(finder: &Option<AhoCorasick>, value: &[u8]) -> bool {
    finder.as_ref().is_some_and(|finder| finder.is_match(value))
}

/// Ten equal characters in a row are filling in a value of any length; but `A` is a zero in base64, and keys hold zeros.
const MIN_FILLING_BYTES: usize = 10;

/// So many dashes, stars or dots in a row are a line that somebody drew.
const MIN_RULE_BYTES: usize = 5;

/// Whether a value is nothing but filling, or padded with it: one character repeated, dots, stars.
pub fn is_filler(value: &[u8]) -> bool {
    let distinct = distinct_bytes(value);
    let longest = longest_run(value, |a, b| a == b);
    let padded = longest_run(value, |a, b| a == b && a != b'A') >= MIN_FILLING_BYTES
        || !value.starts_with(b"-----BEGIN")
            && longest_run(value, |a, b| a == b && b"-_*.#".contains(&a)) >= MIN_RULE_BYTES;
    value.is_empty()
        || distinct == 1
        || (value.len() >= 12 && distinct <= 3)
        || longest >= 5.max(value.len() / 4)
        || padded
}

pub(super) fn distinct_bytes(value: &[u8]) -> usize {
    let mut seen = [false; 256];
    value.iter().for_each(|&byte| seen[usize::from(byte)] = true);
    seen.iter().filter(|seen| **seen).count()
}

fn longest_run(value: &[u8], follows: impl Fn(u8, u8) -> bool) -> usize {
    value.chunk_by(|&a, &b| follows(a, b)).map(<[u8]>::len).max().unwrap_or(0)
}

/// Whether a value is a placeholder by its words: it is in brackets, is filling, or holds a word such as `example`,
/// `your-`, `changeme`.
pub fn is_placeholder_word(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    is_filler(value) || asks_to_be_replaced(value) || has(&MADE_UP_FINDER, value)
}

/// Whether a value says itself that another belongs there: it is in brackets, elided, or holds a word such as
/// `example`, `your-`, `changeme`, `ganti`.
pub(super) fn asks_to_be_replaced(value: &[u8]) -> bool {
    order_words(value).next().is_some()
}

/// The places of words that ask to replace the value, or all of it if it is in brackets or elided.
pub(super) fn order_words(value: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let whole = (is_bracketed(value) || value.ends_with(b"...")).then_some(0..value.len());
    let words = ORDER_FINDER.iter().flat_map(move |finder| finder.find_overlapping_iter(value));
    let alone = ORDER_ALONE_FINDER.iter().flat_map(move |finder| finder.find_overlapping_iter(value));
    let alone = alone.map(|found| found.range()).filter(|word| stands_alone(value, word));
    whole.into_iter().chain(words.map(|found| found.range())).chain(alone)
}

/// Whether words end where `word` does, so that it is one of them and no part of another.
pub(super) fn stands_alone(value: &[u8], word: &Range<usize>) -> bool {
    let letter = |at: usize| value.get(at).is_some_and(u8::is_ascii_alphabetic);
    let joins = |at: usize| letter(at) && at.checked_sub(1).is_some_and(letter) && !value[at].is_ascii_uppercase();
    !joins(word.start) && !joins(word.end)
}

/// Whether a value is a placeholder for a credential, or too plain to be one.
///
/// ```
/// use gonogo_core::value::is_placeholder;
/// for value in ["changeme", "your-api-key", "<token>", "xxxxxxxx", "1234567890abcdef", "[REDACTED]"] {
///     assert!(is_placeholder(value.as_bytes()), "{value}");
/// }
/// assert!(!is_placeholder(b"k3yN0tPl4c3h0ld3r"));
/// ```
pub fn is_placeholder(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let lower = value.to_ascii_lowercase();
    if is_placeholder_word(value) || is_sequence(value) || WHOLE_VALUES.contains(&lower[..]) {
        return true;
    }
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    names_itself(&lower) || digits * 4 <= value.len() && super::is_wordy(value) && has(&WEAK_FINDER, value)
}

/// `app_key`, `glc-token`: a short value whose last word says what should be there.
fn names_itself(lower: &[u8]) -> bool {
    let last = lower.rsplit(|byte| b"_-. ".contains(byte)).next().unwrap_or_default();
    let named: [&[u8]; 8] = [b"token", b"secret", b"password", b"passwd", b"pass", b"pwd", b"key", b"apikey"];
    lower.len() <= 24 && last.len() < lower.len() && named.contains(&last)
}

/// Whether a value is a sequence of digits or of the alphabet.
pub(super) fn is_sequence(value: &[u8]) -> bool {
    has(&SEQUENCE_FINDER, value) || longest_run(value, |a, b| b == a.wrapping_add(1)) >= 6.max(value.len() / 2)
}

/// `<token>`, `[token]`, `{token}`, `%token%`, `__TOKEN__`, `(token)`.
fn is_bracketed(value: &[u8]) -> bool {
    let pairs: [(&[u8], &[u8]); 6] =
        [(b"<", b">"), (b"[", b"]"), (b"{", b"}"), (b"%", b"%"), (b"__", b"__"), (b"(", b")")];
    value.len() > 2 && pairs.iter().any(|(open, close)| value.starts_with(open) && value.ends_with(close))
}

/// Whether a value is a word with digits and signs around it, as people make passwords and attackers guess them.
///
/// ```
/// assert!(gonogo_core::value::is_guessable(b"admin123") && gonogo_core::value::is_guessable(b"Password2024!"));
/// assert!(!gonogo_core::value::is_guessable(b"xk7Qw9zP"));
/// ```
pub fn is_guessable(value: &[u8]) -> bool {
    let (letters, runs) = letters(value);
    value.len() <= 20
        && letters.len() >= 3
        && letters.len() * 2 >= value.len()
        && runs <= 2
        && super::is_wordy(&letters)
}

/// The letters of a value, and the number of runs that they are in.
pub(super) fn letters(value: &[u8]) -> (Vec<u8>, usize) {
    let runs = value.split(|byte| !byte.is_ascii_alphabetic()).filter(|run| !run.is_empty());
    (runs.clone().flatten().copied().collect(), runs.count())
}
