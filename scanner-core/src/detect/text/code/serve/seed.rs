//! Accounts that SQL creates with a password that is written beside them.

use super::{
    syntax::{Group, LONGEST, letters, string},
    {Call, Candidate, Reach, Specificity},
};
use std::ops::Range;

/// The table's name and `VALUES` are not longer.
const WORDS: usize = 80;
pub(in super::super) const REACH: Reach = Reach::bytes(0, 2 * (LONGEST + WORDS));

/// The value in the column of a password, of the first row.
pub(in super::super) fn password(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let Some(columns) = next_group(text, hit.end, b"") else { return };
    let column = (0..columns.parts.len()).find(|at| is_password(columns.part(*at)));
    let Some((column, values)) = column.zip(next_group(text, columns.span.end, b"values")) else { return };
    let Some(value) = values.parts.get(column) else { return };
    let Some(password) = string(&text[value.clone()]).filter(|password| is_plain(password)) else { return };
    let start = value.end - 1 - password.len();
    call.claim(Candidate::new(rule, start..start + password.len(), Specificity::Judged));
}

/// The next group in brackets, with nothing but a name before it, or a word.
fn next_group<'a>(text: &'a [u8], from: usize, word: &[u8]) -> Option<Group<'a>> {
    let rest = &text[from..text.len().min(from + WORDS)];
    let open = memchr::memchr(b'(', rest)?;
    let between = &rest[..open];
    let fits = match word {
        b"" => between.iter().all(|byte| byte.is_ascii_alphanumeric() || b" _.`\"[]\n\r\t".contains(byte)),
        word => between.trim_ascii().eq_ignore_ascii_case(word),
    };
    fits.then(|| Group::at(text, from + open)).flatten()
}

fn is_password(column: &[u8]) -> bool {
    matches!(
        &*letters(column),
        "password" | "passwd" | "pwd" | "userpassword" | "pass" | "passwordplain" | "plainpassword"
    )
}

/// Words that somebody can type: no hash, and nothing to be filled in.
fn is_plain(password: &[u8]) -> bool {
    let hash = password.len() >= 32 || password.contains(&b'$') || password.starts_with(b"{");
    (3..=40).contains(&password.len()) && !hash && !password.iter().any(|byte| b"%?:<>{} ".contains(byte))
}
