//! Keystores, recognised by their first bytes.

use super::{Call, Match, Specificity};
use std::ops::Range;

/// Magic numbers: Java keystores (JKS, JCEKS), KeePass 1 and 2, macOS keychains, BouncyCastle's UBER has none.
const MAGIC: &[(&[u8], &str)] = &[
    (&[0xFE, 0xED, 0xFE, 0xED], "Java keystore"),
    (&[0xCE, 0xCE, 0xCE, 0xCE], "Java JCEKS keystore"),
    (&[0x03, 0xD9, 0xA2, 0x9A], "KeePass password database"),
    (b"kych", "macOS keychain"),
];

/// Matches the first bytes of a keystore.
pub(super) fn by_magic(rule: usize, _hit: Range<usize>, call: &mut Call<'_>) {
    let binary = call.text[..call.text.len().min(64)].contains(&0);
    let Some((length, name)) = kind(call.text).filter(|_| binary) else { return };
    let mut found = Match::new(rule, 0..length, Specificity::Format);
    found.message(format!("{name} in the repository"));
    call.add(found);
}

fn kind(bytes: &[u8]) -> Option<(usize, &'static str)> {
    let magic = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(magic, name)| (magic.len(), *name));
    magic.or_else(|| is_pkcs12(bytes).then_some((16, "PKCS #12 keystore")))
}

/// PKCS #12 (RFC 7292): a DER sequence, version 3, then a sequence with the object id of PKCS 7 data.
fn is_pkcs12(bytes: &[u8]) -> bool {
    const VERSION: [u8; 3] = [2, 1, 3];
    const PKCS7_DATA: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
    let head = &bytes[..bytes.len().min(40)];
    head.first() == Some(&0x30)
        && memchr::memmem::find(&head[..head.len().min(12)], &VERSION).is_some()
        && memchr::memmem::find(head, &PKCS7_DATA).is_some()
}
