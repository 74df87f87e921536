//! Accounts that SQL creates with a password that is written beside them.

use super::{Match, Source, Specificity};
use crate::document::code::{Code, Dialect, Group, MAX_GROUP_BYTES, letters, lex, unquoted};
use std::ops::Range;

/// The longest name of a table.
const MAX_NAME_BYTES: usize = 80;

/// The value in the column of a password, of the first row. SQL may be in a string of another language, so it is read
/// from the keyword on.
pub(super) fn password(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let mut end = source.text.len().min(hit.end + 2 * (MAX_GROUP_BYTES + MAX_NAME_BYTES));
    // Of the next statements, which may be thousands, nothing is read.
    if let Some(length) = memchr::memmem::find(&source.text.as_bytes()[hit.end..end], b";\n") {
        end = hit.end + length;
    }
    while !source.text.is_char_boundary(end) {
        end -= 1;
    }
    let sql = lex(source.text, hit.end..end, Dialect::for_any(".sql"));
    let columns = next_group(&sql, hit.end, "")?;
    let column = (0..columns.len()).find(|at| is_password(columns.part(*at)))?;
    let values = next_group(&sql, columns.span().end, "values")?;
    let value = values.part_span(column)?;
    let password = unquoted(values.part(column)).filter(|password| is_plain(password))?;
    Some(Match::new(rule, value.end - 1 - password.len()..value.end - 1, Specificity::Judged))
}

/// The next group in brackets, with nothing but a name before it, or a word.
fn next_group<'c, 'a>(sql: &'c Code<'a>, from: usize, word: &str) -> Option<Group<'c, 'a>> {
    let rest = &sql.text.as_bytes()[from..sql.text.len().min(from + MAX_NAME_BYTES)];
    let open = memchr::memchr(b'(', rest)?;
    let between = &rest[..open];
    let fits = match word {
        "" => between.iter().all(|byte| byte.is_ascii_alphanumeric() || b" _.`\"[]\n\r\t".contains(byte)),
        word => between.trim_ascii().eq_ignore_ascii_case(word.as_bytes()),
    };
    if fits { sql.group_at(from + open) } else { None }
}

fn is_password(column: &str) -> bool {
    matches!(
        &*letters(column),
        "password" | "passwd" | "pwd" | "userpassword" | "pass" | "passwordplain" | "plainpassword"
    )
}

/// Words that somebody can type: no hash, and nothing to be filled in.
fn is_plain(password: &str) -> bool {
    let hash = password.len() >= 32 || password.contains('$') || password.starts_with('{');
    (3..=40).contains(&password.len()) && !hash && !password.contains(|c| "%?:<>{} ".contains(c))
}
