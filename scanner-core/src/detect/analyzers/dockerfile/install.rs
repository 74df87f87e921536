//! Calls of package managers in `RUN`.

use crate::document::{Command, Word};
use std::ops::Range;

/// The purpose of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Dependencies that the project's manifest lists.
    Project,
    /// Packages by name.
    Packages,
}

/// A call of a package manager that installs something.
#[derive(Debug)]
pub(super) struct Install<'a> {
    pub(super) manager: &'static str,
    /// The word for it, if there is one: `install`.
    pub(super) command: Option<&'a Word>,
    pub(super) purpose: Purpose,
    words: &'a [Word],
    operands: Vec<&'a str>,
}

const MANAGERS: &[&str] = &["npm", "yarn", "pnpm", "bun", "uv", "pip", "gem", "go", "cargo"];
/// Options whose value is the next word.
const WITH_VALUE: &[&str] = &[
    "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t",
    "--target", "--prefix", "--registry", "--cache", "-v", "--version", "--root", "--network-timeout",
    "--trusted-host", "--timeout", "--retries", "--cache-folder", "--modules-folder", "--platform", "--only-binary",
    "--workspace", "-w", "--filter", "-C", "--dir", "--cwd", "-e", "--editable", "--features", "--default-timeout",
    "--git", "--tag", "--branch", "--path", "--rev", "--upgrade-strategy", "--src", "--python",
];
/// Packages that belong to the package manager.
const OWN: &[&str] = &["pip", "setuptools", "wheel"];

impl<'a> Install<'a> {
    /// Reads a command; `None` for any other.
    pub(super) fn of(command: &'a Command) -> Option<Self> {
        let first = command.words.iter().position(|word| !word.text.contains('='))?;
        let mut words = &command.words[first..];
        if words.len() > 3 && words[0].text.starts_with("python") && words[1].text == "-m" {
            words = &words[2..];
        }
        let name = words[0].text.rsplit('/').next().unwrap_or_default();
        let name = if name.starts_with("pip3") || matches!(name, "pip2" | "pipx") { "pip" } else { name };
        let manager = MANAGERS.iter().find(|known| **known == name)?;
        let operands = operands(&words[1..]);
        let (purpose, operands) = match (*manager, &operands[..]) {
            ("npm", ["install" | "i" | "ci" | "clean-install" | "add", rest @ ..]) => (purpose(rest), rest),
            ("yarn", ["install", ..] | []) if !words.iter().any(|word| word.text == "--version") => {
                (Purpose::Project, &[][..])
            }
            ("yarn", ["global", "add", rest @ ..] | ["add", rest @ ..]) => (Purpose::Packages, rest),
            ("uv", ["sync", ..]) => (Purpose::Project, &[][..]),
            ("pnpm" | "bun", ["install" | "i" | "add", rest @ ..]) => (purpose(rest), rest),
            ("pip" | "gem" | "cargo" | "go", ["install", rest @ ..]) | ("gem", ["i", rest @ ..]) => {
                (Purpose::Packages, rest)
            }
            _ => return None,
        };
        let command = words[1..].iter().find(|word| matches!(&*word.text, "install" | "i"));
        Some(Install { manager, command, purpose, words, operands: operands.to_vec() })
    }

    /// The place of the command.
    pub(super) fn span(&self) -> Range<usize> {
        let end = self.words.last().map_or(0, |word| word.span.end);
        self.words.first().map_or(0, |word| word.span.start)..end
    }

    /// The call for people; cut where it is long.
    pub(super) fn said(&self) -> String {
        let words: Vec<&str> = self.words.iter().take(5).map(|word| word.text.as_str()).collect();
        if words.len() < self.words.len() { format!("{} ...", words.join(" ")) } else { words.join(" ") }
    }

    fn has(&self, options: &[&str]) -> bool {
        self.words.iter().any(|word| options.contains(&word.text.as_str()))
    }

