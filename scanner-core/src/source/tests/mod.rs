#[cfg(feature = "git")]
mod git;

use super::*;
use tempfile::TempDir;

fn tree(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().expect("temporary folder");
    write(root.path(), files);
    root
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, content) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("has a parent")).expect("folder");
        fs::write(file, content).expect("file");
    }
}

fn list_with(root: &Path, paths: &[&str], options: &TreeOptions) -> Listing {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    list(&paths, root, options, &Cancel::new()).expect("paths exist")
}

fn listed(root: &Path, paths: &[&str]) -> Listing {
    list_with(root, paths, &TreeOptions::default())
}

/// What was left out, as path and reason.
fn left_out(listing: &Listing) -> Vec<String> {
    let told = |incident: &Incident| match incident {
        Incident::LeftOut { path, reason } => Some(format!("{path}: {}", reason.as_str())),
        _ => None,
    };
    listing.incidents.iter().filter_map(told).collect()
}

fn names(listing: &Listing) -> Vec<&str> {
    listing.entries.iter().map(|entry| entry.path.as_str()).collect()
}

fn no_ignore() -> TreeOptions {
    TreeOptions { respect_ignore: false, ..TreeOptions::default() }
}

#[test]
fn hidden_files_count_and_git_does_not() {
    let root = tree(&[(".env", "a"), ("b/.x/c", "bc"), (".git/config", "x"), ("b/.git/HEAD", "x"), ("a", "")]);
    let listing = listed(root.path(), &["."]);
    assert_eq!(names(&listing), [".env", "a", "b/.x/c"]);
    assert_eq!((listing.bytes, listing.incidents.len()), (3, 0));
    assert_eq!(names(&listed(root.path(), &[".git", "b"])), [".git/config", "b/.x/c"]);
}

#[test]
fn files_that_git_ignores_are_read_where_there_is_no_git() {
    let files =
        [(".gitignore", "*.log\n/out/\n"), ("a.log", ""), ("b/.ignore", "c"), ("b/c", ""), ("out/d", ""), ("e", "")];
    for git in [false, true] {
        let root = tree(&files);
        if git {
            fs::create_dir(root.path().join(".git")).expect("folder");
        }
        let expected: &[&str] =
            if git { &[".gitignore", "b/.ignore", "e"] } else { &[".gitignore", "a.log", "b/.ignore", "e"] };
        assert_eq!(names(&listed(root.path(), &["."])), expected, "git: {git}");
        let all = list_with(root.path(), &["."], &no_ignore());
        assert_eq!(names(&all), [".gitignore", "a.log", "b/.ignore", "b/c", "e", "out/d"]);
    }
}

#[test]
fn the_nearest_rules_count_where_there_is_no_git() {
    // Sorted by path, the rules of some folders are before those of the folder around them.
    for inner in ["a", "(a)"] {
        let [rules, ignored, allowed] = [".ignore", "key.log", "other.log"].map(|name| format!("app/{inner}/{name}"));
        let root = tree(&[(".gitignore", "*.log"), ("app/.ignore", "!*.log"), (&rules, "key.log")]);
        write(root.path(), &[(&ignored, ""), (&allowed, "")]);
        let mut expected = [".gitignore", "app/.ignore", &rules, &allowed];
        expected.sort_unstable();
        assert_eq!(names(&listed(root.path(), &["."])), expected);
    }
}

#[test]
fn folders_named_as_ignore_files_hold_no_rules() {
    let root = tree(&[(".ignore/notes.md", "*\n"), ("a/.gitignore/b", ""), ("a/c", "")]);
    let listing = listed(root.path(), &["."]);
    assert_eq!(names(&listing), [".ignore/notes.md", "a/.gitignore/b", "a/c"]);
    assert!(listing.incidents.is_empty(), "{:?}", listing.incidents);
}

#[test]
fn rules_come_from_the_repository_but_not_from_beyond() {
    let root = tree(&[
        (".gitignore", "*\n"),
        ("plain/a", ""),
        ("repo/.git/HEAD", ""),
        ("repo/.gitignore", "*.log\n"),
        ("repo/sub/b", ""),
        ("repo/sub/b.log", ""),
    ]);
    assert_eq!(names(&listed(&root.path().join("plain"), &["."])), ["a"]);
    assert_eq!(names(&listed(&root.path().join("repo"), &["sub"])), ["sub/b"]);
}

#[test]
fn named_files_are_listed_whatever_they_are() {
    let root = tree(&[(".gitignore", "*"), ("ignored", "1"), (".hidden", "2"), ("d/x.lock", "3")]);
    let options = TreeOptions { exclude: PathGlobs::new(["*.lock"]).expect("valid"), ..TreeOptions::default() };
    let listing = list_with(root.path(), &["ignored", ".hidden", "d/x.lock", "d/../ignored", "./ignored"], &options);
    assert_eq!(names(&listing), [".hidden", "d/x.lock", "ignored"]);
}

