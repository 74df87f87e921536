//! What `gonogo fix` changes, shows and leaves.

use crate::project::{Project, Run};
use insta::assert_snapshot;

/// An ignore file without a word of env files, beside the template of one.
fn project() -> Project {
    let project = Project::new();
    project.write(".gitignore", "node_modules");
    project.write(".env.example", "DB_PASSWORD=\n");
    project
}

fn fix(project: &Project, more: &[&str]) -> Run {
    project.run(&[&["fix", "."], more].concat(), "")
}

#[test]
fn a_dry_run_shows_and_changes_nothing() {
    let project = project();
    let run = fix(&project, &["--dry-run"]);
    assert_snapshot!(run.stdout, @r"
    --- a/.gitignore
    +++ b/.gitignore
    @@ -1 +1,5 @@
    -node_modules
    +node_modules
    +.env
    +.env.*
    +!.env.example
    +!.env.*.example
    ");
    assert_eq!(run.stderr, "Would fix 1 finding in 1 file\n");
    assert_eq!(run.code, Some(1));
    assert_eq!(project.read(".gitignore"), "node_modules");
}

#[test]
fn what_is_fixed_is_found_no_more() {
    let project = project();
    let run = fix(&project, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "Fixed 1 finding in 1 file\n"));
    assert_eq!(project.read(".gitignore"), "node_modules\n.env\n.env.*\n!.env.example\n!.env.*.example\n");
    let again = fix(&project, &["--dry-run"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""));
    assert_eq!(again.stderr, "Nothing can be put right without you\n");
}

#[test]
fn what_is_read_from_stdin_is_nowhere() {
    let run = Project::new().run(&["fix", "-"], "");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("what comes from stdin can't be put right"), "{}", run.stderr);
}
