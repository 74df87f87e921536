//! Files that are copied into the image but should not be in it.

use super::{
    build::Build,
    copied::{self, Copied},
    copies, exec,
};
use crate::{
    context::{is_env_file, template_of},
    detect::{
        Files,
        analyzers::{Check, Diagnostics, list},
        project::{patterns, split},
    },
    document::{Keyword, Word},
    model::{PathGlobs, Severity},
};
use std::{collections::BTreeSet, sync::Arc};

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    let mut is_reported = false;
    for &stage in &build.shipped {
        for copy in copies::of_stage(build, stage) {
            if copy.from.is_none() {
                copy.sources.iter().for_each(|source| credential_file(build, source, found));
            }
            is_reported |= unfiltered(build, copy, found);
            remote(copy, found);
        }
        template_as_env(build, stage, found);
    }
    // What ends up in the image through an earlier stage is claimed where it came in.
    for stage in (0..build.stages.len()).filter(|stage| !build.is_shipped(*stage)) {
        for copy in copies::of_stage(build, stage) {
            if brings_all(build, stage, &copy.target) {
                is_reported |= unfiltered(build, copy, found);
            }
        }
    }
    if !is_reported {
        build_stages(build).into_iter().any(|stage| into_build_stage(build, stage, found));
    }
}

/// Whether a file is an env file to be used as it is: no template, by whatever word says so.
fn is_live_env_file(path: &str) -> bool {
    let words = split(path).1.split(['.', '-', '_']);
    let is_template = words.into_iter().any(|word| ["example", "sample", "template", "dist", "tpl"].contains(&word));
    is_env_file(path) && template_of(path).is_none() && !is_template
}

/// Names of files that hold credentials.
fn is_credential_file(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let public = ["pub", "public", "cert", "certificate", "fullchain", "chain", "ca", "crt", "bundle", "roots"];
    let is_public = stem.split(['-', '_', '.']).any(|word| public.contains(&word)) || stem.ends_with("cert");
    match extension {
        "key" | "p12" | "pfx" | "jks" | "keystore" | "ppk" | "kdbx" => !is_public,
        "pem" => !is_public && (stem.contains("key") || stem.contains("priv")),
        _ => {
            matches!(
                &*name,
                "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519" | ".npmrc" | ".netrc" | ".pypirc" | ".git-credentials"
            ) || matches!(&*name, ".ssh" | ".aws" | ".gnupg")
                || extension == "json"
                    && (stem.contains("service-account") || stem.contains("serviceaccount") || stem == "credentials")
        }
    }
}

fn credential_file(build: &Build<'_>, source: &Word, found: &mut Diagnostics<'_>) {
    let name = source.text.trim_end_matches('/');
    let is_env = is_live_env_file(name);
    let (severity, holds) = match (is_env, is_credential_file(name)) {
        (true, _) if build.path(name).is_some_and(|path| build.file.relations.is_harmless(&path)) => return,
        // Often only a registry's address; what it holds is found in the file.
        (_, true) if split(name).1.starts_with(".npmrc") => (Severity::Low, "which may hold the registry's token"),
        (true, _) => (Severity::High, "which holds the environment's credentials"),
        (_, true) => (Severity::High, "a private key or another credential"),
        _ => return,
    };
    found
        .report(Check::CredentialFileInImage, source.span.clone())
        .subject(name)
        .severity(severity)
        .message(format!("The image contains `{name}`, {holds}"));
}

/// `cp .env.example .env`: the image runs with the template's values.
fn template_as_env(build: &Build<'_>, stage: usize, found: &mut Diagnostics<'_>) {
    const CHECK: Check = Check::TemplateEnvInImage;
    let is_template = |source: &str| is_env_file(source) && !is_live_env_file(source);
    for instruction in build.stages[stage].instructions.iter().filter(|instruction| instruction.keyword == Keyword::Run)
    {
        for command in exec::run(build.text, instruction) {
            let words: Vec<&str> =
                command.words.iter().map(|word| word.text.as_str()).filter(|word| !word.starts_with('-')).collect();
            if let ["cp" | "mv", source, target] = words[..]
                && is_template(source)
                && is_live_env_file(target)
            {
                let message = format!("`{source}` becomes `{target}`, with the values of the template");
                found.report(CHECK, command.span()).subject(target).severity(Severity::Medium).message(message);
            }
        }
    }
    for copy in copies::of_stage(build, stage) {
        if let [source] = &copy.sources[..]
            && is_template(&source.text)
            && is_live_env_file(&copy.target)
        {
            let message = format!("`{}` becomes `{}`, with the values of the template", source.text, copy.target);
            let report = found.report(CHECK, source.span.clone()).subject(&*copy.target);
            report.severity(Severity::Medium).message(message);
        }
    }
}

