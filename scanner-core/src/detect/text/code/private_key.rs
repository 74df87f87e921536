//! Private keys in PEM, OpenSSH and PGP armour (RFC 7468, RFC 9580), on many lines, escaped on one, or in base64.

use super::{Call, Match, Reach, Specificity};
use crate::{
    model::{Checksum, Confidence, Severity},
    value::{decode_base64, decode_pem, verify},
};
use std::ops::Range;

/// A block of at most this many bytes: a 16,384-bit RSA key needs 13,000.
const MAX_KEY_BYTES: usize = 32 << 10;
/// The reach of these detectors.
pub(super) const REACH: Reach = Reach::bytes(2, MAX_KEY_BYTES + 64);

/// A key that whoever has the file can use.
pub(super) fn plain(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    search(rule, hit, call, false);
}

/// A key under a passphrase.
pub(super) fn encrypted(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    search(rule, hit, call, true);
}

/// A key whose armour is itself in base64, as in Kubernetes secrets.
pub(super) fn base64(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let inside = hit.start.checked_sub(1).is_some_and(|before| call.text[before].is_ascii_alphanumeric());
    let body = &call.text[hit.start..(hit.start + MAX_KEY_BYTES).min(call.text.len())];
    if inside {
        return;
    }
    let length = body.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(byte)).count();
    let whole = length - length % 4;
    let decoded = decode_base64(&body[..length]).or_else(|| decode_base64(&body[..whole]));
    let Some(block) = decoded.as_deref().and_then(|bytes| read(bytes, 0)) else { return };
    if !block.encrypted {
        call.add(Match::new(rule, hit.start..hit.start + length, Specificity::Format));
    }
}

fn search(rule: usize, hit: Range<usize>, call: &mut Call<'_>, encrypted: bool) {
    let Some(block) = read(call.text, hit.start) else { return };
    if block.encrypted != encrypted {
        return;
    }
    let mut found = Match::new(rule, block.span, Specificity::Proved);
    found.confidence(if block.closed { Confidence::High } else { Confidence::Medium }).message(match encrypted {
        true => format!("{} protected by a passphrase", block.label),
        false => block.label,
    });
    if is_cut(&call.text[found.value.clone()]) {
        found.severity(Severity::Low).confidence(Confidence::Low);
    }
    call.add(found);
}

/// Whether a key is only the beginning of one, as in an example: its header says that it is more than twice as long.
fn is_cut(block: &[u8]) -> bool {
    // A SEQUENCE with its length in two bytes (X.690, 8.1.3).
    match decode_pem(block).as_deref() {
        Some([0x30, 0x82, high, low, rest @ ..]) => rest.len() * 2 < usize::from(u16::from_be_bytes([*high, *low])),
        _ => false,
    }
}

struct Block {
    span: Range<usize>,
    label: String,
    encrypted: bool,
    closed: bool,
}

/// The block that starts with `-----BEGIN` at `start`.
fn read(text: &[u8], start: usize) -> Option<Block> {
    let body = &text[start..(start + MAX_KEY_BYTES).min(text.len())];
    // Blocks do not nest, so that a text full of beginnings is read once.
    let body = &body[..memchr::memmem::find(&body[1..], b"-----BEGIN").map_or(body.len(), |next| next + 1)];
    let label = body.strip_prefix(b"-----BEGIN ")?;
    let label = &label[..memchr::memmem::find(&label[..label.len().min(64)], b"-----")?];
    let label = std::str::from_utf8(label).ok()?.trim();
    if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
        return None;
    }
    let end = memchr::memmem::find(body, b"-----END ").map(|at| {
        let tail = &body[at + 9..(at + 80).min(body.len())];
        at + 9 + memchr::memmem::find(tail, b"-----").map_or(0, |close| close + 5)
    });
    let length = end.unwrap_or_else(|| open_end(body));
    let block = &body[..length];
    if !verify(Checksum::Pem, block) {
        return None;
    }
    let has = |mark: &[u8]| memchr::memmem::find(block, mark).is_some();
    let encrypted = label.starts_with("ENCRYPTED")
        || has(b"4,ENCRYPTED")
        || (label.starts_with("OPENSSH") && openssh_is_encrypted(block));
    Some(Block { span: start..start + length, label: name_of(label), encrypted, closed: end.is_some() })
}

/// The end of a block without an end line: the first empty line, or a line that is no base64.
fn open_end(body: &[u8]) -> usize {
    let mut end = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n').take(400) {
        let content = line.trim_ascii();
        let armour = content.starts_with(b"-----")
            || content.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\\".contains(byte));
        if content.is_empty() || !armour {
            break;
        }
        end += line.len();
    }
    end.max(body.len().min(64))
}

fn name_of(label: &str) -> String {
    match label {
        "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => "PKCS #8 private key".to_owned(),
        "PGP PRIVATE KEY BLOCK" => "PGP private key".to_owned(),
        "OPENSSH PRIVATE KEY" => "OpenSSH private key".to_owned(),
        other => format!("{} private key", other.trim_end_matches("PRIVATE KEY").trim()),
    }
}

/// An OpenSSH key names its cipher behind the magic `openssh-key-v1` (PROTOCOL.key in its sources); `none` is no encryption.
fn openssh_is_encrypted(block: &[u8]) -> bool {
    let armour: Vec<u8> = block
        .split(|byte| *byte == b'\n')
        .skip(1)
        .flat_map(|line| line.trim_ascii().iter().copied())
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
        .take(64)
        .collect();
    let Some(bytes) = decode_base64(&armour) else { return false };
    const MAGIC: &[u8] = b"openssh-key-v1\0";
    let cipher = bytes.strip_prefix(MAGIC).and_then(|rest| rest.get(4..8));
    cipher.is_some_and(|cipher| cipher != b"none")
}
