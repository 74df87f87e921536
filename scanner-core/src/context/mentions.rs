//! Mentions of env files in files that load them.

use super::{Language, Loader, is_compose_file, is_env_file, loader};
use std::collections::BTreeSet;

/// The known env files that a text mentions, relative to its folder or to the root, with their lines and loaders.
pub(super) fn mentions(path: &str, text: &[u8], env_files: &BTreeSet<String>) -> Vec<(String, u32, Option<Loader>)> {
    if env_files.is_empty() || memchr::memmem::find(text, b"env").is_none() {
        return Vec::new();
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = String::from_utf8_lossy(text);
    let mut found = Vec::new();
    for (line, said) in text.lines().enumerate() {
        if !said.contains("env") || is_comment(path, said) || !reads(path, said) {
            continue;
        }
        let words = said.split(|c: char| c.is_whitespace() || "\"'`=:,[](){};&|".contains(c));
        for word in words.filter(|word| is_env_file(word)) {
            let word = word.trim_start_matches('-').trim_start_matches("./");
            let inside = if folder.is_empty() { word.to_owned() } else { format!("{folder}/{word}") };
            if let Some(known) = [inside, word.to_owned()].into_iter().find(|known| env_files.contains(known)) {
                found.push((known, line as u32 + 1, loader::in_line(&path.to_ascii_lowercase(), said)));
            }
        }
    }
    found
}

/// Whether a line can pass an env file to a program. Scripts also copy and print such files.
fn reads(path: &str, line: &str) -> bool {
    const WORDS: [&str; 8] = ["env-file", "env_file", "envfile", "dotenv", "env-cmd", "include", "source ", "set -a"];
    let lower = line.to_ascii_lowercase();
    is_compose_file(path)
        || lower.contains("environmentfile")
        || lower.trim_start().starts_with("copy ")
        || WORDS.iter().any(|word| lower.contains(word))
}

fn is_comment(path: &str, line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#')
        || Language::from_path(&path.to_ascii_lowercase()) == Language::Source && line.starts_with("//")
}
