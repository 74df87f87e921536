//! Placeholders of scripts that are replaced before anything runs with them: by the script itself, or by whoever fills in the env
//! file that it writes.

use memchr::memmem;
use std::{collections::HashSet, ops::Range};

/// The bytes before and behind a value in which the here-document around it starts and ends.
const MAX_HEREDOC_BYTES: usize = 16 << 10;
/// Bytes on both sides of a here-document in which the script says what is to be done.
const MAX_ASIDE_BYTES: usize = 16 << 10;
/// Longer texts are replaced by nobody.
const MAX_TEXT_BYTES: usize = 400;
/// The part of a placeholder by which checks find it: `CHANGE_ME`.
const MARK_BYTES: usize = 6;

/// The texts in whose place a script puts something else: `sed "s/TEXT/$VALUE/"`.
pub(super) fn by_script(script: &str) -> HashSet<&str> {
    let replaced = |at: usize| {
        let rest = &script[at + 1..];
        let sign = rest.chars().next().filter(|sign| matches!(sign, '/' | '|' | '#' | '@'))?;
        let length = memchr::memchr(sign as u8, &rest.as_bytes()[1..rest.len().min(MAX_TEXT_BYTES)])?;
        rest.get(1..=length)
    };
    memchr::memchr_iter(b's', script.as_bytes()).filter_map(replaced).collect()
}

/// Whether a script writes a placeholder into an env file and tells somebody to replace it, or looks for it later.
pub(super) fn by_hand(script: &[u8], value: &Range<usize>) -> bool {
    let Some(document) = heredoc(script, value.start) else { return false };
    let placeholder = script.get(value.clone()).unwrap_or_default();
    let mark = &placeholder[..placeholder.len().min(MARK_BYTES)];
    let before = &script[document.start.saturating_sub(MAX_ASIDE_BYTES)..document.start];
    let behind = script.get(document.end..).unwrap_or_default();
    let outside = [before, &behind[..behind.len().min(MAX_ASIDE_BYTES)]];
    let lines = outside.into_iter().flat_map(|part| part.split(|byte| *byte == b'\n'));
    lines.map(<[u8]>::trim_ascii).any(|line| asks(line) || tests(line, mark))
}

/// The here-document around a place that a script writes into an env file.
fn heredoc(script: &[u8], place: usize) -> Option<Range<usize>> {
    let before = script.get(place.saturating_sub(MAX_HEREDOC_BYTES)..place)?;
    let open = place - before.len() + memmem::rfind(before, b"<<")?;
    let line = line_around(script, open);
    let end = script[open + 2..line.end].trim_ascii_start();
    let end = end.strip_prefix(b"-").unwrap_or(end).trim_ascii_start();
    let end: Vec<u8> =
        end.iter().copied().filter(|byte| !b"'\"\\".contains(byte)).take_while(|byte| is_word(*byte)).collect();
    let head = &script[line.clone()];
    let lower = head.to_ascii_lowercase();
    let writes = head.contains(&b'>') || memmem::find(head, b"tee ").is_some();
    if end.is_empty() || !writes || memmem::find(&lower, b"env").is_none() {
        return None;
    }
    let start = (line.end + 1).min(place);
    let closes = |line: &[u8]| line.trim_ascii() == end;
    if script[start..place].split(|byte| *byte == b'\n').any(closes) {
        return None;
    }
    let mut at = place;
    let rest = &script[place..script.len().min(place + MAX_HEREDOC_BYTES)];
    for line in rest.split(|byte| *byte == b'\n') {
        if closes(line) {
            break;
        }
        at += line.len() + 1;
    }
    Some(start..at)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    start..memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length)
}

/// Whether a line tells whoever runs the script to fill something in: `echo "Update .env with your credentials"`.
fn asks(line: &[u8]) -> bool {
    const SAYS: [&str; 8] = ["echo", "printf", "warn", "log", "info", "print", "say", "read "];
    const DO: [&str; 8] = ["update", "edit", "replace", "change", "fill", "set ", "configure", "enter"];
    const WHAT: [&str; 9] =
        ["credential", "placeholder", "secret", "password", "value", ".env", "api key", "actual", "real "];
    let lower = String::from_utf8_lossy(line).to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    SAYS.iter().any(|word| lower.starts_with(word)) && has(&DO) && has(&WHAT)
}

/// Whether a line looks for a placeholder: `if grep -q CHANGE_ME .env; then`.
fn tests(line: &[u8], mark: &[u8]) -> bool {
    let compares = [&b"grep"[..], b"==", b"=~", b" = "].iter().any(|sign| memmem::find(line, sign).is_some());
    mark.len() == MARK_BYTES && compares && memmem::find(line, mark).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_scripts_replace() {
        let script = "sed -i \"s/SECRET_HERE/$(openssl rand -hex 32)/; s|KEY@HERE|é|\" .env\nsé";
        let found = by_script(script);
        assert!(
            found.contains("SECRET_HERE") && found.contains("KEY@HERE") && !found.contains("$(openssl rand -hex 32)")
        );
    }

    #[test]
    fn env_files_that_are_filled_in() {
        let document = "cat > .env.production << 'EOF'\nDB_PASSWORD=CHANGE_ME_NOW\nEOF\n";
        for (script, expected) in [
            (format!("{document}echo -e \"WARNING: Update .env.production with actual credentials\"\n"), true),
            (format!("{document}if grep -q CHANGE_ME .env.production; then exit 1; fi\n"), true),
            (format!("warn 'Then fill in the passwords'\n{document}"), true),
            (format!("{document}docker compose up -d\necho \"Started\"\n"), false),
            ("cat << EOF\nEOF\nDB_PASSWORD=CHANGE_ME_NOW\necho 'edit .env'\n".to_owned(), false),
            ("cat << EOF\nDB_PASSWORD=CHANGE_ME_NOW\nEOF\necho 'edit .env'\n".to_owned(), false),
            ("cat > .env <<EOF\nDB_PASSWORD=CHANGE_ME_NOW\necho 'edit é .env'\n".to_owned(), false),
        ] {
            let at = script.find("CHANGE_ME_NOW").expect("a placeholder");
            assert_eq!(by_hand(script.as_bytes(), &(at..at + "CHANGE_ME_NOW".len())), expected, "{script}");
        }
    }
}
