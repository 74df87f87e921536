//! The configuration of a repository, as far as it must be known before libgit2 opens it, or without it.

use super::id::ObjectFormat;
use crate::regular_file::{self, MAX_TEXT_BYTES};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The settings of one file, in its order.
#[derive(Debug, Default)]
pub(super) struct Config(Vec<Setting>);

/// A key with its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// In lower case.
    pub(super) section: Vec<u8>,
    pub(super) subsection: Option<Vec<u8>>,
    /// In lower case.
    pub(super) key: Vec<u8>,
    /// A key without a value is true.
    pub(super) value: Option<Vec<u8>>,
}

impl Config {
    /// Reads a file. One that does not exist has no settings.
    pub(super) fn read(file: &Path) -> io::Result<Self> {
        match regular_file::read(file, MAX_TEXT_BYTES) {
            Ok(text) => Ok(Config::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Config::default()),
            Err(error) => Err(error),
        }
    }

    /// Reads the settings of a text, up to where it is invalid: libgit2 says what is wrong with it.
    fn parse(text: &[u8]) -> Self {
        let mut parser = Parser { rest: text, section: Vec::new(), subsection: None, settings: Vec::new() };
        while parser.next().is_some() {}
        Config(parser.settings)
    }

    pub(super) fn settings(&self) -> &[Setting] {
        &self.0
    }

    /// The last value of a key in a section without subsections.
    pub(super) fn value(&self, section: &str, key: &str) -> Option<String> {
        let is_it = |setting: &&Setting| {
            setting.section == section.as_bytes() && setting.subsection.is_none() && setting.key == key.as_bytes()
        };
        let value = self.0.iter().rfind(is_it)?.value.as_deref().unwrap_or_default();
        Some(String::from_utf8_lossy(value).to_ascii_lowercase())
    }

    /// The version of the repository's format.
    pub(super) fn version(&self) -> i64 {
        self.value("core", "repositoryformatversion").and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    /// The hash that names the repository's objects.
    pub(super) fn format(&self) -> ObjectFormat {
        match self.value("extensions", "objectformat") {
            Some(name) if name == "sha256" && self.version() > 0 => ObjectFormat::Sha256,
            _ => ObjectFormat::Sha1,
        }
    }

    /// The files that it includes, be it on a condition. Those in the home of the user are not a repository's.
    pub(super) fn included<'a>(&'a self, file: &'a Path) -> impl Iterator<Item = PathBuf> + 'a {
        let paths = self.0.iter().filter_map(Setting::included).filter(|path| !path.starts_with(b"~"));
        paths.map(|path| file.parent().unwrap_or(file).join(&*String::from_utf8_lossy(path)))
    }

    /// The extensions it names, and their values in lower case.
    pub(super) fn extensions(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().filter(|setting| setting.section == b"extensions" && setting.subsection.is_none()).map(
            |setting| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_ascii_lowercase();
                (text(&setting.key), text(setting.value.as_deref().unwrap_or_default()))
            },
        )
    }
}

impl Setting {
    /// The file that it includes, be it on a condition.
    pub(super) fn included(&self) -> Option<&[u8]> {
        let is_include = matches!(&self.section[..], b"include" | b"includeif") && self.key == b"path";
        self.value.as_deref().filter(|_| is_include)
    }
}

struct Parser<'a> {
    rest: &'a [u8],
    section: Vec<u8>,
    subsection: Option<Vec<u8>>,
    settings: Vec<Setting>,
}

