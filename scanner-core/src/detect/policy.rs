//! What the role of a file does to the credentials found in it. The table is in `docs/quality.md`.

use super::{Matches, Specificity, lowering::Surroundings, origin::Origin, roles::Roles};
use crate::{
    context::{FileContext, Role},
    model::{Confidence, Lowered, Severity},
    rule::RuleSet,
};

/// What becomes of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It counts as anywhere.
    Full,
    /// It is worth no more than this.
    AtMost(Severity),
    /// It is worth no more than this, and nothing if there is any doubt about it.
    Certain(Severity),
    /// Such files are full of what only looks like it.
    Ignored,
}

/// Applies the policy to what was found in a file. What is dropped is still hidden in snippets of the rest.
pub fn apply_role(rules: &RuleSet, context: FileContext, path: &str, text: &[u8], mut matches: Matches) -> Matches {
    if matches.list.is_empty() {
        return matches;
    }
    let roles = Roles::new(context, path, text);
    let surroundings = Surroundings::new(context, path, text, &matches.replaced);
    let (mut list, mut hidden) = (Vec::with_capacity(matches.list.len()), Vec::new());
    for mut found in matches.list {
        let rule = &rules.as_slice()[found.rule];
        if !rule.meta.category.counts_everywhere() && roles.is_in_test(found.value.start) {
            // As in files of tests, what a program does is none of what is deployed.
            hidden.extend(found.subject.is_none().then_some(found.value).filter(|_| rule.meta.is_about_credentials()));
            continue;
        }
        let (role, origin) = (roles.at(&found.value, rule), Origin::of(rule, &found));
        surroundings.lower(rule, origin, &mut found);
        match origin.map_or(Standing::Full, |origin| standing(role, origin, found.specificity)) {
            Standing::Full => list.push(found),
            Standing::Ignored => hidden.push(found.value),
            Standing::Certain(_) if found.confidence == Some(Confidence::Low) => hidden.push(found.value),
            Standing::AtMost(most) | Standing::Certain(most) => {
                let own = found.severity.unwrap_or(rule.meta.severity);
                if own > most {
                    found.doubt(most, Lowered::Practice);
                }
                list.push(found);
            }
        }
    }
    matches.list = list;
    matches.hidden.extend(hidden);
    matches
}

fn standing(role: Role, origin: Origin, specificity: Specificity) -> Standing {
    use Origin::{Chosen, Issued, Key};
    use Standing::{AtMost, Certain, Full, Ignored};
    // Where a vendor's name is beside it, there is less doubt.
    let is_loose = specificity < Specificity::Named;
    match (role, origin) {
        (Role::Plain | Role::Source | Role::Config, _) | (Role::Docs, Issued) => Full,
        (Role::Test | Role::Fixture, Issued) if specificity == Specificity::Proved => Full,
        (Role::Test | Role::Fixture, Issued) => AtMost(Severity::Medium),
        (Role::Test | Role::Fixture | Role::Docs, Key) => AtMost(Severity::Low),
        (Role::Test | Role::Fixture | Role::Docs | Role::Template, Chosen) if is_loose => Certain(Severity::Low),
        (Role::Test | Role::Fixture | Role::Docs | Role::Template, Chosen) => AtMost(Severity::Low),
        (Role::Vendored, Issued | Key) => AtMost(Severity::Medium),
        (Role::Localisation | Role::Lockfile, Chosen) if specificity == Specificity::Generic => Ignored,
        (Role::Vendored, Chosen) => AtMost(Severity::Low),
        (Role::Localisation | Role::Lockfile, Chosen) => Certain(Severity::Low),
        (Role::Generated, Chosen) if specificity == Specificity::Generic => Certain(Severity::Low),
        (Role::Generated, Chosen) => AtMost(Severity::Medium),
        (Role::Template | Role::Generated | Role::Localisation | Role::Lockfile, Issued | Key) => Full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_origins() {
        use Origin::{Chosen, Issued, Key};
        use Standing::{AtMost, Certain, Full};
        let (low, medium) = (Severity::Low, Severity::Medium);
        for (role, issued, key, chosen) in [
            (Role::Source, Full, Full, Full),
            (Role::Config, Full, Full, Full),
            (Role::Test, AtMost(medium), AtMost(low), Certain(low)),
            (Role::Docs, Full, AtMost(low), Certain(low)),
            (Role::Template, Full, Full, Certain(low)),
            (Role::Generated, Full, Full, AtMost(medium)),
            (Role::Vendored, AtMost(medium), AtMost(medium), AtMost(low)),
        ] {
            for (origin, expected) in [(Issued, issued), (Key, key), (Chosen, chosen)] {
                assert_eq!(standing(role, origin, Specificity::Kind), expected, "{role} {origin:?}");
            }
        }
        assert_eq!(standing(Role::Generated, Chosen, Specificity::Generic), Certain(low));
        assert_eq!(standing(Role::Test, Issued, Specificity::Proved), Full);
        assert_eq!(standing(Role::Test, Chosen, Specificity::Named), AtMost(low));
        assert_eq!(standing(Role::Lockfile, Chosen, Specificity::Generic), Standing::Ignored);
    }
}
