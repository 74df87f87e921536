//! The makers of credentials, which tell an invented one from a real one.

use super::Match;
use crate::{
    model::Category,
    rule::{Check, Matcher, Rule},
};

/// The maker of a credential, as far as it tells an invented one from a real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A vendor issued it, in a format of its own: nobody writes one by hand.
    Issued,
    /// A key or a store of keys, which tests make for themselves.
    Key,
    /// Somebody chose it, or signed it with a key that may be a test's.
    Chosen,
}

impl Origin {
    /// The origin of a credential; `None` for what is no credential, or is about the file around it.
    pub(super) fn of(rule: &Rule, found: &Match) -> Option<Self> {
        if rule.meta.category != Category::Secret || found.is_about_setup || found.subject.is_some() {
            return None;
        }
        match &rule.matcher {
            Matcher::Text(text) if text.low_in_tests => Some(Origin::Chosen),
            Matcher::Text(_) => Some(Origin::Issued),
            Matcher::Assigned(_) => Some(Origin::Chosen),
            Matcher::Code(code) => Some(match code.check {
                Check::PrivateKey | Check::EncryptedPrivateKey | Check::PrivateKeyBase64 | Check::Keystore => {
                    Origin::Key
                }
                Check::ProxyList => Origin::Issued,
                _ => Origin::Chosen,
            }),
            Matcher::Setting(_) | Matcher::Document(_) => None,
        }
    }
}
