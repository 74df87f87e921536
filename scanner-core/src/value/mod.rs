//! Classification of a value by the value alone: a reference to one kept elsewhere, a placeholder, words, or something
//! that could be a credential. Entropy alone decides nothing.

mod checksum;
mod credential;
mod disclosure;
mod entropy;
mod language;
mod placeholder;
mod reference;
mod shape;
mod template;
mod truth;

pub use checksum::{aws_account, complete, decode_base64, verify};
pub use credential::{CredentialClass, Judgement, Weakness, is_default_credential, judge};
pub use disclosure::value_class;
pub use entropy::shannon;
pub use language::{is_wordy, strangeness, surprise_of};
pub use placeholder::{is_filler, is_guessable, is_placeholder, is_stand_in};
pub use reference::{is_reference, is_template};
pub use shape::{Kind, classify};
pub use template::{TemplateError, expand};
pub use truth::truth;
