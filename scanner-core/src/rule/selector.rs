//! Paths of keys through a document.

/// A path of keys: `services.*.ports.*`, `^^.image`, `$.volumes`.
///
/// Parts are joined by dots. `*` is every key and every entry of a list, `**` any number of levels, `{a,b}` either; `*` also
/// matches letters within a key. A key with a dot in it is put between double quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// The start of the path.
    pub start: Start,
    /// The steps down from there.
    pub steps: Vec<Step>,
}

/// The start of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The number of levels above the selected part.
    Up(usize),
    /// At the root.
    Root,
}

impl Default for Start {
    fn default() -> Self {
        Start::Up(0)
    }
}

/// One part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Every child.
    Any,
    /// The node itself, and everything below.
    Deep,
    /// The children whose key is one of these.
    Named(Vec<String>),
}

impl Selector {
    /// Reads a path.
    ///
    /// # Errors
    /// A description of the problem.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = parts(text)?.into_iter().peekable();
        let start = match parts.peek().map(String::as_str) {
            Some("$") => Start::Root,
            Some(ups) if !ups.is_empty() && ups.bytes().all(|byte| byte == b'^') => Start::Up(ups.len()),
            _ => Start::Up(0),
        };
        if start != Start::default() {
            parts.next();
        }
        let steps = parts.map(|part| step(&part)).collect::<Result<_, _>>()?;
        Ok(Selector { start, steps })
    }

    /// The number of `*`.
    pub fn wildcards(&self) -> usize {
        self.steps.iter().filter(|step| step.catches()).count()
    }
}

impl Step {
    /// Whether the name of what it leads to is known only from the document.
    pub fn catches(&self) -> bool {
        match self {
            Step::Any => true,
            Step::Deep => false,
            Step::Named(names) => names.len() > 1 || names.iter().any(|name| name.contains('*')),
        }
    }

    /// Whether it leads to a key.
    pub fn is(&self, key: &str) -> bool {
        match self {
            Step::Any | Step::Deep => true,
            Step::Named(names) => names.iter().any(|name| fits(name.as_bytes(), key.as_bytes())),
        }
    }
}

/// The parts between dots that are outside of quotes and braces.
fn parts(text: &str) -> Result<Vec<String>, String> {
    let (mut parts, mut quoted, mut braces) = (vec![String::new()], false, 0usize);
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted && braces == 0 => parts.push(String::new()),
            _ => {
                braces = match character {
                    '{' if !quoted => braces + 1,
                    '}' if !quoted => braces.checked_sub(1).ok_or_else(|| format!("`{text}` closes no brace"))?,
                    _ => braces,
                };
                parts.last_mut().into_iter().for_each(|part| part.push(character));
            }
        }
    }
    if quoted || braces > 0 {
        return Err(format!("`{text}` leaves a quote or a brace open"));
    }
    if text.is_empty() || text == "." {
        return Ok(Vec::new());
    }
    match parts.iter().any(String::is_empty) {
        true => Err(format!("`{text}` has an empty part")),
        false => Ok(parts),
    }
}

fn step(part: &str) -> Result<Step, String> {
    Ok(match part {
        "*" => Step::Any,
        "**" => Step::Deep,
        "$" => return Err("`$` is the start of a path, or nothing".to_owned()),
        _ => Step::Named(alternatives(part)),
    })
}

/// `a{b,c}d` is `abd` and `acd`.
fn alternatives(part: &str) -> Vec<String> {
    let Some((before, rest)) = part.split_once('{') else { return vec![part.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![part.to_owned()] };
    inside.split(',').flat_map(|middle| alternatives(&format!("{before}{}{after}", middle.trim()))).collect()
}

/// Whether a pattern with `*` fits all of a key.
fn fits(pattern: &[u8], key: &[u8]) -> bool {
    match pattern.split_first() {
        None => key.is_empty(),
        Some((b'*', rest)) => (0..=key.len()).any(|at| fits(rest, &key[at..])),
        Some((byte, rest)) => key.first() == Some(byte) && fits(rest, &key[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let steps = |text: &str| Selector::parse(text).expect(text).steps;
        let named = |names: &[&str]| Step::Named(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(steps("services.*.ports"), [named(&["services"]), Step::Any, named(&["ports"])]);
        assert_eq!(steps("**.{c,initC}ontainers"), [Step::Deep, named(&["containers", "initContainers"])]);
        assert_eq!(steps(r#"metadata."a.b/c""#), [named(&["metadata"]), named(&["a.b/c"])]);
        assert_eq!(steps(""), []);
        let up = Selector::parse("^^.image").expect("a path");
        assert_eq!((up.start, up.steps), (Start::Up(2), vec![named(&["image"])]));
        assert_eq!(Selector::parse("$").expect("a path").start, Start::Root);
        for wrong in ["a..b", "a.{b", "a}", "a.\"b", "a.$", ".a"] {
            assert!(Selector::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys() {
        let is = |part: &str, key: &str| step(part).expect("a step").is(key);
        assert!(is("env*", "env") && is("env*", "env_production") && is("*_URL", "A_URL") && is("{a,b}", "b"));
        assert!(!is("env*", "senv") && !is("a", "b") && is("*", "whatever"));
    }
}
