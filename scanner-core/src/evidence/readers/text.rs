//! Lines and words of a text, as several detectors compare them.

/// Each line without white space at its end, with the place where it starts.
pub(in crate::evidence) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line.trim_end())
    })
}

/// A name in lower case and without underscores. A sigil stays: `$limiter` of PHP is a variable, no class.
pub(in crate::evidence) fn flat(name: &str) -> String {
    name.chars().filter(|letter| *letter != '_').map(|letter| letter.to_ascii_lowercase()).collect()
}
