//! Knowledge of detectors about other files.

use super::{Files, split};
use crate::{
    context::{FileContext, Role, is_aside, is_env_file, template_of},
    detect::naming::credential,
    document::{Dockerfile, Format, Keyword, ParsedFile, Setting},
    model::{Environment, PathGlobs, ValueHash},
    rule::CredentialName,
    value::{CredentialClass, CredentialStrength, ValueKind, assess, classify, is_reference},
};
use std::collections::{BTreeMap, BTreeSet};

/// The related files of a scan: env files with their keys, ignore files, and the files that git tracks.
#[derive(Debug, Default)]
pub struct RelatedFiles {
    files: Files,
    tracked: BTreeSet<String>,
    env_files: BTreeMap<String, EnvFile>,
    git_ignores: BTreeMap<String, PathGlobs>,
    /// The files that git keeps encrypted, by the folder of the `.gitattributes` that says so.
    encrypted: BTreeMap<String, PathGlobs>,
    /// Templates of env files by the path that they are copied to, and by folder.
    templates: BTreeMap<String, String>,
    templates_inside: BTreeMap<String, Vec<String>>,
    /// Env files by the secrets that they hold.
    holders: BTreeMap<ValueHash, Vec<String>>,
}

/// An env file.
#[derive(Clone, Debug)]
pub struct EnvFile {
    /// Its context.
    pub context: FileContext,
    /// Its keys, in order.
    pub keys: Vec<EnvKey>,
}

/// A key of an env file. Values are kept as hashes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvKey {
    /// The name.
    pub name: String,
    /// Whether nothing is given.
    pub is_empty: bool,
    /// Whether it is given something that may be a credential, weak or not.
    pub is_credential: bool,
    /// The hash of a value without a known weakness as a credential.
    pub secret: Option<ValueHash>,
}

/// Collects [`RelatedFiles`].
#[derive(Debug, Default)]
pub struct RelatedFilesBuilder(RelatedFiles);

impl RelatedFilesBuilder {
    /// Starts with what git tracks of the env files, by path.
    pub fn new(tracked: impl IntoIterator<Item = String>) -> Self {
        RelatedFilesBuilder(RelatedFiles { tracked: tracked.into_iter().collect(), ..RelatedFiles::default() })
    }

    /// Whether [`RelatedFilesBuilder::add`] learns from a file.
    pub fn wants(path: &str) -> bool {
        is_env_file(path) || matches!(split(path).1, ".gitignore" | ".gitattributes") || is_dockerfile(path)
    }

    /// Learns from a file.
    pub fn add(&mut self, file: &ParsedFile<'_>, context: FileContext) {
        let path = file.path();
        let (folder, name) = split(path);
        if is_env_file(path) {
            let keys = file.settings().list.iter().map(EnvKey::new).collect();
            self.0.add_env_file(path, EnvFile { context, keys });
        } else if name == ".gitignore" {
            self.0.git_ignores.insert(folder.to_owned(), patterns(file.bytes()));
        } else if name == ".gitattributes" {
            self.0.encrypted.insert(folder.to_owned(), encrypted_patterns(file.bytes()));
        }
    }

    /// All that was learnt, and the files it was learnt from.
    pub fn build(self, files: Files) -> RelatedFiles {
        RelatedFiles { files, ..self.0 }
    }
}

impl EnvFile {
    /// Whether it holds only what browsers are given anyway.
    fn is_public(&self) -> bool {
        !self.keys.is_empty() && self.keys.iter().all(|key| is_public(&key.name))
    }

    /// Whether something in it could let somebody in.
    fn has_credentials(&self) -> bool {
        self.keys.iter().any(|key| key.is_credential)
    }
}

/// The path at which programs look for a file that a template is copied to: `env.example` leaves the dot out, so that it shows.
fn dotted(path: String) -> String {
    match split(&path) {
        (folder, name) if name == "env" || name.starts_with("env.") || name.starts_with("env-") => {
            let separator = if folder.is_empty() { "" } else { "/" };
            format!("{folder}{separator}.{name}")
        }
        _ => path,
    }
}

