use super::*;
use git2::Repository;

/// Makes a repository that tracks `paths`, ignored or not.
fn repository(root: &Path, paths: &[&str]) -> Repository {
    let repository = Repository::init(root).expect("repository");
    let mut index = repository.index().expect("index");
    for path in paths {
        index.add_path(Path::new(path)).expect("added");
    }
    index.write().expect("written");
    repository
}

#[test]
fn tracked_files_are_listed_though_ignored() {
    let files = [(".gitignore", ".env\nbuild/\n"), (".env", "x"), ("app/.env", "y"), ("build/a", ""), ("build/b", "")];
    let root = tree(&files);
    repository(root.path(), &[".gitignore", ".env", "build/a"]);
    let listing = listed(root.path(), &["."]);
    assert_eq!(names(&listing), [".env", ".gitignore", "build/a"]);
    assert_eq!(left_out(&listing), ["app/.env: ignored", "build/: ignored"]);
    assert_eq!(names(&listed(root.path(), &["app"])), [""; 0]);
    assert_eq!(names(&listed(root.path(), &["build"])), ["build/a", "build/b"]);
    assert_eq!(names(&listed(&root.path().join("build"), &["."])), ["a", "b"]);
    assert_eq!(names(&listed(root.path(), &["app/.env"])), ["app/.env"]);
    assert_eq!(list_with(root.path(), &["."], &no_ignore()).entries.len(), 5);

    let options = TreeOptions { exclude: PathGlobs::new(["build"]).expect("valid"), ..TreeOptions::default() };
    let listing = list_with(root.path(), &["."], &options);
    assert_eq!(names(&listing), [".env", ".gitignore"]);
    assert_eq!(left_out(&listing), ["app/.env: ignored", "build/: excluded"]);
    let options = TreeOptions { max_file_size: 0, ..TreeOptions::default() };
    let listing = list_with(root.path(), &["."], &options);
    assert_eq!(names(&listing), ["build/a"]);
    assert_eq!(listing.incidents.iter().filter(|incident| incident.is_gap()).count(), 2);
}

#[test]
fn tracked_files_that_are_gone_are_not_listed() {
    let root = tree(&[(".gitignore", "*.env"), ("a.env", ""), ("d/b.env", ""), ("c.env", "")]);
    repository(root.path(), &["a.env", "d/b.env", "c.env"]);
    fs::remove_file(root.path().join("a.env")).expect("removed");
    fs::remove_file(root.path().join("d/b.env")).expect("removed");
    fs::create_dir(root.path().join("a.env")).expect("folder");
    let listing = listed(root.path(), &["."]);
    assert_eq!(names(&listing), [".gitignore", "c.env"]);
    assert_eq!(left_out(&listing), ["a.env/: ignored"]);
}

#[cfg(unix)]
#[test]
fn tracked_paths_do_not_lead_through_links() {
    let outside = tree(&[("b.env", "x")]);
    let root = tree(&[(".gitignore", "*.env"), ("d/b.env", ""), ("e.env", "")]);
    repository(root.path(), &["d/b.env", "e.env"]);
    fs::remove_dir_all(root.path().join("d")).expect("removed");
    fs::remove_file(root.path().join("e.env")).expect("removed");
    std::os::unix::fs::symlink(outside.path(), root.path().join("d")).expect("link");
    std::os::unix::fs::symlink(outside.path().join("b.env"), root.path().join("e.env")).expect("link");
    assert_eq!(names(&listed(root.path(), &["."])), [".gitignore"]);
}

