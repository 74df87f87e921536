//! Settings in a value that is a JSON object: `DB={"user": "app", "password": "..."}`.

use std::ops::Range;

/// A longer object is data.
const MAX_OBJECT_BYTES: usize = 2000;

/// The keys with texts in an object that has a password, each with its value, by their places in the text.
pub(super) fn pairs(text: &str, value: &Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let object = text.get(value.clone()).unwrap_or_default();
    let braced = object.trim_start_matches(['\'', '"']).starts_with('{');
    if !braced || object.len() > MAX_OBJECT_BYTES || !object.contains("assword") {
        return Vec::new();
    }
    let strings = strings(object, value.start);
    let follows = |key: &Range<usize>, next: &Range<usize>| {
        let between = &text[key.end..next.start];
        between.chars().all(|c| c.is_whitespace() || "\"\\:".contains(c)) && between.contains(':')
    };
    strings
        .windows(2)
        .filter(|pair| follows(&pair[0], &pair[1]))
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect()
}

/// The places between the quotes of all texts; quotes may be escaped, all or none.
fn strings(object: &str, start: usize) -> Vec<Range<usize>> {
    let quotes: Vec<usize> = object.match_indices('"').map(|(at, _)| at).collect();
    let inner = |pair: &[usize]| {
        let end = if object[..pair[1]].ends_with('\\') { pair[1] - 1 } else { pair[1] };
        start + pair[0] + 1..start + end.max(pair[0] + 1)
    };
    // A quote around all of the object is no text's.
    let skip = usize::from(object.starts_with('"'));
    quotes.get(skip..).unwrap_or_default().chunks_exact(2).map(inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects() {
        for (text, expected) in [
            (r#"{"user":"u","password": "p4s","port":5432}"#, vec![("user", "u"), ("password", "p4s")]),
            (r#""{\"password\":\"p4s\"}""#, vec![("password", "p4s")]),
            (r#"{"host":"h"}"#, vec![]),
            (r#"password "x""#, vec![]),
        ] {
            let found = pairs(text, &(0..text.len()));
            let found: Vec<(&str, &str)> = found.into_iter().map(|(key, value)| (&text[key], &text[value])).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