#[test]
fn exclusions_can_be_made_to_go_for_named_files() {
    let root = tree(&[("vendor/a/b", "1"), ("vendor/c", "2"), ("d/x.lock", "3"), ("d/y", "4")]);
    let exclude = PathGlobs::new(["vendor/", "*.lock"]).expect("valid");
    let options = TreeOptions { exclude, force_exclude: true, ..TreeOptions::default() };
    let named = ["vendor/a/b", "vendor/a", "vendor", "d/../vendor/c", "d/x.lock", "d/y"];
    assert_eq!(names(&list_with(root.path(), &named, &options)), ["d/y"]);
    assert_eq!(names(&list_with(&root.path().join("d"), &["../vendor/c", "x.lock", "y"], &options)), ["y"]);
}

#[test]
fn a_file_found_in_two_ways_is_listed_once() {
    let root = tree(&[("a/b", "1"), ("c", "1")]);
    let whole = root.path().join("a").display().to_string();
    assert_eq!(names(&listed(root.path(), &[".", "a", &whole, "a/b", "c"])), ["a/b", "c"]);
}

#[test]
fn excluded_folders_are_not_entered() {
    let root = tree(&[("vendor/a", ""), ("src/vendor/b", ""), ("src/c.min.js", ""), ("src/d", "")]);
    let exclude = PathGlobs::new(["/vendor", "*.min.js"]).expect("valid");
    let listing = list_with(root.path(), &["."], &TreeOptions { exclude, ..no_ignore() });
    assert_eq!(names(&listing), ["src/d", "src/vendor/b"]);
}

#[test]
fn large_files_are_named() {
    let root = tree(&[("big", "12345"), ("small", "1234")]);
    let options = TreeOptions { max_file_size: 4, ..TreeOptions::default() };
    for paths in [&["."][..], &["small", "big", "."]] {
        let listing = list_with(root.path(), paths, &options);
        assert_eq!(names(&listing), ["small"]);
        assert_eq!(listing.incidents, [Incident::TooLarge { path: "big".to_owned(), bytes: 5 }]);
    }
}

#[test]
fn missing_paths_are_errors_that_name_them() {
    let root = tree(&[("file", "")]);
    for path in ["nowhere", "file/below"] {
        let error = list(&[path.into()], root.path(), &TreeOptions::default(), &Cancel::new()).expect_err(path);
        assert_eq!(error.to_string(), format!("`{path}` does not exist"));
        assert_eq!(error.path(), Path::new(path));
    }
}

#[test]
fn the_base_can_be_a_file() {
    let root = tree(&[("d/file", "x")]);
    assert_eq!(names(&listed(&root.path().join("d/file"), &["."])), ["file"]);
    assert_eq!(names(&listed(&root.path().join("d"), &["../d/file"])), ["file"]);
}

#[test]
fn a_cancelled_walk_ends() {
    let root = tree(&[("a", ""), ("b/c", "")]);
    let cancel = Cancel::new();
    cancel.cancel();
    let listing = list(&[".".into()], root.path(), &TreeOptions::default(), &cancel).expect("exists");
    assert!(listing.entries.len() < 2);
}

#[test]
fn any_number_of_threads_lists_the_same() {
    let root = tempfile::tempdir().expect("temporary folder");
    let files: Vec<String> = (0..300).map(|n| format!("d{}/e{}/f{n}", n % 7, n % 11)).collect();
    write(root.path(), &files.iter().map(|file| (file.as_str(), "x")).collect::<Vec<_>>());
    let with = |threads| list_with(root.path(), &["."], &TreeOptions { threads, ..TreeOptions::default() });
    let one = with(1);
    assert_eq!(one.entries.len(), 300);
    assert!(one.entries.is_sorted());
    for threads in [0, 2, 5] {
        assert_eq!(with(threads), one);
    }
}

