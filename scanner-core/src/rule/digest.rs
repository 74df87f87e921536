//! The digest of a rule set, by which results that are kept are known to be of the same rules.

use super::{
    Keyword, Matcher, Rule, RuleSet,
    compile::{Assigned, Code, Near, Text, ValueTest},
    pattern::LazyRegex,
};
use sha2::{Digest, Sha256};

impl RuleSet {
    /// A hash of what the rules find in text, and of their order; titles, texts and severities do not count. Two versions of
    /// this crate give two hashes, as a detector of one name may have changed. `None` if a rule was made of values: a hash
    /// without them would take one value for another, and one with them would let guesses be checked.
    pub fn digest(&self) -> Option<[u8; 32]> {
        let mut fields = Fields(Sha256::new());
        fields.text(env!("CARGO_PKG_VERSION"));
        for rule in self.as_slice() {
            if rule.holds_values() {
                return None;
            }
            fields.rule(rule);
        }
        Some(fields.0.finalize().into())
    }
}

impl RuleSet {
    /// The same with which of the rules report what they find.
    pub fn report_digest(&self) -> Option<[u8; 32]> {
        let mut fields = Fields(Sha256::new());
        self.digest()?.into_iter().for_each(|byte| fields.number(u64::from(byte)));
        for (_, rule) in self.iter().enumerate().filter(|(at, _)| self.reports(*at)) {
            fields.text(&rule.meta.id);
        }
        Some(fields.0.finalize().into())
    }
}

/// A hash of fields, each with its length, so that no two lists of fields have one hash. Structs are taken apart in full: a
/// field that is added to one has to be given a place here.
struct Fields(Sha256);

impl Fields {
    fn rule(&mut self, rule: &Rule) {
        self.text(&rule.meta.id);
        self.all(rule.paths.globs(), |fields, glob| fields.text(glob));
        match &rule.matcher {
            Matcher::Text(Text { keywords, pattern, whole_file, binary, near, test, low_in_tests, client_key }) => {
                self.text("text");
                self.all(keywords, Fields::keyword);
                self.pattern(pattern);
                self.number(u64::from(*whole_file));
                self.number(u64::from(*binary));
                self.all(near, |fields, Near { pattern, lines }| {
                    fields.pattern(pattern);
                    fields.number(u64::from(*lines));
                });
                self.test(test);
                self.number(u64::from(*low_in_tests));
                self.number(u64::from(*client_key));
            }
            Matcher::Assigned(Assigned { keywords, value, words, test }) => {
                self.text("assigned");
                self.all(keywords, Fields::keyword);
                self.pattern(value);
                self.all(words, |fields, word| fields.text(word));
                self.test(test);
            }
            Matcher::Code(Code { check, keywords }) => {
                self.text("code");
                self.text(check.as_str());
                self.all(keywords, Fields::keyword);
            }
            // These look at settings and documents, and find nothing in text.
            Matcher::Setting(_) | Matcher::Document(_) => self.text("other"),
        }
    }

    fn test(&mut self, ValueTest { checksum, min_entropy, allow, placeholders }: &ValueTest) {
        self.all(checksum, |fields, checksum| fields.number(*checksum as u64));
        self.number(u64::from(min_entropy.to_bits()));
        self.all(allow, Fields::pattern);
        self.number(u64::from(*placeholders));
    }

    fn keyword(&mut self, Keyword { bytes, exact }: &Keyword) {
        self.bytes(bytes);
        self.number(u64::from(*exact));
    }

    fn pattern(&mut self, pattern: &LazyRegex) {
        self.text(pattern.as_str());
        self.number(pattern.declared_window().map_or(u64::MAX, u64::from));
    }

    fn all<'t, T: 't, L: IntoIterator<Item = &'t T, IntoIter: ExactSizeIterator>>(
        &mut self,
        list: L,
        mut one: impl FnMut(&mut Fields, &'t T),
    ) {
        let list = list.into_iter();
        self.number(list.len() as u64);
        list.for_each(|item| one(self, item));
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Confidence, RuleMeta, Severity},
        rule::Pack,
    };
    use std::collections::BTreeSet;

    fn set(matcher: &str) -> RuleSet {
        let text = format!(
            "schema = 1\npack = {{ name = 'p' }}\n[defaults]\nseverity = 'low'\nconfidence = 'low'\ncategory = 'c'\n\
             [[rule]]\nid = 'r'\ntitle = 'R'\ndescription = 'D'\nhelp = 'H'\n{matcher}\n"
        );
        RuleSet::empty().merge(Pack::from_toml("p", &text).expect(matcher))
    }

    #[test]
    fn everything_that_matches_counts() {
        let matchers = [
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+' }",
            "text = { keywords = ['two_'], pattern = '[a-z]+_[0-9]+' }",
            "text = { keywords = ['one_', 'two_'], pattern = '[a-z]+_[0-9]+' }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]' }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', window = 100 }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', binary = true }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', whole_file = true }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', paths = ['*.env'] }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', allow = ['one_1'] }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', min_entropy = 2.0 }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', placeholders = true }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', near = { pattern = 'x', lines = 5 } }",
            "text = { keywords = ['one_'], pattern = '[a-z]+_[0-9]+', near = { pattern = 'x', lines = 6 } }",
            "assigned = { keywords = ['one'], value = '[a-z]+_[0-9]+' }",
            "assigned = { keywords = ['one'], value = '[a-z]+_[0-9]+', words = ['key'] }",
        ];
        let digests: BTreeSet<_> = matchers.iter().map(|matcher| set(matcher).digest()).collect();
        assert_eq!(digests.len(), matchers.len());
        assert_eq!(set(matchers[0]).digest(), set(matchers[0]).digest());
    }

    #[test]
    fn rules_made_of_values_have_none() {
        let meta = RuleMeta::new("v", "V", Severity::High, Confidence::High);
        let values = RuleSet::from_rules(Rule::of_values(meta, [&b"hunter2"[..]]));
        assert_eq!(RuleSet::empty().merge_set(values).digest(), None);
    }
}
