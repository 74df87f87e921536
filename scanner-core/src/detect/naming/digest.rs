//! Names of checksums: what they are given is published beside what it proves, and opens nothing.

use crate::model::words;

/// Last words of such names, without digits: `sha256` is `sha`.
const WORDS: &[&str] = &[
    "sha", "shasum", "md", "hash", "digest", "checksum", "checksums", "integrity", "etag", "oid", "commit", "revision",
    "githead", "treeish", "crc",
];

/// Whether a name says that its value is the checksum of something: `shasum`, `"integrity"`, `gitHead`, `file_sha256`.
pub(crate) fn is_digest(name: &[u8]) -> bool {
    let words = words(name);
    let is_sum = |word: &str| word.ends_with("sum") && (word.starts_with("sha") || word.starts_with("md"));
    match &words[..] {
        [.., before, last] if before == "git" && last == "head" => true,
        [.., last] => WORDS.contains(&last.as_str()) || is_sum(last),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_and_others() {
        for name in
            ["shasum", "sha1", "SHA256", "sha512sum", "md5", "fileDigest", "integrity", "gitHead", "etag", "commit"]
        {
            assert!(is_digest(name.as_bytes()), "{name}");
        }
        for name in ["", "token", "head", "api_key", "sha_token", "checksum_key", "shared", "commitment", "consumption"]
        {
            assert!(!is_digest(name.as_bytes()), "{name}");
        }
    }
}