/// The whole context, with nothing that keeps private files out of it.
fn unfiltered(build: &Build<'_>, copy: &Copied<'_>, found: &mut Diagnostics<'_>) -> bool {
    let Some(source) = all_of_context(copy) else { return through_stage(build, copy, found) };
    let exposed = exposure(build, copy).filter(|_| build.files().is_known());
    if let Some((severity, message)) = &exposed {
        let report = found.report(Check::ContextCopiedUnfiltered, source.span.clone());
        report.subject(&*copy.target).severity(*severity).message(message);
    }
    exposed.is_some()
}

/// The source of a copy that is the whole context.
fn all_of_context<'c>(copy: &'c Copied<'_>) -> Option<&'c Word> {
    let is_all = |source: &&Word| matches!(&*source.text, "." | "./" | "./." | "*" | "./*" | "/");
    copy.sources.iter().find(is_all).filter(|_| copy.from.is_none())
}

/// The stages that the image takes something of and that are no part of it.
fn build_stages(build: &Build<'_>) -> BTreeSet<usize> {
    let mut reached: BTreeSet<usize> = build.shipped.iter().copied().collect();
    let mut open = build.shipped.clone();
    while let Some(stage) = open.pop() {
        let copied = copies::of_stage(build, stage).iter().filter_map(|copy| build.stage(copy.from.as_ref()?));
        let near = copied.chain(build.lineage(stage));
        open.extend(near.filter(|stage| reached.insert(*stage)));
    }
    reached.retain(|stage| !build.is_shipped(*stage));
    reached
}

/// The whole context in a stage that only builds: it is no part of the image, but of the build's cache, and of what the build
/// reads.
fn into_build_stage(build: &Build<'_>, stage: usize, found: &mut Diagnostics<'_>) -> bool {
    let mut copies = copies::of_stage(build, stage).iter().filter(|_| build.files().is_known());
    let Some((copy, source)) = copies.find_map(|copy| Some((copy, all_of_context(copy)?))) else { return false };
    let Err(missing) = ignored(build, copy) else { return false };
    let (is_private, what) = all_files(build);
    let severity = if is_private { Severity::Medium } else { Severity::Low };
    let report = found.report(Check::ContextCopiedUnfiltered, source.span.clone());
    let name = &build.stages[stage].name;
    let message = format!("With {missing}, {what} into the build stage `{name}` and its cache");
    report.subject(&*copy.target).severity(severity).message(message);
    true
}

/// `COPY --from=build /app .` of a stage that copied its whole context there.
fn through_stage(build: &Build<'_>, copy: &Copied<'_>, found: &mut Diagnostics<'_>) -> bool {
    let Some(stage) = copy.from.as_ref().and_then(|from| build.stage(from)) else { return false };
    let taken = |target: &str| copy.sources.iter().any(|source| copied::inside("", &source.text) == target);
    let inner = copies::of_stage(build, stage);
    let all = inner.iter().find(|inner| {
        inner.from.is_none()
            && inner.sources.iter().any(|source| matches!(&*source.text, "." | "./"))
            && taken(&inner.target)
    });
    let exposed = all.filter(|_| build.files().is_known()).and_then(|all| exposure(build, all));
    if let Some((severity, message)) = &exposed {
        let report = found.report(Check::ContextCopiedUnfiltered, copy.instruction.whole());
        report.subject(&*copy.target).severity(*severity).message(message);
    }
    exposed.is_some()
}

/// Whether an image takes all that a folder of an earlier stage has.
fn brings_all(build: &Build<'_>, stage: usize, folder: &str) -> bool {
    let shipped = build.shipped.iter().flat_map(|&at| copies::of_stage(build, at));
    let from = shipped.filter(|copy| copy.from.as_deref().and_then(|from| build.stage(from)) == Some(stage));
    from.flat_map(|copy| &copy.sources).any(|source| copied::inside("", &source.text) == folder)
}