    /// The lockfiles that the call does not hold itself to; `None` if it does.
    pub(super) fn unlocked_by(&self) -> Option<&'static [&'static str]> {
        let locked =
            self.has(&["--locked", "--frozen-lockfile", "--immutable", "--frozen", "--pure-lockfile", "--offline"]);
        match self.manager {
            _ if locked => None,
            "npm" if self.has(&["ci", "clean-install"]) => None,
            "npm" => Some(&["package-lock.json", "npm-shrinkwrap.json"]),
            "yarn" => Some(&["yarn.lock"]),
            "pnpm" => Some(&["pnpm-lock.yaml"]),
            "bun" => Some(&["bun.lock", "bun.lockb"]),
            "uv" => Some(&["uv.lock"]),
            _ => None,
        }
    }

    /// Whether packages for development come along.
    pub(super) fn brings_development(&self) -> bool {
        let without = |word: &Word| {
            let text = word.text.as_str();
            matches!(
                text,
                "--production"
                    | "--production=true"
                    | "--omit=dev"
                    | "--only=production"
                    | "--only=prod"
                    | "--prod"
                    | "-P"
                    | "-p"
            )
        };
        let pair = self
            .words
            .windows(2)
            .any(|pair| pair[0].text == "--omit" && pair[1].text == "dev" || pair[0].text == "--only");
        matches!(self.manager, "npm" | "yarn" | "pnpm") && !pair && !self.words.iter().any(without)
    }

    /// The packages without a version.
    pub(super) fn unpinned(&self) -> Vec<&'a str> {
        if self.manager == "gem" && self.has(&["-v", "--version"])
            || self.manager == "cargo" && self.has(&["--version", "--git", "--path", "--locked"])
        {
            return Vec::new();
        }
        let local = |name: &&&str| {
            name.starts_with(['.', '/', '$', '~'])
                || name.contains("://")
                || name.ends_with(".tgz")
                || name.ends_with(".whl")
        };
        let named = self.operands.iter().filter(|name| !local(name) && !name.contains('$') && !OWN.contains(name));
        named.filter(|name| is_unpinned(self.manager, name)).copied().collect()
    }
}

fn purpose(operands: &[&str]) -> Purpose {
    if operands.is_empty() { Purpose::Project } else { Purpose::Packages }
}

/// The words that are neither options nor values of options.
fn operands(words: &[Word]) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if WITH_VALUE.contains(&word.text.as_str()) {
            rest.next();
        } else if !word.text.starts_with('-') {
            found.push(word.text.as_str());
        }
    }
    found
}

fn is_unpinned(manager: &str, name: &str) -> bool {
    match manager {
        "pip" => !name.contains(['=', '<', '>', '~', '@']),
        "gem" => !name.contains(':'),
        "go" => name.ends_with("@latest") || name.contains('.') && !name.contains('@'),
        "cargo" => !name.contains('@'),
        _ => name[1.min(name.len())..].split_once('@').is_none_or(|(_, version)| version == "latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::commands;

    #[test]
    fn calls() {
        for (line, expected) in [
            ("npm install", Some((Purpose::Project, ""))),
            (
                "npm i -g @nestjs/cli typescript@5 ts-node@latest",
                Some((Purpose::Packages, "@nestjs/cli ts-node@latest")),
            ),
            ("NODE_ENV=x npm ci --only=production", Some((Purpose::Project, ""))),
            ("yarn", Some((Purpose::Project, ""))),
            ("yarn build", None),
            ("uv sync --no-dev", Some((Purpose::Project, ""))),
            ("pnpm add -g pm2", Some((Purpose::Packages, "pm2"))),
            ("pip3 install --no-cache-dir --default-timeout 300 -r requirements.txt", Some((Purpose::Packages, ""))),
            ("python3 -m pip install --upgrade pip gunicorn poetry==1.8 .", Some((Purpose::Packages, "gunicorn"))),
            ("gem install bundler -v 2.5", Some((Purpose::Packages, ""))),
            ("go install golang.org/x/tools@latest", Some((Purpose::Packages, "golang.org/x/tools@latest"))),
            ("npm run build", None),
            ("apt-get install -y npm", None),
        ] {
            let commands = commands(line, 0..line.len());
            let install = Install::of(&commands[0]);
            let found = install.as_ref().map(|install| (install.purpose, install.unpinned().join(" ")));
            assert_eq!(found.as_ref().map(|(purpose, names)| (*purpose, names.as_str())), expected, "{line}");
        }
    }
}
