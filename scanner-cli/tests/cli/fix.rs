//! Changes that `gonogo fix` makes, shows and leaves.

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
    \ No newline at end of file
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
    assert_eq!(again.stderr, "No automatic fixes\n");
}

const COMPOSE: &str = "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: PASSWORD\n    \
                       ports:\n      - \"5432:5432\"\n";

/// The diff of a compose file with a password, written to `patch`.
fn diff(project: &Project, password: &str, more: &[&str]) -> Run {
    project.write("compose.prod.yml", &COMPOSE.replace("PASSWORD: PASSWORD", &format!("PASSWORD: {password}")));
    let run = project.run(&[&["fix", "compose.prod.yml", "--dry-run"], more].concat(), "");
    std::fs::write(project.path("patch"), &run.stdout).expect("a file");
    run
}

#[test]
fn git_applies_a_diff_whose_values_are_shown() {
    for (password, shown) in [("changeme", "changeme"), ("postgres", "postgres"), ("'*'", "'*'")] {
        let project = Project::new();
        project.init();
        let run = diff(&project, password, &[]);
        assert!(run.stdout.contains(&format!("POSTGRES_PASSWORD: {shown}")), "{}", run.stdout);
        assert!(!run.stderr.contains("hides values"), "{}", run.stderr);
        let applied = project.sh("git apply --check patch && git apply patch");
        assert_eq!(applied.code, Some(0), "{}{}", run.stdout, applied.stderr);
        assert!(project.read("compose.prod.yml").contains("\"127.0.0.1:5432:5432\""));
    }
}

#[test]
fn a_diff_hides_a_guessable_password_unless_asked() {
    let project = Project::new();
    project.init();
    let run = diff(&project, "sunshine2024", &[]);
    assert!(run.stdout.contains("-      POSTGRES_PASSWORD: ***\n"), "{}", run.stdout);
    assert!(
        run.stderr.ends_with("The diff hides values; with --show-secrets, `git apply` accepts it\n"),
        "{}",
        run.stderr
    );
    assert_ne!(project.sh("git apply --check patch").code, Some(0));
    let run = diff(&project, "sunshine2024", &["--show-secrets"]);
    assert!(run.stdout.contains("-      POSTGRES_PASSWORD: sunshine2024\n"), "{}", run.stdout);
    assert_eq!(project.sh("git apply --check patch").code, Some(0));
}

/// One password is the start of another; and one is of a rule that is not sure enough to be fixed.
#[test]
fn a_diff_hides_all_of_each_value() {
    let project = Project::new();
    let (short, long) = ("Hunter-Winter-17", "Hunter-Winter-17-Reports");
    let text = format!(
        "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: {short}\n      \
         REPORT_PASSWORD: {long}\n    ports:\n      - \"5432:5432\"\n"
    );
    project.write("compose.prod.yml", &text);
    for more in [&[][..], &["--min-confidence", "high"]] {
        let run = project.run(&[&["fix", "compose.prod.yml", "--dry-run"], more].concat(), "");
        assert!(run.stdout.contains("POSTGRES_PASSWORD"), "{}", run.stdout);
        assert!(!run.stdout.contains("Hunter") && !run.stdout.contains("Reports"), "{}", run.stdout);
    }
}

#[test]
fn stdin_is_refused() {
    let run = Project::new().run(&["fix", "-"], "");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("stdin can't be fixed"), "{}", run.stderr);
}
