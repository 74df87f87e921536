//! nginx's configuration inside of YAML: what a ConfigMap mounts, what a playbook writes, snippets of an ingress. The configs
//! of compose are files of their own.

use crate::{context::is_compose_file, document::Server};
use std::ops::Range;

/// Whether a YAML file can hold some, by its path.
pub(super) fn may_hold(path: &str) -> bool {
    const WORDS: [&str; 7] = ["nginx", "configmap", "config-map", "proxy", "front", "ingress", "web"];
    let lower = path.to_ascii_lowercase();
    (lower.ends_with(".yml") || lower.ends_with(".yaml"))
        && WORDS.iter().any(|word| lower.contains(word))
        && !is_compose_file(path)
}

/// The file once for each such part, with blanks in place of all else: every place stays as it is. The indentation of YAML is
/// nothing to nginx.
pub(super) fn parts(text: &[u8]) -> Vec<Vec<u8>> {
    let blocks = blocks(text)
        .into_iter()
        .filter(|block| Server::for_file("part.conf", &text[block.clone()]) == Some(Server::Nginx));
    blocks.map(|block| masked(text, &block)).collect()
}

/// Literal block scalars: the lines behind `key: |` that are indented more than the key.
fn blocks(text: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the block that is open starts, and how far its key is indented.
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let rest = line[indent..].trim_ascii();
        if let Some((from, key)) = open {
            if rest.is_empty() || indent > key {
                continue;
            }
            found.push(from..start);
            open = None;
        }
        if [&b": |"[..], b": |-", b": |+"].iter().any(|sign| rest.ends_with(sign)) {
            open = Some((at, indent));
        }
    }
    found.extend(open.map(|(from, _)| from..text.len()));
    found
}

fn masked(text: &[u8], part: &Range<usize>) -> Vec<u8> {
    let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
    let before = text[..part.start].iter().map(blank);
    let after = text[part.end..].iter().map(blank);
    before.chain(text[part.clone()].iter().copied()).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn blocks_of_yaml() {
        let text =
            b"kind: ConfigMap\ndata:\n  a.conf: |\n    server {\n      listen 80;\n    }\n\n  b.txt: |-\n    hello\n";
        let parts = parts(text);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].len(), text.len());
        assert_eq!(String::from_utf8_lossy(&parts[0]).trim(), "server {\n      listen 80;\n    }");
    }
}