impl Parser<'_> {
    /// Reads a heading, a setting, or the rest of a line; `None` at the end.
    fn next(&mut self) -> Option<()> {
        let first = *self.rest.trim_ascii_start().first()?;
        self.rest = self.rest.trim_ascii_start();
        match first {
            b'#' | b';' => self.skip_line(),
            b'[' => self.heading()?,
            byte if byte.is_ascii_alphabetic() => self.setting()?,
            // The mark that some editors put in front of a text.
            0xef if self.rest.starts_with(b"\xef\xbb\xbf") => self.rest = &self.rest[3..],
            _ => return None,
        }
        Some(())
    }

    fn skip_line(&mut self) {
        self.rest = memchr::memchr(b'\n', self.rest).map_or(&[], |end| &self.rest[end + 1..]);
    }

    /// `[section]`, `[section "subsection"]` or, as of old, `[section.subsection]`.
    fn heading(&mut self) -> Option<()> {
        self.rest = &self.rest[1..];
        let name = self.word(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        let (section, old) = match name.iter().position(|byte| *byte == b'.') {
            Some(dot) => (name[..dot].to_vec(), Some(name[dot + 1..].to_vec())),
            None => (name, None),
        };
        self.rest = self.rest.trim_ascii_start();
        let quoted = if self.rest.starts_with(b"\"") { Some(self.subsection()?) } else { None };
        self.rest = self.rest.strip_prefix(b"]")?;
        (self.section, self.subsection) = (section, quoted.or(old));
        Some(())
    }

    fn subsection(&mut self) -> Option<Vec<u8>> {
        let mut name = Vec::new();
        loop {
            self.rest = &self.rest[1..];
            match *self.rest.first()? {
                b'"' => break,
                b'\n' => return None,
                b'\\' => {
                    self.rest = &self.rest[1..];
                    name.push(*self.rest.first()?);
                }
                byte => name.push(byte),
            }
        }
        self.rest = &self.rest[1..];
        Some(name)
    }

    fn setting(&mut self) -> Option<()> {
        let key = self.word(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let blank = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.rest = &self.rest[blank..];
        let value = match self.rest.strip_prefix(b"=") {
            Some(rest) => {
                self.rest = rest;
                Some(self.value()?)
            }
            None => None,
        };
        let (section, subsection) = (self.section.clone(), self.subsection.clone());
        self.settings.push(Setting { section, subsection, key, value });
        Some(())
    }

    /// A value up to the end of its line, or of the last of those that end with a backslash.
    fn value(&mut self) -> Option<Vec<u8>> {
        let (mut value, mut is_quoted, mut kept) = (Vec::new(), false, 0);
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'\n' if is_quoted => return None,
                b'\n' => break,
                b'"' => is_quoted = !is_quoted,
                b'#' | b';' if !is_quoted => {
                    self.skip_line();
                    break;
                }
                b'\\' => {
                    let (&escaped, rest) = self.rest.split_first()?;
                    self.rest = rest;
                    match escaped {
                        b'\r' if rest.starts_with(b"\n") => self.rest = &rest[1..],
                        b'\n' => {}
                        b'n' => value.push(b'\n'),
                        b't' => value.push(b'\t'),
                        b'b' => value.push(8),
                        other => value.push(other),
                    }
                    kept = value.len();
                    continue;
                }
                byte if !is_quoted && byte.is_ascii_whitespace() => {
                    value.extend(Some(byte).filter(|_| !value.is_empty()));
                    continue;
                }
                byte => value.push(byte),
            }
            kept = value.len();
        }
        value.truncate(kept);
        Some(value)
    }

    /// The longest word of such bytes, in lower case.
    fn word(&mut self, is_inside: impl Fn(u8) -> bool) -> Vec<u8> {
        let length = self.rest.iter().take_while(|byte| is_inside(**byte)).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn settings_are_read_as_git_reads_them() {
        let text = b"\xef\xbb\xbf; a comment\n[Core]\n\tBare = true # it is\n bool\n[remote \"a \\\"b\\\\ C\"]\n url = \" x \" y  \n\
            [branch.Old] merge = a;b\n [x] long = one \\\n  two\n esc = a\\tb\\\"\n[include]path=../f";
        let setting = |section: &str, subsection: Option<&str>, key: &str, value: Option<&str>| Setting {
            section: section.into(),
            subsection: subsection.map(Into::into),
            key: key.into(),
            value: value.map(Into::into),
        };
        let config = Config::parse(text);
        let expected = [
            setting("core", None, "bare", Some("true")),
            setting("core", None, "bool", None),
            setting("remote", Some("a \"b\\ C"), "url", Some(" x  y")),
            setting("branch", Some("old"), "merge", Some("a")),
            setting("x", None, "long", Some("one   two")),
            setting("x", None, "esc", Some("a\tb\"")),
            setting("include", None, "path", Some("../f")),
        ];
        assert_eq!(config.settings(), expected);
        assert_eq!(config.settings()[6].included(), Some(&b"../f"[..]));
    }

    #[test]
    fn the_format_needs_its_version() {
        let format = |version: u8, name: &str| {
            let text = format!("[core]\nrepositoryformatversion = {version}\n[extensions]\nobjectFormat = {name}\n");
            Config::parse(text.as_bytes()).format()
        };
        assert_eq!(format(1, "sha256"), ObjectFormat::Sha256);
        assert_eq!((format(0, "sha256"), format(1, "sha1")), (ObjectFormat::Sha1, ObjectFormat::Sha1));
    }

    proptest! {
        #[test]
        fn any_text_does(text in prop::collection::vec(any::<u8>(), 0..80)) {
            Config::parse(&text);
            Config::parse(&[b"[a \"", &text[..], b"\"]\nk = ", &text].concat());
        }
    }
}