/// Whether a name says that its value is built into what browsers are given.
pub(in crate::detect) fn is_public(name: &str) -> bool {
    const STARTS: [&str; 8] =
        ["VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "PUBLIC_", "GATSBY_", "VUE_APP_"];
    STARTS.iter().any(|start| name.starts_with(start))
}

impl EnvKey {
    fn new(setting: &Setting<'_>) -> Self {
        let sound = assess(&setting.text, CredentialClass::Token) == CredentialStrength::Sound;
        let known =
            credential(&setting.name).filter(|name| *name != CredentialName::Password || setting.text.len() >= 8);
        EnvKey {
            name: setting.name.clone().into_owned(),
            is_empty: setting.text.trim().is_empty(),
            is_credential: may_be_credential(setting),
            secret: known.filter(|_| sound).map(|_| ValueHash::for_value(setting.text.as_bytes())),
        }
    }
}

/// Whether a setting may give a credential: its name says so, it is an address with an account, or nobody can read it.
fn may_be_credential(setting: &Setting<'_>) -> bool {
    let value = setting.text.trim().as_bytes();
    let is_literal = !value.is_empty() && !is_reference(value);
    let has_account = setting.text.contains("://") && setting.text.contains('@');
    is_literal && (credential(&setting.name).is_some() || has_account || classify(value) == ValueKind::Random)
}

impl RelatedFiles {
    /// The files of the scan.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Whether git tracks an env file.
    pub fn is_tracked(&self, path: &str) -> bool {
        self.tracked.contains(path)
    }

    /// Whether git keeps a file encrypted: a filter decrypts it where it is checked out.
    pub(in crate::detect) fn is_encrypted_in_git(&self, path: &str) -> bool {
        applies(&self.encrypted, path)
    }

    fn add_env_file(&mut self, path: &str, file: EnvFile) {
        if file.context.role == Role::Template {
            let folder = split(path).0.to_owned();
            self.templates.extend(template_of(path).map(|copy| (copy, path.to_owned())));
            self.templates_inside.entry(folder).or_default().push(path.to_owned());
        }
        for secret in file.keys.iter().filter_map(|key| key.secret) {
            self.holders.entry(secret).or_default().push(path.to_owned());
        }
        self.env_files.insert(path.to_owned(), file);
    }

    /// An env file.
    pub fn env_file(&self, path: &str) -> Option<&EnvFile> {
        self.env_files.get(path)
    }

    /// The template of an env file, else the only one of its folder.
    pub(in crate::detect) fn template_for(&self, path: &str) -> Option<(&str, &EnvFile)> {
        let only = || match self.templates_inside.get(split(path).0).map(Vec::as_slice) {
            Some([only]) => Some(only),
            _ => None,
        };
        let template = self.templates.get(path).or_else(only)?;
        Some((template, self.env_files.get(template)?))
    }

    /// The env files that hold a secret, by path.
    pub(in crate::detect) fn holders(&self, secret: ValueHash) -> impl Iterator<Item = (&str, &EnvFile)> {
        let paths = self.holders.get(&secret).into_iter().flatten();
        paths.filter_map(|path| Some((path.as_str(), self.env_files.get(path)?)))
    }

    /// Whether an env file holds no credential, only what browsers are given anyway, or is for tests.
    pub(in crate::detect) fn is_harmless(&self, path: &str) -> bool {
        let file = self.env_files.get(path);
        file.is_some_and(|file| {
            file.is_public() || !file.has_credentials() || file.context.environment == Environment::Test
        })
    }

    /// Env files that are made from templates or tracked, but for those of tests and for browsers: the path of each, and
    /// what says that it is there.
    pub(in crate::detect) fn expected(&self) -> impl Iterator<Item = (String, &str)> {
        let private = self.env_files.iter().filter(|(path, file)| {
            !is_aside(path)
                && file.context.environment != Environment::Test
                && !file.is_public()
                && !self.is_encrypted_in_git(path)
        });
        private.filter_map(|(path, file)| {
            let tracked = file.context.role.is_in_use() && self.is_tracked(path);
            let place = template_of(path).map(dotted).or_else(|| tracked.then(|| path.clone()))?;
            Some((place, path.as_str()))
        })
    }

    /// Whether some `.gitignore` excludes a file.
    pub(in crate::detect) fn is_ignored(&self, path: &str) -> bool {
        applies(&self.git_ignores, path)
    }

    /// The folder of the outermost `.gitignore` that applies to a file.
    pub(in crate::detect) fn outermost_ignore(&self, path: &str) -> Option<&str> {
        let ends = path.match_indices('/').map(|(at, _)| at);
        let known = |end: usize| self.git_ignores.get_key_value(&path[..end]).map(|(folder, _)| folder.as_str());
        [0].into_iter().chain(ends).find_map(known)
    }

    /// Whether a Dockerfile in the folder copies all of it.
    pub(in crate::detect) fn copies_all(&self, folder: &str) -> bool {
        let dockerfiles = self.files.inside(folder).filter(|path| is_dockerfile(path));
        dockerfiles.filter_map(|path| self.files.file(path)).any(|file| copies_all(file.dockerfile()))
    }
}

/// Whether the patterns of a folder around a file match it.
fn applies(by_folder: &BTreeMap<String, PathGlobs>, path: &str) -> bool {
    let mut folder = Some(split(path).0);
    while let Some(around) = folder {
        let inside = if around.is_empty() { path } else { &path[around.len() + 1..] };
        if by_folder.get(around).is_some_and(|patterns| patterns.matches(inside)) {
            return true;
        }
        folder = (!around.is_empty()).then(|| split(around).0);
    }
    false
}

/// The patterns of `.gitattributes` with a filter that encrypts; a later line without one takes its files out again.
fn encrypted_patterns(text: &[u8]) -> PathGlobs {
    const FILTERS: [&str; 6] = ["git-crypt", "git-agecrypt", "crypt", "strongbox", "sops", "transcrypt"];
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().filter_map(|line| {
        let (pattern, attributes) = line.trim().split_once(char::is_whitespace)?;
        let filter = attributes.split_whitespace().find_map(|attribute| match attribute {
            "!filter" | "-filter" => Some(""),
            _ => attribute.strip_prefix("filter="),
        })?;
        // Further keys of git-crypt have their name in the filter's: `git-crypt-ops`.
        let encrypts = FILTERS.contains(&filter) || filter.starts_with("git-crypt-");
        Some(if encrypts { pattern.to_owned() } else { format!("!{pattern}") })
    });
    let sound = lines.filter(|pattern| PathGlobs::new([pattern.as_str()]).is_ok());
    PathGlobs::new(sound).unwrap_or_default()
}

fn is_dockerfile(path: &str) -> bool {
    Format::for_path(path) == Some(Format::Dockerfile)
}

/// The patterns of an ignore file; a broken one is left out.
pub(in crate::detect) fn patterns(text: &[u8]) -> PathGlobs {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let sound = lines.filter(|line| PathGlobs::new([*line]).is_ok());
    PathGlobs::new(sound).unwrap_or_default()
}

/// `COPY . .` and `ADD . /app` of the build's folder.
fn copies_all(file: &Dockerfile) -> bool {
    file.stages.iter().flat_map(|stage| &stage.instructions).any(|instruction| {
        let copies =
            matches!(instruction.keyword, Keyword::Copy | Keyword::Add) && !instruction.flat.contains("--from");
        let mut words = instruction.flat.split_whitespace().filter(|word| !word.starts_with("--"));
        copies && words.next().is_some_and(|source| source == "." || source == "./")
    })
}
