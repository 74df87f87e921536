//! What names say about their values, whatever syntax they are written in.

mod credential;
mod hint;

pub(super) use credential::credential;
pub(crate) use hint::{NameHint, name_hint};
