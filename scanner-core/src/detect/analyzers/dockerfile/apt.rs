//! Packages of the system: what is left in the image that nothing there needs.

use super::{build::Build, exec};
use crate::{
    detect::analyzers::{Check, Diagnostics, list},
    document::{Command, Instruction, Keyword},
    model::Severity,
};

/// Packages that compile programs.
const BUILD_TOOLS: &[&str] = &[
    "build-essential", "gcc", "g++", "make", "cmake", "clang", "build-base", "python3-dev", "python-dev", "musl-dev",
    "gcc-c++", "autoconf", "automake", "rustc", "cargo", "golang",
];

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    let runs = build.instructions().filter(|instruction| instruction.keyword == Keyword::Run);
    for run in runs {
        let commands = exec::run(build.text, run);
        for command in &commands {
            let Some(install) = Install::of(command) else { continue };
            leftovers(build, run, command, &install, found);
            build_tools(build, command, &install, found);
        }
    }
}

/// A call of the system's package manager.
struct Install<'a> {
    manager: &'a str,
    /// The word for it: `install`.
    command: &'a str,
    packages: Vec<&'a str>,
    options: Vec<&'a str>,
}

impl<'a> Install<'a> {
    fn of(command: &'a Command) -> Option<Self> {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        let words: Vec<&str> = words.into_iter().skip_while(|word| word.contains('=') || *word == "sudo").collect();
        let manager = words
            .first()
            .copied()
            .filter(|name| matches!(*name, "apt-get" | "apt" | "apk" | "yum" | "dnf" | "microdnf"))?;
        let (options, rest): (Vec<&str>, Vec<&str>) = words[1..].iter().partition(|word| word.starts_with('-'));
        let (command, packages) = rest.split_first()?;
        matches!(*command, "install" | "add").then(|| Install {
            manager,
            command,
            packages: packages.to_vec(),
            options,
        })
    }
}

fn leftovers(
    build: &Build<'_>,
    run: &Instruction,
    command: &Command,
    install: &Install<'_>,
    found: &mut Diagnostics<'_>,
) {
    let script: String = run.heredocs.iter().map(|body| &build.text[body.clone()]).chain([run.flat.as_str()]).collect();
    let cached = exec::options(run).any(|option| option.contains("type=cache"));
    let has = |parts: &[&str]| parts.iter().any(|part| script.contains(part));
    let (kept, lavish) = match install.manager {
        "apt-get" | "apt" => {
            (!has(&["/var/lib/apt/lists", "/var/lib/apt"]), !has(&["--no-install-recommends", "Install-Recommends"]))
        }
        "apk" => (!install.options.contains(&"--no-cache") && !has(&["/var/cache/apk"]), false),
        _ => (!has(&["clean all", "/var/cache/yum", "/var/cache/dnf", "/var/cache"]), false),
    };
    let what = match (kept && !cached, lavish) {
        (true, true) => "leaves its package lists in the layer and installs recommended packages",
        (true, false) => "leaves its package lists in the layer",
        (false, true) => "installs recommended packages",
        (false, false) => return,
    };
    found
        .report(Check::PackageLeftoversInImage, command.span())
        .subject(install.manager)
        .severity(Severity::Low)
        .message(format!("`{} {}` {what}", install.manager, install.command));
}

/// Compilers that are installed and not removed again.
fn build_tools(build: &Build<'_>, command: &Command, install: &Install<'_>, found: &mut Diagnostics<'_>) {
    let tools: Vec<&str> = install.packages.iter().copied().filter(|name| BUILD_TOOLS.contains(name)).collect();
    if tools.is_empty() {
        return;
    }
    let removed = build.instructions().filter(|instruction| instruction.keyword == Keyword::Run).any(|instruction| {
        [
            "apk del", "apt-get purge", "apt-get remove", "apt purge", "apt remove", "autoremove", "yum remove",
            "dnf remove",
        ]
        .iter()
        .any(|part| instruction.flat.contains(part))
    });
    if !removed {
        found
            .report(Check::BuildToolsInImage, command.span())
            .subject(install.manager)
            .severity(Severity::Low)
            .message(format!("{} stay in the image", list(&tools)));
    }
}
