//! Detectors for what neither a pattern nor a name and a shape can say. Each is one function, called at its rule's keywords.

mod generic;
mod header;
mod jwt;
mod keystore;
mod private_key;
mod url;

use super::{
    Candidate, Specificity,
    assignment::{Assignment, Style},
    call::Call,
    name,
    reach::Reach,
};
use std::ops::Range;

/// Looks at one keyword (an empty range for rules without any) and claims what it finds for the rule of the given place.
pub(super) type Function = fn(rule: usize, hit: Range<usize>, call: &mut Call<'_>);

/// All detectors, by the name that packs use, with how far around a keyword they look.
const DETECTORS: &[(&str, Function, Reach)] = &[
    ("basic-authorization", header::basic, header::REACH),
    ("bearer-authorization", header::bearer, header::REACH),
    ("curl-user", header::curl_user, header::REACH),
    ("database-url", url::database, url::REACH),
    ("encrypted-private-key", private_key::encrypted, private_key::REACH),
    ("generic-key", generic::key, Reach::assignment()),
    ("generic-password", generic::password, Reach::assignment()),
    ("generic-secret", generic::secret, Reach::assignment()),
    ("json-web-token", jwt::token, jwt::REACH),
    ("keystore", keystore::by_magic, Reach::bytes(0, 0)),
    ("private-key", private_key::plain, private_key::REACH),
    ("private-key-base64", private_key::base64, private_key::REACH),
    ("supabase-service-role", jwt::supabase_service_role, jwt::REACH),
    ("unsigned-json-web-token", jwt::unsigned, jwt::REACH),
    ("url-password", url::other, url::REACH),
];

/// The detectors that also look into binary files.
const BINARY: &[&str] = &["private-key", "encrypted-private-key", "keystore"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    DETECTORS.iter().map(|(name, ..)| *name)
}

pub(super) fn function(name: &str) -> Option<Function> {
    DETECTORS.iter().find(|(known, ..)| *known == name).map(|(_, function, _)| *function)
}

/// How far a detector looks; an unknown one does not.
pub(super) fn reach(name: &str) -> Reach {
    DETECTORS.iter().find(|(known, ..)| *known == name).map_or(Reach::default(), |(.., reach)| *reach)
}

pub(super) fn reads_binary(name: &str) -> bool {
    BINARY.contains(&name)
}
