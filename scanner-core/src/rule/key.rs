//! Patterns of names: `allow_unsigned` is any name that ends in these words, however it is written.
//!
//! Words are joined by `_`; `*` stands for any words, also none; `{a,b}` for either; `^` in front for the start of the
//! name, which otherwise may begin with anything. Names are compared by their letters, and a pattern's words start and end
//! where words of the name do: `rate_limit_enabled` is also `RATELIMIT_ENABLED`, `rateLimit.enabled`, `app.rate-limit-enabled`.

use crate::model::NameWords;

/// One pattern, without alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPattern {
    /// The letters, without the `_`, and a `*` between parts.
    letters: String,
    anchored: bool,
    open_end: bool,
}

/// More alternatives, or braces nested deeper, are a mistake.
const MAX_ALTERNATIVES: usize = 512;
const MAX_DEPTH: usize = 8;

impl KeyPattern {
    /// Adds all patterns that one with alternatives means.
    pub(super) fn parse_into(pattern: &str, all: &mut Vec<Self>) -> Result<(), String> {
        let body = pattern.strip_prefix('^').unwrap_or(pattern);
        if !body.contains(['{', '}']) {
            all.push(Self::parse_one(pattern, body.to_owned())?);
            return Ok(());
        }
        for text in expand(body)? {
            all.push(Self::parse_one(pattern, text)?);
        }
        Ok(())
    }

    /// A pattern whose alternatives are chosen, which leaves `text`.
    fn parse_one(pattern: &str, mut text: String) -> Result<Self, String> {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'*');
        if !text.bytes().all(legal) {
            return Err(format!("`{text}` has other characters than lower-case letters, digits, `_` and `*`"));
        }
        let open_end = text.ends_with('*');
        text.retain(|c| c != '_');
        if text.bytes().all(|byte| byte == b'*') {
            return Err(format!("`{pattern}` is every name"));
        }
        Ok(KeyPattern { letters: text, anchored: pattern.starts_with('^'), open_end })
    }

    /// The letters by which an index finds the pattern: every name it matches has them between edges of words.
    pub fn handle(&self) -> &str {
        self.parts().max_by_key(|part| part.len()).unwrap_or_default()
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.letters.split('*').filter(|part| !part.is_empty())
    }

    /// Whether a name matches. `start` is the byte of the flat name at which its last part starts, for anchored patterns.
    pub fn matches(&self, name: &NameWords, start: usize) -> bool {
        self.find(name, start).is_some()
    }

    /// The place in the flat name at which the pattern's first word starts, if the name matches.
    pub fn find(&self, name: &NameWords, start: usize) -> Option<usize> {
        let mut at = if self.anchored { start } else { 0 };
        let mut first = None;
        let mut parts = self.parts().peekable();
        while let Some(part) = parts.next() {
            let fixed_start = self.anchored && first.is_none();
            let fixed_end = parts.peek().is_none() && !self.open_end;
            at = place(name, part, at, fixed_start, fixed_end)?;
            first.get_or_insert(at - part.len());
        }
        first
    }
}

/// The end of a part that starts at or behind `from`, at edges of words.
fn place(name: &NameWords, part: &str, from: usize, fixed_start: bool, fixed_end: bool) -> Option<usize> {
    let flat = name.flat();
    if fixed_end {
        let start = flat.len().checked_sub(part.len())?;
        let fits = start >= from && flat.ends_with(part) && name.is_edge(start) && (!fixed_start || start == from);
        return fits.then_some(flat.len());
    }
    let rest = flat.get(from..)?;
    if fixed_start {
        return (rest.starts_with(part) && name.is_edge(from + part.len())).then_some(from + part.len());
    }
    let found = rest.match_indices(part).map(|(at, _)| from + at);
    found.map(|at| (at, at + part.len())).find(|&(at, end)| name.is_edge(at) && name.is_edge(end)).map(|(_, end)| end)
}

