//! What a scan left out, and what it makes of that.

use crate::project::Project;
use insta::assert_snapshot;
use serde_json::Value;

/// A project with one file of each kind that is left out.
#[cfg(unix)]
fn project() -> Project {
    let project = Project::new();
    project.sh(
        "git init -q -b main; echo hello > README; gzip -n < README > dump.sql.gz; head -c 32 /dev/zero | tr '\\000' '\\001' > b.bin; head -c 9 /dev/zero >> b.bin; ln -s README link
         printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:0\\nsize 1\\n' > lfs.env; mkfifo pipe.env
         mkdir out; echo x > out/a; echo y > notes.tmp; printf 'out/\\n*.tmp\\n' > .gitignore
         seq 1000 > large.txt
         git update-index --add --cacheinfo 160000,1234567890123456789012345678901234567890,sub",
    );
    project
}

#[cfg(unix)]
#[test]
fn everything_left_out_is_counted_and_named() {
    let project = project();
    let args = ["--max-file-size", "1000", "--format", "text", "--verbose"];
    let run = project.scan(&args);
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r"
    ✓ No findings
    5 files, 147 B, 2 rules, [TIME]
    Not looked into: 1 Git LFS pointer, 1 archive, 1 special file, 1 submodule, 1 too large file
      large.txt: 3.80 KiB, above --max-file-size
      dump.sql.gz: an archive or compressed file, which is not unpacked
      lfs.env: a pointer of Git LFS; `git lfs pull` gets the content
      pipe.env: a pipe, socket or device, which is not opened
      sub: a submodule that is not checked out; `git submodule update --init` gets it
    Left out: 1 binary file, 2 ignored paths, 1 link
      b.bin: a binary file, in which only private keys and key stores are looked for
      link: a symbolic link, which is not followed
      notes.tmp: ignored by git; --no-ignore scans it
      out/: ignored by git; --no-ignore scans it
    ");
    let counted = project.scan(&args[..4]).stdout;
    let line = "Not looked into: 1 Git LFS pointer, 1 archive, 1 special file, 1 submodule, 1 too large file (--verbose lists them)\n";
    assert!(counted.contains(line) && !counted.contains("lfs.env"), "{counted}");
    let strict = project.scan(&[&args[..4], &["--strict"]].concat());
    assert_eq!(strict.code, Some(2));
    assert_snapshot!(strict.stdout, @r"
    Nothing found in what could be read
    5 files, 147 B, 2 rules, [TIME]
    Incomplete: not looked into: 1 Git LFS pointer, 1 archive, 1 special file, 1 submodule, 1 too large file
      large.txt: 3.80 KiB, above --max-file-size
      dump.sql.gz: an archive or compressed file, which is not unpacked
      lfs.env: a pointer of Git LFS; `git lfs pull` gets the content
      pipe.env: a pipe, socket or device, which is not opened
      sub: a submodule that is not checked out; `git submodule update --init` gets it
    Left out: 1 binary file, 2 ignored paths, 1 link
    ");
    assert_eq!(strict.stderr, "Exit code 2: 5 places not looked into, and --strict asks for all\n");
    let json: Value =
        serde_json::from_str(&project.scan(&["--max-file-size", "1000", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["summary"]["complete"], true);
    let expected = serde_json::json!({
        "archive": 1, "binary": 1, "ignored": 2, "lfs-pointer": 1, "link": 1, "special-file": 1, "submodule": 1, "too-large": 1,
    });
    assert_eq!(json["receipt"]["not_read"], expected);
    assert_eq!(json["incidents"].as_array().map(Vec::len), Some(9));
}

#[cfg(unix)]
#[test]
fn what_was_named_must_be_read() {
    let project = project();
    for (args, code) in [
        (&["README"][..], 0),
        (&["link"], 0),
        (&["b.bin"], 0),
        (&["."], 0),
        (&["README", "large.txt", "--max-file-size", "1000"], 2),
        (&["dump.sql.gz"], 2),
        (&["lfs.env"], 2),
        (&["pipe.env"], 2),
        (&["out/a"], 0),
    ] {
        let run = project.scan(args);
        assert_eq!(run.code, Some(code), "{args:?}: {}", run.stderr);
        assert_eq!(run.stderr.contains("Exit code 2: 1 named file could not be scanned"), code == 2, "{args:?}");
    }
    let pack = project.path(".git/pack.toml").display().to_string();
    let run =
        project.run(&["scan", "--no-builtin-rules", "--rules", &pack, "--max-file-size", "9", "-"], "more than nine\n");
    assert_eq!(run.code, Some(2), "{}", run.stderr);
}

#[test]
fn nothing_is_not_clean() {
    let project = Project::new();
    project.sh("rm -rf .git/hooks; git init -q -b main");
    for args in [&["."][..], &["--history"], &["--strict"]] {
        let run = project.scan(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.stderr.ends_with("Exit code 2: nothing was scanned\n"), "{}", run.stderr);
    }
    project.write("gonogo.toml", "[scan]\nexclude = [\"*\"]\n");
    project.sh("echo x > a; git add a; git commit -q -m one");
    assert_eq!(project.scan(&["."]).code, Some(2));
    assert_eq!(project.scan(&["--force-exclude", "a"]).code, Some(0));
    assert_eq!(project.scan(&["--range", "HEAD..HEAD"]).code, Some(2));
    assert_eq!(project.run(&["scan", "--pre-push", "origin"], "").code, Some(0));
}

#[test]
fn a_receipt_says_what_was_looked_at() {
    let project = Project::with_findings();
    project.sh("git init -q -b main; git add .; git commit -q -m one");
    let read = |args: &[&str], code| {
        assert_eq!(project.scan(&[args, &["--receipt", ".git/receipt.json"]].concat()).code, Some(code), "{args:?}");
        serde_json::from_str::<Value>(&project.read(".git/receipt.json")).expect("JSON")
    };
    let tree = read(&["."], 1);
    let head = project.sh("git rev-parse HEAD").stdout;
    assert_eq!(tree["commit"].as_str(), Some(head.trim()));
    assert_eq!(tree["asked"], serde_json::json!({ "kind": "files", "target": "." }));
    assert_eq!(tree["exit"], serde_json::json!({ "code": 1, "meaning": "findings at or above high" }));
    assert_eq!((tree["read"]["files"].as_u64(), tree["findings"]["high"].as_u64()), (Some(3), Some(1)));
    let history = read(&["--history", "--fail-on", "never"], 0);
    assert_eq!((history["asked"]["kind"].as_str(), history["read"]["commits"].as_u64()), (Some("history"), Some(1)));
    assert_eq!(history["rules"], tree["rules"]);
    assert_ne!(read(&["--only", "example-token", "README"], 0)["rules"]["hash"], tree["rules"]["hash"]);
    let lines = project.scan(&["--format", "jsonl", "--receipt", ".git/receipt.json", "."]).stdout;
    let last: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["receipt"], tree);
    let sarif: Value = serde_json::from_str(&project.scan(&["--format", "sarif"]).stdout).expect("JSON");
    assert_eq!(sarif["runs"][0]["properties"]["receipt"]["rules"], tree["rules"]);
}

#[test]
fn a_damaged_head_is_named_and_nothing_is_claimed_of_it() {
    let project = Project::with_findings();
    project.sh("git init -q -b main; git add .; git commit -q -m one; git rm -q -r deploy; git commit -q -m two");
    for head in ["garbage", "ref: refs/heads/../../x", "ref: refs/heads/a"] {
        project.sh(&format!("echo '{head}' > .git/HEAD; echo 'ref: refs/heads/b' > .git/refs/heads/a; echo 'ref: refs/heads/a' > .git/refs/heads/b"));
        let run = project.scan(&["--history", "--strict", "--format", "compact"]);
        assert_eq!(run.code, Some(2), "{head}: {}", run.stderr);
        assert!(run.stderr.contains("HEAD can't be read: "), "{head}: {}", run.stderr);
        assert!(run.stdout.contains("deploy/.env") && !run.stdout.contains("HEAD"), "{head}: {}", run.stdout);
    }
}
