//! Classification of a value by the value alone: a reference to one kept elsewhere, ciphertext, a public identifier, a
//! placeholder, words, or something that could be a credential. Entropy alone decides nothing.
//!
//! The tables of notations, envelopes and public identifiers are described in `docs/values.md`.

mod boolean;
mod checksum;
mod credential;
mod disclosure;
mod entropy;
mod envelope;
mod identifier;
mod language;
mod placeholder;
mod public;
mod reference;
mod shape;
mod starts;
mod template;

pub use boolean::parse_bool;
pub use checksum::{aws_account, complete, decode_base64, decode_pem, verify};
pub use credential::{CredentialClass, CredentialStrength, Weakness, assess, is_default_credential};
pub use disclosure::value_class;
pub use entropy::shannon;
pub use envelope::{is_encrypted, is_encrypted_file};
pub use identifier::is_identifier;
pub use language::{is_wordy, mean_surprisal, surprisal};
pub use placeholder::{is_filler, is_guessable, is_placeholder, is_placeholder_word};
pub use reference::{Colon, Expansion, expansion, is_reference, is_template};
pub use shape::{ValueKind, classify};
pub use template::{TemplateError, expand};
