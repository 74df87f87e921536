//! The text of a hook, and whether a hook is one of ours.
//!
//! The second line holds a hash of the rest. So a hook of an older version is still recognised as ours, and a hook that
//! someone has edited is not overwritten.

use super::Hook;
use std::path::{Path, PathBuf};

const SHEBANG: &[u8] = b"#!/bin/sh\n";
const SIGNATURE: &[u8] = b"# gonogo-hook: ";
const TEMPLATE: &str = include_str!("script.sh");
const VERDICT: &str = include_str!("verdict.sh");
/// The pattern of the shell for whatever is pushed.
const ANY: &str = "?*";

/// Behind the name of a hook that ours has replaced and runs first.
pub(super) const ASIDE: &str = ".before-gonogo";

/// Reads stdin once, to the last byte: `$(...)` alone would drop line ends.
const KEEP_STDIN: &str = "
# git says on stdin, once, what is pushed; both the earlier hook and gonogo read it.
pushed=$(cat && echo .)
pushed=${pushed%.}
";
const FEED_STDIN: &str = "printf '%s' \"$pushed\" 2>/dev/null | ";

/// The comment that suppresses a finding. In one piece it would be one here.
const ALLOW: &str = concat!("gonogo", ":allow");

/// A hook to write.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script<'a> {
    pub(crate) hook: Hook,
    /// The gonogo to run if the PATH has none.
    pub(crate) fallback: Option<&'a Path>,
    /// Whether all of a changed file is checked, not only what is added to it.
    pub(crate) all_lines: bool,
    /// What a push must pass beside the scan.
    pub(crate) gate: Option<&'a Gate>,
}

/// A gate of the checklist that a push has to pass.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) name: String,
    /// The branches of the remote that it is for; for whatever is pushed if there are none.
    pub(crate) branches: Vec<String>,
}

impl Gate {
    /// The part of the hook that asks for a verdict.
    fn text(&self) -> String {
        let word = |text: &str| String::from_utf8_lossy(&quoted(Path::new(text))).into_owned();
        let branches: Vec<String> = self.branches.iter().map(|name| word(&format!("refs/heads/{name}"))).collect();
        let refs = if branches.is_empty() { ANY.to_owned() } else { branches.join(" | ") };
        VERDICT.replace("@refs@", &refs).replace("@gate@", &word(&self.name))
    }
}

impl Script<'_> {
    /// The whole file. Bytes, as paths need not be UTF-8.
    pub(crate) fn text(&self) -> Vec<u8> {
        let body = self.body();
        let hash = format!("{:016x}\n", fnv(&body));
        [SHEBANG, SIGNATURE, hash.as_bytes(), &body].concat()
    }

    fn body(&self) -> Vec<u8> {
        let (keep, feed) = match self.hook {
            Hook::PreCommit => ("", ""),
            Hook::PrePush => (KEEP_STDIN, FEED_STDIN),
        };
        let scan = match self.hook {
            Hook::PreCommit if self.all_lines => "--staged --all-lines",
            Hook::PreCommit => "--staged",
            Hook::PrePush if self.all_lines => "--all-lines --pre-push \"$@\"",
            Hook::PrePush => "--pre-push \"$@\"",
        };
        let text = TEMPLATE
            .replace("@verb@", self.hook.verb())
            .replace("@name@", self.hook.name())
            .replace("@aside@", ASIDE)
            .replace("@allow@", ALLOW)
            .replace("@stdin@", keep)
            .replace("@feed@", feed)
            .replace("@scan@", scan)
            .replace("@verdict@", &self.gate.map_or_else(String::new, Gate::text));
        let (before, after) = text.split_once("@installed@").unwrap_or((&text, ""));
        [before.as_bytes(), &self.fallback.map_or_else(|| b"''".to_vec(), quoted), after.as_bytes()].concat()
    }
}

/// The author of a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// gonogo, of whatever version.
    Us,
    /// gonogo, and then someone else.
    Both,
    Other,
}

