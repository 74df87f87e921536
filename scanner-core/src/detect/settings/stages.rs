//! Which stages of a Dockerfile end up in the image that runs.

use crate::{context::environment_of, model::Environment};

/// The stages that the image for production is made of, as settings name their owners: by name in lower case, or by
/// number. That image is the last stage, or one whose name says production.
pub(super) fn shipped(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let stages: Vec<(String, String)> = text.lines().filter_map(from).enumerate().map(named).collect();
    let production =
        |name: &str| name.split(['-', '_', '.']).any(|word| environment_of(word) == Some(Environment::Production));
    let last = stages.iter().rposition(|(name, _)| production(name)).or(stages.len().checked_sub(1));
    let mut shipped = Vec::new();
    let mut next = last;
    while let Some((name, base)) = next.and_then(|at| stages.get(at)) {
        shipped.push(name.clone());
        next = stages[..next.unwrap_or_default()].iter().rposition(|(known, _)| known == base);
    }
    shipped
}

/// The words of a `FROM` line, without options.
fn from(line: &str) -> Option<Vec<String>> {
    let mut words = line.split_whitespace().filter(|word| !word.starts_with("--")).map(str::to_ascii_lowercase);
    (words.next()? == "from").then(|| words.collect())
}

fn named((number, words): (usize, Vec<String>)) -> (String, String) {
    let base = words.first().cloned().unwrap_or_default();
    let name = words.get(2).filter(|_| words[1] == "as").cloned().unwrap_or_else(|| number.to_string());
    (name, base)
}

#[cfg(test)]
mod tests {
    use super::shipped;

    #[test]
    fn the_last_stage_and_what_it_is_made_of() {
        let text = b"FROM node AS base\nFROM base AS deps\nFROM --platform=x base AS runner\nCOPY --from=deps a b\n";
        assert_eq!(shipped(text), ["runner", "base"]);
        assert_eq!(shipped(b"FROM a AS app_prod\nFROM app_prod AS app_dev\n"), ["app_prod"]);
        assert_eq!(shipped(b"FROM node\nFROM nginx\n"), ["1"]);
        assert!(shipped(b"").is_empty());
    }
}