/// What gets along where nothing is left out, and whether a file of it is private.
fn all_files(build: &Build<'_>) -> (bool, String) {
    let secrets = private_files(build, &PathGlobs::default());
    let what = match &secrets[..] {
        [] if build.context.is_empty() => "`.git` and all env files get".to_owned(),
        [] => "all files of the folder get".to_owned(),
        [one] => format!("{} gets", list(&[one])),
        all => format!("{} get", list(&refs(all))),
    };
    (!secrets.is_empty(), what)
}

/// The severity and message of a copy of the whole context, by how much its ignore file and its own options leave out.
fn exposure(build: &Build<'_>, copy: &Copied<'_>) -> Option<(Severity, String)> {
    let ignored = match ignored(build, copy) {
        Ok(ignored) => ignored,
        Err(missing) => {
            let (is_private, what) = all_files(build);
            let severity = if is_private { Severity::High } else { Severity::Medium };
            return Some((severity, format!("With {missing}, {what} into the image")));
        }
    };
    let ignored = &ignored.0;
    let secrets = private_files(build, ignored);
    if !secrets.is_empty() {
        return Some((Severity::Medium, format!("`.dockerignore` lets {} into the image", list(&refs(&secrets)))));
    }
    let open = |name: &&&str| !ignored.matches(name);
    if build.context.is_empty() && [".git/config", ".env"].iter().filter(open).count() == 2 {
        return Some((Severity::Low, "`.dockerignore` excludes neither `.git` nor `.env`".to_owned()));
    }
    None
}

/// What is left out of a copy: by the ignore file of the image or that of the context, and by its own options. `Err` says what
/// there is instead.
fn ignored(build: &Build<'_>, copy: &Copied<'_>) -> Result<Arc<Ignored>, &'static str> {
    let own = format!("{}.dockerignore", build.file.path);
    let general = build.path(".dockerignore").unwrap_or_default();
    let own_text = build.files().text(&own);
    let ignore = own_text.or_else(|| build.files().text(&general));
    if !ignore.is_some_and(has_patterns) && copy.excluded.is_empty() {
        return Err(if ignore.is_some() { "an empty `.dockerignore`" } else { "no `.dockerignore`" });
    }
    let excluded = copy.excluded.join("\n");
    let key = format!("{}\n{excluded}", if own_text.is_some() { &own } else { &general });
    let lines = [ignore.unwrap_or_default(), excluded.as_bytes()];
    Ok(build.files().once(&key, |_| Ignored(patterns(&lines.join(&b'\n')))))
}

fn refs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn has_patterns(text: &[u8]) -> bool {
    String::from_utf8_lossy(text).lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Files of the context that hold credentials and that no pattern excludes.
fn private_files(build: &Build<'_>, ignored: &PathGlobs) -> Vec<String> {
    let private = build.files().once(&build.context, |files| Private::of(files, &build.context));
    let holds = |path: &str, name: &str| is_named_for_credentials(name) || !build.file.relations.is_harmless(path);
    let left = private.0.iter().filter(|(path, name)| holds(path, name) && !ignored.matches(name));
    left.map(|(_, name)| name.clone()).collect()
}

/// What is left out of a context.
struct Ignored(PathGlobs);

/// Files of a folder that are env files or hold credentials by their names: their paths, and those in the folder.
struct Private(Vec<(String, String)>);

impl Private {
    fn of(files: &Files, folder: &str) -> Self {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let inside = files.below(folder).filter_map(|path| Some((path, path.strip_prefix(&prefix)?)));
        let private = inside.filter(|(_, name)| is_live_env_file(name) || is_named_for_credentials(name));
        Private(private.map(|(path, name)| (path.to_owned(), name.to_owned())).collect())
    }
}

fn is_named_for_credentials(name: &str) -> bool {
    is_credential_file(name) && split(name).1 != ".npmrc"
}

/// `ADD https://...` of something that may be another file tomorrow.
fn remote(copy: &Copied<'_>, found: &mut Diagnostics<'_>) {
    if copy.instruction.keyword != Keyword::Add || copy.has_checksum {
        return;
    }
    let remote = |source: &&Word| source.text.starts_with("http://") || source.text.starts_with("https://");
    for source in copy
        .sources
        .iter()
        .filter(remote)
        .filter(|source| !source.text.ends_with(".git") && !source.text.contains(".git#"))
    {
        let severity = if source.text.starts_with("http://") { Severity::Medium } else { Severity::Low };
        found
            .report(Check::RemoteFileAddedUnchecked, source.span.clone())
            .subject(&*source.text)
            .severity(severity)
            .message(format!("`ADD {}` checks no checksum", source.text));
    }
}
