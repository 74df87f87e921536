//! What a finding about a setting says: what is wrong, and why it matters in this file.

use super::{ConfigFile, Subject};
use crate::{
    context::Reason,
    model::{Environment, RuleMeta},
    value::Judgement,
};
use std::borrow::Cow;

/// A longer key is no name.
const LONGEST_NAME: usize = 80;

/// One sentence without the value, unless it is `shown`.
pub(super) fn sentence(
    meta: &RuleMeta,
    subject: &Subject<'_>,
    judged: Option<Judgement>,
    shown: Option<&str>,
    file: &ConfigFile<'_>,
) -> String {
    let name = written_name(subject, file);
    let complaint = judged.and_then(Judgement::complaint);
    let what = match (complaint, shown) {
        (Some(complaint), _) => format!("{}: `{name}` {complaint}", meta.title),
        (None, Some(value)) => format!("{}: `{name}` is `{value}`", meta.title),
        (None, None) => format!("{}: `{name}`", meta.title),
    };
    match why_here(subject.environment, file) {
        Some(why) => format!("{what}; {why}"),
        None => what,
    }
}

/// Why it matters in this file, where that is known.
pub(in crate::detect) fn why_here(environment: Environment, file: &ConfigFile<'_>) -> Option<String> {
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    if let Some(reader) = file.project.reader(file.path) {
        return Some(format!("`{name}` is read by {}:{}", reader.path, reader.line));
    }
    match (environment, &file.why.environment) {
        (Environment::Unknown | Environment::Test, _) => None,
        (Environment::Development, _) => Some(format!("`{name}` is no template")),
        (other, Reason::Nothing) => Some(format!("this part of the file is for {other}")),
        (other, _) if other != file.context().environment => Some(format!("this part of the file is for {other}")),
        (other, reason) => Some(format!("`{name}` is for {other}, as {reason}")),
    }
}

/// The key as the file has it, where that is the whole of its name.
fn written_name<'a>(subject: &'a Subject<'_>, file: &'a ConfigFile<'_>) -> Cow<'a, str> {
    let written = file.text.get(subject.setting.key.clone()).and_then(|key| std::str::from_utf8(key).ok());
    let longer = written.filter(|key| key.len() <= LONGEST_NAME && key.ends_with(&*subject.setting.name));
    Cow::Borrowed(longer.unwrap_or(&subject.setting.name))
}
