//! The vendor that issued a secret, derived from its rule.

use crate::model::RuleMeta;

/// Packs of credentials that belong to no vendor.
const VENDORLESS_PACKS: [&str; 2] = ["credentials", "credential-files"];
/// Words that describe a credential rather than name its vendor.
const DESCRIPTIVE_WORDS: [&str; 24] = [
    "a", "an", "api", "app-specific", "database", "db", "hard-coded", "hosted", "id", "json", "jwt", "key", "oauth",
    "oauth2", "password", "private", "random", "rest", "secret", "sql", "ssh", "token", "url", "webhook",
];

/// The vendor's name: the leading capitalised words of a rule's title, such as `GitHub` in `GitHub personal access
/// token`.
pub(super) fn provider(rule: &RuleMeta) -> Option<&str> {
    if VENDORLESS_PACKS.contains(&rule.pack.as_str()) {
        return None;
    }
    let title = rule.title.as_str();
    let mut end = 0;
    for (at, word) in words(title) {
        let is_kind = DESCRIPTIVE_WORDS.contains(&word.to_ascii_lowercase().as_str());
        let is_name = at == 0 || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if is_kind || !is_name {
            break;
        }
        end = at + word.len();
    }
    let name = title[..end].trim_end_matches([',', ':', ';']);
    (!name.is_empty()).then_some(name)
}

/// The words of a text, each with its offset.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(' ').map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Category, Confidence, Severity},
        rule::RuleSet,
    };

    #[test]
    fn titles_begin_with_the_vendor() {
        for (pack, title, name) in [
            ("source-control", "GitHub personal access token (classic)", Some("GitHub")),
            ("monitoring", "New Relic license key", Some("New Relic")),
            ("ai", "OpenAI API key", Some("OpenAI")),
            ("messaging", "8x8 API key", Some("8x8")),
            ("email", "lemlist API key", Some("lemlist")),
            ("design", "Figma OAuth client secret", Some("Figma")),
            ("databases", "Database connection string with password", None),
            ("databases", "SQL connection string with password", None),
            ("credentials", "Private key", None),
            ("own", "", None),
        ] {
            let mut rule = RuleMeta::new("r", title, Severity::High, Confidence::High);
            rule.pack = pack.to_owned();
            assert_eq!(provider(&rule), name, "{title}");
        }
    }

    #[test]
    fn nearly_all_built_in_rules_have_one() {
        let rules = RuleSet::builtin().expect("rules");
        let secrets = rules.iter().filter(|rule| rule.meta.category == Category::Secret && rule.is_for_text());
        let vendors = secrets.filter(|rule| !VENDORLESS_PACKS.contains(&rule.meta.pack.as_str()));
        let (named, unnamed): (Vec<_>, Vec<_>) = vendors.partition(|rule| provider(&rule.meta).is_some());
        assert!(unnamed.len() * 50 < named.len(), "{} of {}", unnamed.len(), named.len());
    }
}
