//! The user that the image runs as.

use super::{build::Build, copies, exec, service::is_root};
use crate::detect::knowledge::image::ImageRef;
use crate::detect::knowledge::launch::{LaunchContext, programs};
use crate::{
    detect::{
        analyzers::{Check, Diagnostics},
        project::split,
    },
    document::{Keyword, commands},
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

/// A stage of files that other builds copy from: it starts nothing, and is made from nothing or to build with.
fn is_no_program(build: &Build<'_>) -> bool {
    let starts =
        build.instructions().any(|instruction| matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint));
    !starts && (build.base().image == "scratch" || is_builder(build))
}

/// An image in which others are built: its name says so, and it is made from a compiler's.
fn is_builder(build: &Build<'_>) -> bool {
    const WORDS: [&str; 6] = ["build", "builder", "builders", "toolchain", "compile", "compiler"];
    let name = split(build.file.path).1.to_ascii_lowercase();
    let product = ImageRef::parse(&build.base().image).and_then(|image| image.product());
    name.split(['.', '-', '_']).any(|word| WORDS.contains(&word))
        || product.is_some_and(|product| images::COMPILERS.contains(&product))
}

/// Scripts that start each other are followed to this depth.
const MAX_SCRIPTS: usize = 4;

/// Whether the command that is started switches to another user, itself or in a script of the project.
fn changes_user(build: &Build<'_>) -> bool {
    let last = |keyword| build.instructions().rfind(|instruction| instruction.keyword == keyword);
    let starts = [Keyword::Cmd, Keyword::Entrypoint].into_iter().filter_map(last);
    let around = LaunchContext { script: &|_| None, variable: &|_| None };
    let folder = copies::working_folder(build, &build.shipped);
    starts.into_iter().any(|instruction| {
        let words = exec::start(instruction);
        let named: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
        let followed = programs(&words, &around);
        let files = named.iter().copied().chain(followed.iter().map(|program| program.file.as_str()));
        switches_user(&named) || files.into_iter().any(|file| script_switches(build, &folder, file, 0))
    })
}

/// Whether a script of a shell in the image, or one that it starts, switches to another user.
fn script_switches(build: &Build<'_>, folder: &str, file: &str, depth: usize) -> bool {
    let Some(text) = copies::program_text(build, folder, file).filter(|_| depth < MAX_SCRIPTS) else { return false };
    let of_shell = text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("sh"));
    if !of_shell && !file.ends_with(".sh") {
        return false;
    }
    commands(text, 0..text.len()).iter().any(|command| {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        let started = words.iter().find(|word| !matches!(**word, "exec" | "." | "source" | "sh" | "bash"));
        switches_user(&words) || started.is_some_and(|file| script_switches(build, folder, file, depth + 1))
    })
}

/// Whether a command hands over to a program that runs as somebody else than root.
fn switches_user(words: &[&str]) -> bool {
    let name = |word: &&str| images::CHANGE_USER.contains(&word.rsplit('/').next().unwrap_or(word));
    words.iter().enumerate().filter(|(_, word)| name(word)).any(|(at, changer)| {
        let rest = &words[at + 1..];
        let to = rest.iter().find(|word| !word.starts_with('-'));
        let chosen = |options: &[&str]| rest.iter().any(|word| options.iter().any(|option| word.starts_with(option)));
        match changer.rsplit('/').next() {
            Some("sudo") => chosen(&["-u", "--user"]),
            Some("chroot") => chosen(&["--userspec"]),
            Some("start-stop-daemon") => chosen(&["-c", "--chuid", "-u", "--user"]),
            _ => !to.is_some_and(|user| is_root(user)),
        }
    })
}