impl Author {
    pub(super) fn of(hook: &[u8]) -> Self {
        let Some(rest) = hook.strip_prefix(SHEBANG).and_then(|rest| rest.strip_prefix(SIGNATURE)) else {
            return Author::Other;
        };
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let (hash, body) = (&rest[..end], rest.get(end + 1..).unwrap_or_default());
        if hash == format!("{:016x}", fnv(body)).as_bytes() { Author::Us } else { Author::Both }
    }
}

/// The gonogo that one of our hooks falls back to.
pub(super) fn fallback(hook: &[u8]) -> Option<PathBuf> {
    let line = hook.split(|&byte| byte == b'\n').find_map(|line| line.strip_prefix(b"installed="))?;
    let path = unquoted(line);
    if path.is_empty() { None } else { path_of(path) }
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};
    Some(OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

/// One word of the shell, in quotes if it needs them.
pub(crate) fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:,@%=".contains(c) || cfg!(windows) && c == '\\';
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text,
        false => String::from_utf8_lossy(&quoted(path)).into_owned(),
    }
}

/// One word of the shell. Forward slashes, which Windows takes as well, need no escape.
fn quoted(path: &Path) -> Vec<u8> {
    let mut word = vec![b'\''];
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\'' => word.extend_from_slice(br"'\''"),
            b'\\' if cfg!(windows) => word.push(b'/'),
            _ => word.push(byte),
        }
    }
    word.push(b'\'');
    word
}

/// The reverse of [`quoted`].
fn unquoted(word: &[u8]) -> Vec<u8> {
    let inner = word.strip_prefix(b"'").and_then(|word| word.strip_suffix(b"'")).unwrap_or_default();
    let mut path = Vec::new();
    let mut rest = inner;
    while let Some((&byte, after)) = rest.split_first() {
        path.push(byte);
        rest = rest.strip_prefix(br"'\''").unwrap_or(after);
    }
    path
}

/// FNV-1a: it detects edits, and need not withstand attacks.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: Script<'_> = Script { hook: Hook::PrePush, fallback: None, all_lines: false, gate: None };

    #[test]
    fn a_hook_knows_its_author() {
        let ours = SCRIPT.text();
        let edited = [&ours[..], b"echo done\n"].concat();
        assert_eq!(Author::of(&ours), Author::Us);
        assert_eq!(Author::of(&edited), Author::Both);
        assert_eq!(Author::of(&ours[..40]), Author::Both);
        for other in ["", "#!/bin/sh\n", "#!/bin/sh\nexec gonogo scan --staged\n", "#!/bin/bash\n# gonogo-hook: 0\n"] {
            assert_eq!(Author::of(other.as_bytes()), Author::Other, "{other}");
        }
    }

    #[test]
    fn words_for_a_shell_are_quoted_where_they_must() {
        for (path, word) in [
            (".", "."),
            ("src/a-b_c.rs", "src/a-b_c.rs"),
            ("my app", "'my app'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(shell_word(Path::new(path)), word);
        }
    }

    #[test]
    fn everything_is_filled_in() {
        for hook in Hook::ALL {
            for all_lines in [false, true] {
                let gate = Gate { name: "production".to_owned(), branches: vec!["main".to_owned()] };
                let script = Script { hook, fallback: Some(Path::new("/opt/gonogo")), all_lines, gate: Some(&gate) };
                let text = String::from_utf8(script.text()).expect("UTF-8");
                assert!(!text.replace("\"$@\"", "").contains('@'), "{text}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_of_any_kind_come_back() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        for path in [&b"/usr/bin/gonogo"[..], b"/a b/it's $HOME/`x`/gonogo", b"/\xff/go", br"/a\b/''/gonogo"] {
            let path = Path::new(OsStr::from_bytes(path));
            let text = Script { fallback: Some(path), ..SCRIPT }.text();
            assert_eq!(fallback(&text), Some(path.to_owned()), "{}", path.display());
        }
        assert_eq!(fallback(&SCRIPT.text()), None);
    }
}