#[test]
fn nested_repositories_and_submodules_are_listed_once() {
    let ignored = (".gitignore", ".env\n");
    let root = tree(&[ignored, (".env", "1"), ("a", "")]);
    let outer = repository(root.path(), &[".gitignore", ".env", "a"]);
    for place in ["nested", "modules/sub"] {
        let place = root.path().join(place);
        write(&place, &[ignored, (".env", "2"), ("b", "3")]);
        repository(&place, &[".env", "b"]);
    }
    let sub = root.path().join("modules/sub");
    fs::rename(sub.join(".git"), root.path().join(".git/sub")).expect("moved");
    fs::write(sub.join(".git"), "gitdir: ../../.git/sub\n").expect("file");
    let mut index = outer.index().expect("index");
    let mut link = index.get_path(Path::new("a"), 0).expect("entry");
    (link.path, link.mode) = (b"modules/sub".to_vec(), 0o160_000);
    index.add(&link).expect("added");
    (link.path, link.mode) = (b"modules/empty".to_vec(), 0o160_000);
    index.add(&link).expect("added");
    index.write().expect("written");
    fs::create_dir(root.path().join("modules/empty")).expect("folder");

    let expected = [
        ".env", ".gitignore", "a", "modules/sub/.env", "modules/sub/.gitignore", "modules/sub/b", "nested/.env",
        "nested/.gitignore", "nested/b",
    ];
    // The file `.git` of the submodule is git's own.
    let listing = listed(root.path(), &["."]);
    assert_eq!(names(&listing), expected);
    assert_eq!(left_out(&listing), ["modules/empty: submodule"]);

    write(root.path(), &[(".gitignore", ".env\nmodules/\n")]);
    let listing = listed(root.path(), &["."]);
    assert!(names(&listing).contains(&"modules/sub/b") && !names(&listing).contains(&"modules/sub/.gitignore"));
}

#[test]
fn further_work_trees_have_their_own_index() {
    let root = tree(&[("main/.gitignore", "*.env"), ("main/a.env", "")]);
    let main = repository(&root.path().join("main"), &[".gitignore", "a.env"]);
    let mut index = main.index().expect("index");
    let tree = main.find_tree(index.write_tree().expect("tree")).expect("tree");
    let author = git2::Signature::now("a", "a@example.com").expect("signature");
    main.commit(Some("HEAD"), &author, &author, "first", &tree, &[]).expect("commit");
    main.worktree("other", &root.path().join("other"), None).expect("work tree");
    assert_eq!(names(&listed(&root.path().join("other"), &["."])), [".gitignore", "a.env"]);
}

#[test]
fn a_broken_index_is_an_incident() {
    let root = tree(&[(".gitignore", "*.env"), ("a.env", ""), ("b", "")]);
    repository(root.path(), &["a.env"]);
    let file = root.path().join(".git/index");
    let good = fs::read(&file).expect("index");
    for broken in [&b"no index"[..], &good[..good.len() - 30]] {
        fs::write(&file, broken).expect("written");
        let listing = listed(root.path(), &["."]);
        assert_eq!(names(&listing), [".gitignore", "b"]);
        let failures: Vec<_> = listing.incidents.iter().filter(|incident| incident.is_failure()).collect();
        assert!(matches!(&failures[..], [Incident::Index { .. }]), "{failures:?}");
        assert_eq!(left_out(&listing), ["a.env: ignored"]);
    }
}

#[test]
fn an_index_can_not_name_files_outside() {
    let outer = tree(&[("secret.env", "x"), ("root/.gitignore", "*.env"), ("root/a.env", "")]);
    let root = outer.path().join("root");
    repository(&root, &["a.env"]);
    let file = root.join(".git/index");
    let mut bytes = fs::read(&file).expect("index");
    let at = bytes.windows(5).position(|window| window == b"a.env").expect("named");
    bytes[at..at + 5].copy_from_slice(b"../a\0");
    fs::write(&file, bytes).expect("written");
    assert_eq!(names(&listed(&root, &["."])), [".gitignore"]);
    assert!(tracked::below(&root, b"../secret.env").is_none());
    assert!(tracked::below(&root, b"/etc/passwd").is_none());
    assert!(tracked::below(&root, b".GIT/config").is_none());
    assert!(tracked::below(&root, b"a.env").is_some());
}
