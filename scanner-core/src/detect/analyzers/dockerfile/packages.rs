//! Packages of languages: whether an image gets the versions that were tested, and only what it needs.

use super::{
    build::Build,
    copied, copies, exec,
    install::{Install, Purpose},
};
use crate::{
    detect::{
        analyzers::{Check, Diagnostics, list},
        project::{join, split},
    },
    document::{Instruction, Keyword},
    model::Severity,
};

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for stage in 0..build.stages.len() {
        let mut folder = copies::working_folder(build, build.lineage(stage).get(1..).unwrap_or_default());
        for instruction in &build.stages[stage].instructions {
            match instruction.keyword {
                Keyword::Workdir => folder = copied::inside(&folder, instruction.flat.trim_matches(['"', '\''])),
                Keyword::Run => run(build, stage, instruction, &folder, found),
                _ => {}
            }
        }
    }
}

fn run(build: &Build<'_>, stage: usize, instruction: &Instruction, folder: &str, found: &mut Diagnostics<'_>) {
    let mut folder = folder.to_owned();
    for command in exec::run(build.text, instruction) {
        if let [cd, target, ..] = &command.words[..]
            && cd.text == "cd"
        {
            folder = copied::inside(&folder, &target.text);
        }
        let Some(install) = Install::of(&command) else { continue };
        match install.purpose {
            Purpose::Project => {
                unlocked(build, stage, &install, &folder, found);
                with_development(build, stage, instruction, &install, &folder, found);
            }
            Purpose::Packages => unpinned(&install, found),
        }
    }
}

/// `npm install` where `npm ci` would take what the lockfile says.
fn unlocked(build: &Build<'_>, stage: usize, install: &Install<'_>, folder: &str, found: &mut Diagnostics<'_>) {
    let Some(lockfiles) = install.unlocked_by() else { return };
    let copied = |name: &&&str| copies::origin_in(build, stage, &copied::inside(folder, name)).is_some();
    let name = if install.manager == "uv" { "pyproject.toml" } else { "package.json" };
    let manifest = copies::origin_in(build, stage, &copied::inside(folder, name));
    let beside = |name: &&&str| {
        let path = manifest.as_deref().and_then(|manifest| join(split(manifest).0, name));
        path.is_some_and(|path| build.files().has(&path))
    };
    let lockfile = lockfiles.iter().find(copied);
    let there = lockfile.or_else(|| lockfiles.iter().find(beside));
    let said = install.said();
    if install.manager == "npm" {
        let (severity, message) = match (lockfile, there) {
            (Some(name), _) => (Severity::Medium, format!("`{said}` may install other versions than `{name}` has")),
            (None, Some(name)) => (Severity::Medium, format!("`{said}` runs without `{name}`, which is not copied")),
            (None, None) => (Severity::Low, format!("`{said}` takes the latest versions that the manifest allows")),
        };
        let report = found.report(Check::NpmInstallInImage, install.span());
        report.subject(build.subject(stage)).severity(severity).message(message);
        if let (Some(word), Some(_)) = (install.command, lockfile) {
            report.fix("Install the versions of the lockfile", vec![(word.span.clone(), "ci".to_owned())]);
        }
    } else if let Some(name) = there {
        found
            .report(Check::UnlockedInstallInImage, install.span())
            .subject(format!("{} {}", build.subject(stage), install.manager))
            .severity(Severity::Low)
            .message(format!("`{said}` may install other versions than `{name}` has"));
    } else if manifest.is_some() && build.files().is_known() && matches!(install.manager, "uv" | "bun") {
        found
            .report(Check::UnlockedInstallInImage, install.span())
            .subject(format!("{} {}", build.subject(stage), install.manager))
            .severity(Severity::Low)
            .message(format!(
                "`{said}` takes the latest versions that the manifest allows: there is no `{}`",
                lockfiles[0]
            ));
    }
}

/// Packages that are installed by name, in whatever version is the latest.
fn unpinned(install: &Install<'_>, found: &mut Diagnostics<'_>) {
    let names = install.unpinned();
    if !names.is_empty() {
        found
            .report(Check::UnpinnedToolInImage, install.span())
            .subject(format!("{} {}", install.manager, names.join(" ")))
            .severity(Severity::Low)
            .message(format!("`{}` installs the latest {}", install.said(), list(&names)));
    }
}

/// Packages for development that are installed and stay in the image.
fn with_development(
    build: &Build<'_>,
    stage: usize,
    instruction: &Instruction,
    install: &Install<'_>,
    folder: &str,
    found: &mut Diagnostics<'_>,
) {
    if !install.brings_development() || has_production_mode(build, stage, instruction) || is_pruned(build, stage) {
        return;
    }
    let modules = copied::inside(folder, "node_modules");
    let shipped = build.shipped.iter().flat_map(|&at| copies::of_stage(build, at));
    let taken = |path: &str| {
        let path = copied::inside("", path);
        path.is_empty() || modules == path || modules.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('/'))
    };
    let from_here = |from: &str| build.stage(from).is_some_and(|from| build.lineage(from).contains(&stage));
    let copied = shipped
        .filter(|copy| copy.from.as_deref().is_some_and(from_here))
        .any(|copy| copy.sources.iter().any(|source| taken(&source.text)));
    if build.is_shipped(stage) || copied {
        found
            .report(Check::DevelopmentDependenciesInImage, install.span())
            .subject(build.subject(stage))
            .severity(Severity::Low)
            .message(format!("`{}` installs development dependencies, and nothing removes them", install.said()));
    }
}

/// Whether the environment says production when an instruction runs.
fn has_production_mode(build: &Build<'_>, stage: usize, instruction: &Instruction) -> bool {
    let lineage = build.lineage(stage);
    let owned = |owner: &str| lineage.iter().any(|&at| build.stages[at].name == owner);
    let mut settings = build
        .file
        .settings
        .iter()
        .filter(|setting| setting.name == "NODE_ENV" && setting.value.start < instruction.span.start);
    let last = settings.rfind(|setting| setting.scope.owner.as_deref().is_some_and(owned));
    // Arguments are filled in by the build.
    last.is_some_and(|setting| setting.text == "production" || setting.text.contains('$'))
}

fn is_pruned(build: &Build<'_>, stage: usize) -> bool {
    let lineage = build.lineage(stage);
    let runs = lineage.iter().chain(&build.shipped).flat_map(|&at| &build.stages[at].instructions);
    runs.filter(|instruction| instruction.keyword == Keyword::Run).any(|instruction| {
        let flat = &instruction.flat;
        let prunes =
            ["npm prune", "pnpm prune", "yarn workspaces focus", "pnpm deploy", "node-prune", "--omit=dev", "--prod"];
        let removes = flat.contains("rm ") && flat.contains("node_modules");
        prunes.iter().any(|part| flat.contains(part))
            || flat.contains("npm") && flat.contains("--production")
            || removes
    })
}