/// A pattern with each combination of the alternatives in its braces.
fn expand(pattern: &str) -> Result<Vec<String>, String> {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in pattern.bytes() {
        depth = match byte {
            b'{' => depth + 1,
            b'}' => depth.checked_sub(1).ok_or_else(|| format!("`{pattern}` closes a brace that is not open"))?,
            _ => depth,
        };
        deepest = deepest.max(depth);
    }
    if depth > 0 {
        return Err(format!("`{pattern}` has a brace that is not closed"));
    }
    if deepest > MAX_DEPTH {
        return Err(format!("`{pattern}` nests braces deeper than {MAX_DEPTH}"));
    }
    let all = combinations(&mut &*pattern, false);
    all.ok_or_else(|| format!("`{pattern}` has more than {MAX_ALTERNATIVES} alternatives"))
}

/// The texts that the start of a pattern means, up to its end or to where an alternative ends. `None` if there are too many.
fn combinations(pattern: &mut &str, in_braces: bool) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    loop {
        let special = |c: char| matches!(c, '{' | '}') || (in_braces && c == ',');
        let (literal, rest) = pattern.split_at(pattern.find(special).unwrap_or(pattern.len()));
        all.iter_mut().for_each(|text| text.push_str(literal));
        *pattern = rest;
        let Some(inside) = rest.strip_prefix('{') else { return Some(all) };
        *pattern = inside;
        let choices = alternatives(pattern)?;
        if all.len() * choices.len() > MAX_ALTERNATIVES {
            return None;
        }
        all = all.iter().flat_map(|start| choices.iter().map(move |choice| [&start[..], choice].concat())).collect();
    }
}

/// The texts that the inside of braces means. The closing brace is passed.
fn alternatives(pattern: &mut &str) -> Option<Vec<String>> {
    let mut all = Vec::new();
    loop {
        all.extend(combinations(pattern, true)?);
        let is_last = !pattern.starts_with(',');
        *pattern = pattern.get(1..).unwrap_or_default();
        if is_last {
            return Some(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        let words = NameWords::new(name);
        let last = NameWords::new(name.rsplit('.').next().unwrap_or(name)).flat().len();
        let start = words.flat().len() - last;
        let mut patterns = Vec::new();
        KeyPattern::parse_into(pattern, &mut patterns).expect("the pattern is sound");
        patterns.iter().any(|pattern| {
            let matched = pattern.matches(&words, start);
            assert!(
                !matched || words.runs(pattern.handle().len()).any(|run| run == pattern.handle()),
                "{name} is not found by its handle"
            );
            matched
        })
    }

    #[test]
    fn names_in_every_style() {
        for (pattern, yes, no) in [
            (
                "allow_unsigned",
                &["WEBHOOK_ALLOW_UNSIGNED", "allowUnsigned", "meta.allow-unsigned"][..],
                &["disallow_unsigned", "ALLOW_UNSIGNED_COUNT"][..],
            ),
            (
                "{rate_limit,throttle}_enabled",
                &["RATELIMIT_ENABLED", "rateLimit.enabled", "THROTTLE_ENABLED"],
                &["RATE_ENABLED"],
            ),
            (
                "cookie_*_secure",
                &["COOKIE_SECURE", "session.cookie.options.secure", "AUTH_COOKIE_IS_SECURE"],
                &["smtp.secure", "COOKIE_SECURE_NAME"],
            ),
            ("^debug", &["DEBUG", "app.debug"], &["APP_DEBUG"]),
            ("^debug*", &["DEBUG_SQL", "app.debugLevel"], &["APP_DEBUG_SQL"]),
            ("otp_bypass*", &["OTP_BYPASS_CODE", "MY_OTP_BYPASS"], &["OTP_CODE"]),
        ] {
            assert!(yes.iter().all(|name| matches(pattern, name)), "{pattern} {yes:?}");
            assert!(!no.iter().any(|name| matches(pattern, name)), "{pattern} {no:?}");
        }
    }

    #[test]
    fn broken_patterns_are_refused() {
        for pattern in ["*", "", "a{b", "a}b", "A_B", "a-b"] {
            assert!(KeyPattern::parse_into(pattern, &mut Vec::new()).is_err(), "{pattern}");
        }
    }
}
