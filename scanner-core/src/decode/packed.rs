//! Files whose content is not in them as it is: archives, compressed files, and pointers of Git LFS.

/// Starts of archives and compressed files.
const MAGIC: [&[u8]; 13] = [
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07", b"!<arch>\n", b"\x04\x22\x4d\x18", b"LZIP", b"MSCF\0\0\0\0", b"\x1f\x9d",
];
/// The mark of a tar archive, and its place.
const TAR: (usize, &[u8]) = (257, b"ustar");
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";
/// Git LFS writes no longer ones.
const MAX_LFS_BYTES: usize = 1024;

/// Whether bytes are an archive or a compressed file.
pub fn is_archive(bytes: &[u8]) -> bool {
    let starts = MAGIC.iter().any(|magic| bytes.starts_with(magic));
    let is_text = bytes.starts_with(b"BZh") && bytes.get(4..10).is_none_or(|block| block != b"1AY&SY");
    starts && !is_text || bytes.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1))
}

/// Whether bytes are a pointer of Git LFS.
pub fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_LFS_BYTES && bytes.starts_with(LFS) && memchr::memmem::find(bytes, b"\noid ").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_known_by_their_content() {
        let mut tar = vec![b'a'; 600];
        tar[257..262].copy_from_slice(b"ustar");
        let cases: &[(&[u8], bool)] = &[
            (b"PK\x03\x04\x14\0", true),
            (b"\x1f\x8b\x08\0", true),
            (b"BZh91AY&SY\0", true),
            (b"BZh is a name", false),
            (&tar, true),
            (b"", false),
            (b"\x7fELF", false),
            (b"\x89PNG\r\n\x1a\n", false),
        ];
        for (bytes, expected) in cases {
            assert_eq!(is_archive(bytes), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn pointers_are_small_and_name_an_object() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
        assert!(is_lfs_pointer(pointer));
        assert!(!is_lfs_pointer(b"See version https://git-lfs.github.com/spec/v1\noid sha256:00\n"));
        assert!(!is_lfs_pointer(b"version https://git-lfs.github.com/spec/v1\n"));
        assert!(!is_lfs_pointer(&[&pointer[..], &[b'x'; 1024]].concat()));
    }
}
