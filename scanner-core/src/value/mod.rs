//! Classification of a value by the value alone: a reference to one kept elsewhere, a placeholder, words, or something
//! that could be a credential. Entropy alone decides nothing.

mod boolean;
mod checksum;
mod credential;
mod disclosure;
mod entropy;
mod language;
mod placeholder;
mod reference;
mod shape;
mod template;

pub use boolean::parse_bool;
pub use checksum::{aws_account, complete, decode_base64, verify};
pub use credential::{CredentialClass, CredentialStrength, Weakness, assess, is_default_credential};
pub use disclosure::value_class;
pub use entropy::shannon;
pub use language::{is_wordy, mean_surprisal, surprisal};
pub use placeholder::{is_filler, is_guessable, is_placeholder, is_placeholder_word};
pub use reference::{is_reference, is_template};
pub use shape::{ValueKind, classify};
pub use template::{TemplateError, expand};
