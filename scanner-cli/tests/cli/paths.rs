//! The same files, however they are named.

use crate::project::Project;

/// The fingerprint of the one finding, and its place.
fn found(project: &Project, args: &[&str]) -> Vec<(String, String)> {
    let run = project.scan(&[args, &["--format", "jsonl", "--quiet"]].concat());
    let line = |line: &str| {
        let finding: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| finding[key].as_str().expect("text").to_owned();
        (text("path"), text("fingerprint"))
    };
    run.stdout.lines().map(line).collect()
}

fn project() -> Project {
    let project = Project::new();
    project.write("real/repo/conf/a.env", "EXAMPLE_TOKEN=extok_{alnum:32}\n");
    project
        .sh("rm -r real/repo/.git 2> /dev/null || true; git init -q real/repo; ln -s real link; ln -s real/repo repo");
    project
}

#[test]
fn links_on_the_way_to_a_project_change_nothing() {
    let project = project();
    let straight = found(&project, &["real/repo"]);
    assert_eq!(straight[0].0, "conf/a.env");
    for path in ["link/repo", "repo", "link/repo/conf", "repo/conf/a.env", "link/../link/repo"] {
        assert_eq!(found(&project, &[path]), straight, "{path}");
    }
    project.write("real/repo/gonogo.toml", "[[allow]]\npaths = [\"conf/a.env\"]\nreason = \"a test\"\n");
    for path in ["real/repo", "link/repo", "repo"] {
        assert_eq!(project.scan(&[path]).code, Some(0), "{path}");
    }
}

#[test]
fn folders_outside_of_a_repository_keep_their_names_if_several_are_scanned() {
    let project = Project::new();
    project.sh("rm -r .git");
    for file in ["a/x.env", "b/x.env"] {
        project.write(file, "GITHUB_TOKEN=ghp_{alnum:30}{check:github}\n");
    }
    let paths = |args: &[&str]| {
        let run = project
            .run(&[&["scan", "--only", "github-personal-access-token", "--format", "compact"], args].concat(), "");
        let place = |line: &str| line.split_once(':').expect("a place").0.to_owned();
        run.stdout.lines().map(place).collect::<Vec<_>>()
    };
    assert_eq!(paths(&["a"]), ["x.env"]);
    assert_eq!(paths(&["a/x.env"]), ["x.env"]);
    assert_eq!(paths(&["a", "b"]), ["a/x.env", "b/x.env"]);
    assert_eq!(paths(&["a/x.env", "b/x.env"]), ["a/x.env", "b/x.env"]);
}

#[test]
fn ignored_files_do_not_switch_rules_off() {
    let project = Project::new();
    project.write(".env", "SMTP_PASSWORD={alnum:16}\n");
    project.sh("git init -q; echo .env > .gitignore; git add -f .");
    for args in [
        &["scan", "--format", "compact", "--fail-on", "never"][..],
        &["scan", "--no-ignore", "--format", "compact", "--fail-on", "never"],
    ] {
        let run = project.run(args, "");
        assert!(run.stdout.contains("tracked-env-file"), "{args:?}: {}", run.stdout);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_larger_than_memory_is_left_out_and_the_rest_is_scanned() {
    let project = Project::with_findings();
    project.sh("truncate -s 1T huge.env");
    let run = project.scan(&["--max-file-size", "0", "--verbose"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("huge.env: 1.00 TiB"), "{}", run.stderr);
}
