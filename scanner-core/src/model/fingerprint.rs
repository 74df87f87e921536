//! Names for findings and values that stay the same and give nothing away.

use super::Secret;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{borrow::Cow, fmt, str::FromStr};

/// The hash of a secret value alone, for allow-lists: the same value has the same hash in every file and repository.
///
/// HMAC-SHA-256 under a fixed key, cut to 128 bits. It can't be turned back, but whoever holds a *guess* can check it:
/// a weak password in a public allow-list can be found by trying. That is why findings carry [`Fingerprint`]s, which
/// mix in rule and path, and why neither belongs in a public place for values that are short.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueHash([u8; 16]);

/// Names one finding of one rule in one file: keyed hash of rule id, path, and value or subject.
///
/// No line, column, message, time, commit, host or salt goes in, so it survives edits above it, other machines, other runs
/// and other versions. Two secrets on one line have two fingerprints; the same secret twice in one file has one. A subject
/// that has a problem twice has two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

fn keyed(domain: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    #[expect(clippy::unwrap_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(domain).unwrap();
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    let mut cut = [0; 16];
    cut.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    cut
}

/// A value of several lines as it is in git: a checkout may end them in another way.
fn with_line_feeds(value: &[u8]) -> Cow<'_, [u8]> {
    let mut ends = memchr::memmem::find_iter(value, b"\r\n").peekable();
    if ends.peek().is_none() {
        return Cow::Borrowed(value);
    }
    let (mut text, mut from) = (Vec::with_capacity(value.len()), 0);
    for end in ends {
        text.extend_from_slice(&value[from..end]);
        from = end + 1;
    }
    text.extend_from_slice(&value[from..]);
    Cow::Owned(text)
}

impl ValueHash {
    /// Hashes a value.
    pub fn for_value(value: &[u8]) -> Self {
        ValueHash(keyed(b"gonogo value v1", &[&with_line_feeds(value)]))
    }
}

/// The key of the hash. Another key would lose every user's baseline.
const FINGERPRINT: &[u8] = b"gonogo fingerprint v1";

impl Fingerprint {
    /// The fingerprint of `value`, found by `rule` in `path` (relative to the root, with forward slashes).
    pub fn for_value(rule: &str, path: &str, value: &[u8]) -> Self {
        Fingerprint(keyed(FINGERPRINT, &[rule.as_bytes(), path.as_bytes(), &with_line_feeds(value)]))
    }

    /// The fingerprint of the finding of `rule` about `subject` in `path`. The `nth`, counted from 0 by place, distinguishes
    /// it from others that the rule has about the same subject.
    pub fn for_subject(rule: &str, path: &str, subject: &str, nth: usize) -> Self {
        if nth == 0 {
            return Fingerprint::for_value(rule, path, subject.as_bytes());
        }
        let nth = nth.to_string();
        Fingerprint(keyed(FINGERPRINT, &[rule.as_bytes(), path.as_bytes(), subject.as_bytes(), nth.as_bytes()]))
    }
}

/// The key of a project, for fingerprints that can be published: only who has it can check a guess.
#[derive(Clone, PartialEq, Eq)]
pub struct FingerprintKey(Secret);

impl FingerprintKey {
    /// The fewest bytes of a key: a shorter one could be guessed with the value.
    pub const MIN_BYTES: usize = 16;

    /// A key; `None` if it is too short.
    pub fn new(key: &[u8]) -> Option<Self> {
        (key.len() >= FingerprintKey::MIN_BYTES).then(|| FingerprintKey(Secret::new(key)))
    }

    /// The fingerprint under this key.
    pub fn apply(&self, fingerprint: Fingerprint) -> Fingerprint {
        Fingerprint(keyed(self.0.reveal(), &[b"gonogo keyed fingerprint v1", &fingerprint.0]))
    }

    /// A name of the key, which a baseline holds to be compared with the right one.
    pub fn name(&self) -> String {
        let name = Fingerprint(keyed(self.0.reveal(), &[b"gonogo key name v1"])).to_string();
        name[..8].to_owned()
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(***)")
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not 32 hexadecimal digits")]
pub struct ParseFingerprintError(String);

fn parse(text: &str) -> Result<[u8; 16], ParseFingerprintError> {
    let bad = || ParseFingerprintError(text.to_owned());
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(bad());
    }
    Ok(u128::from_str_radix(text, 16).map_err(|_| bad())?.to_be_bytes())
}

macro_rules! hex_text {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", u128::from_be_bytes(self.0))
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }

        impl FromStr for $type {
            type Err = ParseFingerprintError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse(text).map($type)
            }
        }
    };
}

hex_text!(ValueHash);
hex_text!(Fingerprint);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn is_pinned() {
        // A change of this value would lose every user's baseline.
        assert_eq!(Fingerprint::for_value("r", "a/b", b"v").to_string(), "ee8ba6676eb9fc7dce2a7641c4b2e92b");
        assert_eq!(Fingerprint::for_subject("r", "a/b", "v", 0).to_string(), "ee8ba6676eb9fc7dce2a7641c4b2e92b");
        assert_eq!(Fingerprint::for_subject("r", "a/b", "v", 1).to_string(), "a1ee26bff52c182c9e3f43bd8367b649");
    }

    #[test]
    fn line_ends_of_a_checkout_do_not_count() {
        let print = |value: &[u8]| Fingerprint::for_value("r", "p", value);
        assert_eq!(print(b"a\r\nb\r\n"), print(b"a\nb\n"));
        assert_eq!(ValueHash::for_value(b"a\r\nb"), ValueHash::for_value(b"a\nb"));
        for other in [&b"a\rb\n"[..], b"ab\n", b"a\n\nb\n"] {
            assert_ne!(print(other), print(b"a\nb\n"));
        }
    }

    #[test]
    fn a_key_changes_fingerprints_and_shows_nothing() {
        let plain = Fingerprint::for_value("r", "a/b", b"v");
        let key = |text: &str| FingerprintKey::new(text.as_bytes()).expect("long enough");
        let (one, two) = (key("0123456789abcdef"), key("fedcba9876543210"));
        assert_eq!(one.apply(plain), key("0123456789abcdef").apply(plain));
        assert!(one.apply(plain) != plain && one.apply(plain) != two.apply(plain) && one.name() != two.name());
        assert_eq!((one.name().len(), format!("{one:?}")), (8, "FingerprintKey(***)".to_owned()));
        assert_eq!(FingerprintKey::new(b"0123456789abcde"), None);
    }

    proptest! {
        #[test]
        fn parts_do_not_run_together(a in "[a-z]{0,4}", b in "[a-z]{0,4}", v in "[a-z]{0,4}") {
            let moved = Fingerprint::for_value(&format!("{a}x"), &b, v.as_bytes());
            prop_assert_ne!(moved, Fingerprint::for_value(&a, &format!("x{b}"), v.as_bytes()));
        }

        #[test]
        fn text_and_back(value in prop::collection::vec(any::<u8>(), 0..40)) {
            let print = Fingerprint::for_value("rule", "path", &value);
            prop_assert_eq!(print.to_string().parse(), Ok(print));
            prop_assert!(!print.to_string().contains(&*String::from_utf8_lossy(&value)) || value.len() < 4);
        }
    }
}
