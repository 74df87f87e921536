//! Detectors for what neither a pattern nor a name and a shape can say. Each is one function, called at its rule's keywords.

mod database;
mod generic;
mod header;
mod jwt;
mod keystore;
mod private_key;
mod prose;
mod url;

use super::{
    Match, Specificity,
    assignment::{Assignment, Style},
    call::Call,
    reach::Reach,
};
use crate::rule::Check;
use std::ops::Range;

/// Looks at one keyword (an empty range for rules without any) and adds the matches of the rule of the given place.
pub(super) type Function = fn(rule: usize, hit: Range<usize>, call: &mut Call<'_>);

/// All detectors, by their checks, with how far around a keyword they look.
const DETECTORS: &[(Check, Function, Reach)] = &[
    (Check::BasicAuthorization, header::basic, header::REACH),
    (Check::BearerAuthorization, header::bearer, header::REACH),
    (Check::CurlUser, header::curl_user, header::REACH),
    (Check::DatabaseFileCommitted, database::file, Reach::bytes(0, 0)),
    (Check::DatabaseUrl, url::database, url::REACH),
    (Check::EncryptedPrivateKey, private_key::encrypted, private_key::REACH),
    (Check::GenericKey, generic::key, Reach::assignment()),
    (Check::GenericPassword, generic::password, Reach::assignment()),
    (Check::GenericSecret, generic::secret, Reach::assignment()),
    (Check::JsonWebToken, jwt::token, jwt::REACH),
    (Check::Keystore, keystore::by_magic, Reach::bytes(0, 0)),
    (Check::PasswordInDocument, prose::documented, prose::REACH),
    (Check::PrivateKey, private_key::plain, private_key::REACH),
    (Check::PrivateKeyBase64, private_key::base64, private_key::REACH),
    (Check::SupabaseServiceRole, jwt::supabase_service_role, jwt::REACH),
    (Check::UnsignedJsonWebToken, jwt::unsigned, jwt::REACH),
    (Check::UrlPassword, url::other, url::REACH),
];

/// The detectors that also look into binary files.
const BINARY: &[Check] =
    &[Check::DatabaseFileCommitted, Check::PrivateKey, Check::EncryptedPrivateKey, Check::Keystore];

pub(super) fn function(check: Check) -> Option<Function> {
    DETECTORS.iter().find(|(known, ..)| *known == check).map(|(_, function, _)| *function)
}

/// The reach of a detector; nothing for a check that is no detector.
pub(super) fn reach(check: Check) -> Reach {
    DETECTORS.iter().find(|(known, ..)| *known == check).map_or(Reach::default(), |(.., reach)| *reach)
}

pub(super) fn reads_binary(check: Check) -> bool {
    BINARY.contains(&check)
}
