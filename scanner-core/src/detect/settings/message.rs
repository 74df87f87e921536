//! The message of a finding about a setting: subject and fault, each once.

use super::{ConfigFile, SettingView};
use crate::{
    document::Syntax,
    model::RuleMeta,
    rule::{CredentialName, ValuePart},
    value::CredentialStrength,
};
use std::borrow::Cow;

/// The longest key that is shown as written, in bytes: a longer one is no name.
const MAX_NAME_BYTES: usize = 80;

/// The fault of a setting, as far as its message may show it.
pub(super) enum Fault<'a> {
    /// The value, or a part of it, is a bad credential.
    Credential(CredentialStrength, Option<ValuePart>),
    /// Another setting, of this name, has the same value.
    SameAs(&'a str),
    /// The value is wrong, and no secret.
    Value(&'a str),
    /// The value is wrong, and not to be shown.
    Hidden,
}

/// One sentence: ``Debug mode enabled: `APP_DEBUG` is `true```.
pub(super) fn sentence(meta: &RuleMeta, subject: &SettingView<'_>, fault: &Fault<'_>, file: &ConfigFile<'_>) -> String {
    let name = written_name(subject, file);
    let title = &meta.title;
    let name = match subject.setting.syntax {
        Syntax::Argument(Some(class)) if name.ends_with("()") => format!("The {} in `{name}`", noun(class)),
        _ => format!("`{name}`"),
    };
    let hidden = || format!("{title}: {name}");
    match fault {
        Fault::Credential(strength, part) => match (strength.complaint(), part) {
            (Some(complaint), None) => format!("{name} {complaint}"),
            (Some(complaint), Some(ValuePart::ConnectionPassword)) => format!("The password in {name} {complaint}"),
            (None, _) => hidden(),
        },
        Fault::SameAs(other) => format!("{name} has the same value as `{other}`"),
        Fault::Value(value) => format!("{title}: {name} is `{value}`"),
        Fault::Hidden => hidden(),
    }
}

fn noun(class: CredentialName) -> &'static str {
    match class {
        CredentialName::SigningSecret => "secret",
        CredentialName::EncryptionKey => "key",
        CredentialName::Token => "token",
        _ => "password",
    }
}

/// The key as written, if all of the setting's name is in it.
fn written_name<'a>(subject: &'a SettingView<'_>, file: &'a ConfigFile<'_>) -> Cow<'a, str> {
    let written = file.text.get(subject.setting.key.clone()).and_then(|key| std::str::from_utf8(key).ok());
    let longer = written.filter(|key| key.len() <= MAX_NAME_BYTES && key.ends_with(&*subject.setting.name));
    Cow::Borrowed(longer.unwrap_or(&subject.setting.name))
}
