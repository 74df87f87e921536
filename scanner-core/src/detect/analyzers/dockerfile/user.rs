//! The user that the image runs as.

use super::{build::Build, copies, exec, service::is_root};
use crate::detect::knowledge::image::ImageRef;
use crate::detect::knowledge::launch::{LaunchContext, programs};
use crate::{
    detect::analyzers::{Check, Diagnostics},
    document::{Keyword, as_text, commands},
    model::{Confidence, Severity},
};
use gonogo_rules::knowledge::images;

const CHECK: Check = Check::ImageRunsAsRoot;

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    if build.services.iter().any(|service| service.has_user) || is_no_program(build) {
        return;
    }
    let mut users = build.instructions().filter(|instruction| instruction.keyword == Keyword::User);
    if let Some(last) = users.next_back() {
        if is_root(&last.flat) && !changes_user(build) {
            let message = format!("The last `USER` is `{}`", last.flat);
            found.report(CHECK, last.whole()).severity(Severity::Medium).message(message);
        }
        return;
    }
    let base = &build.base().image;
    if has_own_user(base) || changes_user(build) || is_windows(base) {
        return;
    }
    // An image of somebody else's may set a user that is not seen here.
    let known = ImageRef::parse(base).is_none_or(|image| image.product().is_some()) && !base.contains('$');
    let (severity, confidence) =
        if known { (Severity::Medium, Confidence::High) } else { (Severity::Low, Confidence::Low) };
    let message = match base.as_str() {
        "scratch" => "No `USER`".to_owned(),
        base if known => format!("No `USER`, and `{base}` sets none"),
        base => format!("No `USER`, and the user of `{base}` is not known"),
    };
    let span = build.last().image_span.clone();
    found.report(CHECK, span).severity(severity).confidence(confidence).message(message);
}

fn has_own_user(image: &str) -> bool {
    let lower = image.to_ascii_lowercase();
    let dropping = ImageRef::parse(&lower).and_then(|image| image.product());
    images::OWN_USER.iter().any(|part| lower.contains(part))
        || dropping.is_some_and(|product| images::DROP_ROOT.contains(&product))
}

fn is_windows(image: &str) -> bool {
    ["windows", "nanoserver", "servercore"].iter().any(|part| image.contains(part))
}

/// A stage of files that other builds copy from: it is made from nothing and starts nothing.
fn is_no_program(build: &Build<'_>) -> bool {
    let starts =
        build.instructions().any(|instruction| matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint));
    build.base().image == "scratch" && !starts
}

/// Whether the command that is started switches to another user, itself or in a script of the project.
fn changes_user(build: &Build<'_>) -> bool {
    let is_changer = |name: &str| images::CHANGE_USER.contains(&name);
    let starts =
        build.instructions().filter(|instruction| matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint));
    let around = LaunchContext { script: &|_| None, variable: &|_| None };
    for instruction in starts {
        let words = exec::start(instruction);
        let named = words.iter().flat_map(|word| word.split_whitespace());
        if named.into_iter().any(|word| is_changer(word.rsplit('/').next().unwrap_or(word))) {
            return true;
        }
        for program in programs(&words, &around) {
            let path = copies::inside(&copies::working_folder(build, &build.shipped), &program.file);
            let Some(text) = copies::origin(build, &path).and_then(|path| build.files().text(&path)) else { continue };
            let text = as_text(text);
            let inner = commands(&text, 0..text.len());
            if inner.iter().flat_map(|command| &command.words).any(|word| is_changer(&word.text)) {
                return true;
            }
        }
    }
    false
}
