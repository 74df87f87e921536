//! Env files that ignore files let through.

use super::{Check, Diagnostics, list};
use crate::{
    context::{is_env_file, template_of},
    detect::{
        ConfigFile, RelatedFiles,
        project::{patterns, split},
    },
    model::Severity,
};
use std::{collections::BTreeMap, ops::Range, sync::Arc};

/// A `.gitignore` that does not exclude the files that templates are copied to.
pub(super) fn by_git(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let (folder, name) = split(file.path);
    if name != ".gitignore" {
        return;
    }
    let open = Open::of(file.relations);
    let Some(open) = open.0.get(folder) else { return };
    let Some((first, template)) = open.iter().next() else { return };
    let names: Vec<&str> = open.keys().map(String::as_str).collect();
    let origin =
        if first == template { "git tracks it already".to_owned() } else { format!("`{template}` is its template") };
    let message = format!("No pattern covers {} ({origin})", list(&names));
    let end = file.text.len();
    let lead = if file.text.last().is_none_or(|&last| last == b'\n') { "" } else { "\n" };
    found.report(Check::EnvFileNotIgnored, first_mention(file.text)).severity(Severity::Medium).message(message).fix(
        "Ignore env files, but not their templates",
        vec![(end..end, format!("{lead}.env\n.env.*\n!.env.example\n!.env.*.example\n"))],
    );
}

/// Expected env files that no `.gitignore` excludes: by the folder of the outermost one, and by path with what says that the
/// file is there.
struct Open(BTreeMap<String, BTreeMap<String, String>>);

impl Open {
    /// Lists them, once a scan.
    fn of(relations: &RelatedFiles) -> Arc<Self> {
        relations.files().once("", |_| {
            let mut open: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
            for (path, origin) in relations.expected().filter(|(path, _)| !relations.is_ignored(path)) {
                if let Some(folder) = relations.outermost_ignore(&path) {
                    open.entry(folder.to_owned()).or_default().insert(path, origin.to_owned());
                }
            }
            Open(open)
        })
    }
}

/// A `.dockerignore` that lets env files into an image that is built from all of its folder.
pub(super) fn by_docker(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    const CHECK: Check = Check::EnvFileInImage;
    let (folder, name) = split(file.path);
    if name != ".dockerignore" {
        return;
    }
    if let Some((span, taken_back)) = taken_back(file.text) {
        let message = format!("`{taken_back}` re-includes an env file in the build context");
        found.report(CHECK, span).subject(taken_back).severity(Severity::Medium).message(message);
        return;
    }
    let relations = &file.relations;
    let ignored = patterns(file.text);
    let inside = |path: String| {
        let inside = if folder.is_empty() { Some(path.as_str()) } else { path.strip_prefix(folder)?.strip_prefix('/') };
        inside.map(str::to_owned)
    };
    let open: Vec<String> =
        relations.expected().filter_map(|(path, _)| inside(path)).filter(|path| !ignored.matches(path)).collect();
    if !relations.copies_all(folder) || open.is_empty() {
        return;
    }
    let mut names: Vec<&str> = open.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let message = format!("No pattern keeps {} out of the image", list(&names));
    found.report(CHECK, first_mention(file.text)).severity(Severity::Medium).message(message);
}

/// The line that names env files, else the first.
fn first_mention(text: &[u8]) -> Range<usize> {
    lines(text).find(|(_, line)| line.contains("env") && !line.starts_with(['#', '!'])).map_or(0..0, |(span, _)| span)
}

/// `!.env`: a pattern that re-includes an env file other than a template.
fn taken_back(text: &[u8]) -> Option<(Range<usize>, String)> {
    let back = |line: &str| {
        let name = line.strip_prefix('!')?;
        let name = name.rsplit('/').next().unwrap_or(name);
        (is_env_file(name) && template_of(name).is_none() && !name.contains('*')).then(|| line.to_owned())
    };
    lines(text).find_map(|(span, line)| Some((span, back(&line)?)))
}

fn lines(text: &[u8]) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let mut at = 0;
    text.split(|&byte| byte == b'\n').map(move |line| {
        let span = at..at + line.trim_ascii_end().len();
        at += line.len() + 1;
        (span, String::from_utf8_lossy(line).trim().to_owned())
    })
}
