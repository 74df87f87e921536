//! Names of credentials, in whatever syntax they are written.

mod credential;
mod digest;
mod hint;
mod indirect;

pub(super) use credential::credential;
pub(crate) use digest::is_digest;
pub(crate) use hint::{NameHint, name_hint};
pub(super) use indirect::holds_name;
