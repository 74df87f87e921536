//! Names of tokens and passwords that belong to a user.

use super::source::is_name;
use crate::{document::code::unquoted, model::words};

/// The longest name of a member or a key.
pub(super) const MAX_NAME_BYTES: usize = 60;

/// A name or a text that promises a credential.
pub(super) fn promising(part: &str) -> Option<&str> {
    let name = unquoted(part).unwrap_or(part);
    let plain = (1..=MAX_NAME_BYTES).contains(&name.len())
        && name.bytes().all(|byte| is_name(byte) || b".-:@/?!".contains(&byte));
    let words = words(name.as_bytes());
    let promises = words.iter().any(|word| {
        matches!(word.as_str(), "token" | "jwt" | "password" | "accesstoken" | "authtoken" | "refreshtoken" | "bearer")
    });
    (plain && promises && !refuses(&words)).then_some(name)
}

/// Whether a name is of something else than a user's credential, or of a property of one.
pub(super) fn refuses(words: &[String]) -> bool {
    const NOT: [&str; 20] = [
        "csrf", "xsrf", "fcm", "device", "push", "expires", "expiry", "expiration", "exp", "expire", "count", "type",
        "has", "is", "length", "usage", "limit", "max", "notification", "address",
    ];
    words.iter().any(|word| NOT.contains(&word.as_str()))
        || words.last().is_some_and(|last| matches!(last.as_str(), "time" | "at" | "date" | "id" | "name" | "symbol"))
}
