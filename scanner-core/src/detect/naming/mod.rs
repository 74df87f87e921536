//! Names of credentials, in whatever syntax they are written.

mod credential;
mod hint;

pub(super) use credential::credential;
pub(crate) use hint::{NameHint, name_hint};
