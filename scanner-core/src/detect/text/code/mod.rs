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
};
use std::ops::Range;

/// Looks at one keyword (an empty range for rules without any) and claims what it finds for the rule of the given place.
pub(super) type Function = fn(rule: usize, hit: Range<usize>, call: &mut Call<'_>);

/// All detectors, by the name that packs use.
const DETECTORS: &[(&str, Function)] = &[
    ("basic-authorization", header::basic),
    ("bearer-authorization", header::bearer),
    ("curl-user", header::curl_user),
    ("database-url", url::database),
    ("encrypted-private-key", private_key::encrypted),
    ("generic-key", generic::key),
    ("generic-password", generic::password),
    ("generic-secret", generic::secret),
    ("json-web-token", jwt::token),
    ("keystore", keystore::by_magic),
    ("private-key", private_key::plain),
    ("private-key-base64", private_key::base64),
    ("supabase-service-role", jwt::supabase_service_role),
    ("unsigned-json-web-token", jwt::unsigned),
    ("url-password", url::other),
];

/// The detectors that also look into binary files.
const BINARY: &[&str] = &["private-key", "encrypted-private-key", "keystore"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    DETECTORS.iter().map(|(name, _)| *name)
}

pub(super) fn function(name: &str) -> Option<Function> {
    DETECTORS.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

pub(super) fn reads_binary(name: &str) -> bool {
    BINARY.contains(&name)
}