#[test]
fn files_are_read_as_they_are_now() {
    let root = tree(&[("a", "first"), ("b", "0123456789"), ("c", "")]);
    let listing = listed(root.path(), &["."]);
    let [a, b, c] = &listing.entries[..] else { panic!("three files") };
    let mut buffer = b"left over".to_vec();
    for (content, limit) in [("first", 5), ("f", 5), ("", 5), ("grown a lot since", 100)] {
        fs::write(&a.file, content).expect("file");
        assert_eq!(read(a, limit, &mut buffer), Ok(()));
        assert_eq!(buffer, content.as_bytes());
    }
    assert_eq!(read(b, 9, &mut buffer), Err(Incident::TooLarge { path: "b".to_owned(), bytes: 10 }));
    assert!(buffer.is_empty());
    fs::remove_file(&c.file).expect("file");
    assert!(matches!(read(c, 9, &mut buffer), Err(Incident::Unreadable { path, .. }) if path == "c"));
    fs::create_dir(&c.file).expect("folder");
    assert!(matches!(read(c, 9, &mut buffer), Err(Incident::Unreadable { .. })));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener},
    };

    #[test]
    fn links_are_not_followed_and_loops_end() {
        let outside = tree(&[("secret", "x")]);
        let root = tree(&[("a/b", "x")]);
        let link = |to: &Path, at: &str| symlink(to, root.path().join(at)).expect("link");
        link(root.path(), "a/loop");
        link(Path::new("../a"), "a/again");
        link(Path::new("a/b"), "inside");
        link(outside.path(), "out");
        link(&outside.path().join("secret"), "out-file");
        link(Path::new("nowhere"), "dangling");
        link(Path::new("self"), "self");
        let listing = listed(root.path(), &["."]);
        assert_eq!(names(&listing), ["a/b"]);
        let links = ["a/again", "a/loop", "dangling", "inside", "out", "out-file", "self"];
        assert_eq!(left_out(&listing), links.map(|link| format!("{link}: link")));

        assert_eq!(names(&listed(root.path(), &["inside", "out-file"])), ["inside", "out-file"]);
        assert_eq!(names(&listed(root.path(), &["out"])), ["out/secret"]);
        assert_eq!(names(&listed(&root.path().join("a/again"), &["."])), ["b"]);
        let looped = listed(root.path(), &["self", "a/b"]);
        assert_eq!(names(&looped), ["a/b"]);
        assert!(matches!(&looped.incidents[..], [Incident::Unreadable { path, .. }] if path == "self"));
        let error = list(&["dangling".into()], root.path(), &TreeOptions::default(), &Cancel::new());
        assert_eq!(error.expect_err("dangles").to_string(), "`dangling` is a symbolic link to nothing");
    }

    #[test]
    fn a_detour_by_a_link_is_another_file() {
        let outside = tree(&[("x", "1"), ("deep/y", "2")]);
        let root = tree(&[("x", "3")]);
        symlink(outside.path().join("deep"), root.path().join("link")).expect("link");
        assert_eq!(listed(root.path(), &["x", "link/../x"]).entries.len(), 2);
    }

    #[test]
    fn a_base_by_way_of_a_link_is_the_same_base() {
        let root = tree(&[("real/a", "")]);
        let link = root.path().join("link");
        symlink(root.path().join("real"), &link).expect("link");
        let real = root.path().join("real/a").display().to_string();
        assert_eq!(names(&listed(&link, &[&real, "a", "."])), ["a"]);
    }

    #[test]
    fn sockets_and_pipes_are_not_opened() {
        let root = tree(&[("a", "")]);
        let _socket = UnixListener::bind(root.path().join("socket")).expect("socket");
        let pipe = std::process::Command::new("mkfifo").arg(root.path().join("pipe")).status().expect("mkfifo");
        assert!(pipe.success());
        let listing = listed(root.path(), &["."]);
        assert_eq!(names(&listing), ["a"]);
        assert_eq!(left_out(&listing), ["pipe: special-file", "socket: special-file"]);
        let named = listed(root.path(), &["pipe", "socket"]);
        assert_eq!(named.incidents, listing.incidents);
        assert_eq!(named.named.len(), 2);
    }

    #[test]
    fn names_that_are_no_text_are_escaped() {
        let root = tree(&[("plain", "")]);
        for name in [&b"caf\xe9"[..], b"two\nlines", b"\x1b[2J", b"caf%E9", b"-"] {
            fs::write(root.path().join(OsStr::from_bytes(name)), "x").expect("file");
        }
        let listing = listed(root.path(), &["."]);
        assert_eq!(names(&listing), ["%1B[2J", "-", "caf%E9", "caf%E9", "plain", "two%0Alines"]);
        let mut buffer = Vec::new();
        assert!(listing.entries.iter().all(|entry| read(entry, 9, &mut buffer).is_ok()));
        let mut paths = vec![PathBuf::from(OsStr::from_bytes(b"caf\xe9"))];
        assert_eq!(
            names(&list(&paths, root.path(), &TreeOptions::default(), &Cancel::new()).expect("exists")),
            ["caf%E9"]
        );
        paths[0] = PathBuf::from("-");
        assert_eq!(list(&paths, root.path(), &TreeOptions::default(), &Cancel::new()).expect("exists").bytes, 1);
    }

    #[test]
    fn an_unreadable_folder_is_named_and_the_walk_goes_on() {
        use std::os::unix::fs::PermissionsExt;
        let root = tree(&[("closed/a", ""), ("open/b", "")]);
        let closed = root.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).expect("permissions");
        let is_root = fs::read_dir(&closed).is_ok();
        let listing = listed(root.path(), &["."]);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("permissions");
        if is_root {
            return;
        }
        assert_eq!(names(&listing), ["open/b"]);
        assert!(matches!(&listing.incidents[..], [Incident::Unreadable { path, .. }] if path == "closed"));
    }
}
