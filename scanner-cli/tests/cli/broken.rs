//! Repositories that can't be read in full: what is said, and the exit code.

use crate::project::{Project, Run};

/// Runs `gonogo scan --history` on the repository `r` that a script makes beside a clean repository `origin` of two commits.
fn history(script: &str, args: &[&str]) -> Run {
    let project = Project::new();
    project.write("leak.env", "EXAMPLE_TOKEN=extok_{alnum:32}\n");
    project.sh("git init -q -b main origin; cd origin; git config uploadpack.allowFilter true
         echo one > a; git add .; git commit -q -m first; echo two > b; git add .; git commit -q -m second");
    let made = project.sh(script);
    assert_eq!(made.code, Some(0), "{script}: {}", made.stderr);
    project.scan(&[&["--history", "r", "--format", "text"], args].concat())
}

#[test]
fn what_is_not_whole_is_never_called_clean() {
    let clone = "git clone -q --no-checkout";
    let file =
        |spec: &str| format!("cp -r origin r; cd r; id=$(git rev-parse {spec}); rm -f .git/objects/*/${{id#??}}");
    let packed = "cp -r origin r; cd r; git repack -adq; cd .git/objects/pack; chmod u+w *";
    let cases = [
        (file("HEAD:a"), "it is missing, and a folder names it"),
        (file("HEAD:"), "it is missing, and was a folder"),
        (file("HEAD~"), "it is missing, and is a parent of commit"),
        (file("HEAD"), "it is missing, and refs/heads/main leads to it"),
        (format!("{packed}; head -c 200 *.pack > x; mv x *.pack"), "it is cut or damaged"),
        (format!("{packed}; rm *.idx"), "it has no index; `git index-pack` makes one"),
        (format!("{packed}; rm *.pack"), "its index is here and it is not"),
        (format!("{packed}; head -c 999 *.idx > x; mv x *.idx"), "its index is damaged"),
        (format!("{clone} --filter=blob:none file://$PWD/origin r"), "of this partial clone were never fetched"),
        (format!("{clone} --depth=1 file://$PWD/origin r"), "`git fetch --unshallow` gets it"),
        (format!("{clone} --shared origin r; rm -r origin"), "objects borrowed from"),
    ];
    for (script, said) in cases {
        let run = history(&script, &["--verbose"]);
        let output = format!("{}{}", run.stdout, run.stderr);
        let code = if output.contains("Nothing was scanned") { 2 } else { 0 };
        assert_eq!(run.code, Some(code), "{script}: {output}");
        assert!(output.contains(said) && !output.contains("No findings"), "{script}: {output}");
        assert_eq!(history(&script, &["--strict"]).code, Some(2), "{script}");
    }
}

#[test]
fn findings_count_before_what_is_missing_unless_it_is_strict() {
    let script = "cp -r origin r; cd r; cp ../leak.env .env; git add .
                  git commit -q -m leak; id=$(git rev-parse HEAD:a); rm -f .git/objects/*/${id#??}";
    assert_eq!(history(script, &[]).code, Some(1));
    assert_eq!(history(script, &["--strict"]).code, Some(2));
}

#[test]
fn a_repository_without_commits_is_not_called_clean() {
    for args in [&[][..], &["--strict"]] {
        let run = history("git init -q r", args);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains("Exit code 2: nothing was scanned"), "{}", run.stderr);
        assert!(run.stdout.starts_with("Nothing was scanned: there are no commits\n"), "{}", run.stdout);
    }
}

#[test]
fn what_can_not_be_scanned_at_all_is_a_mistake() {
    for (script, said, advice) in [
        (
            "git init -q r; printf '[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = md5\n' > r/.git/config",
            "only SHA-1 and SHA-256 are",
            "gonogo scan PATH",
        ),
        (
            "mkdir r; echo 'gitdir: /nowhere' > r/.git",
            "names a repository that is not there: /nowhere",
            "git worktree repair",
        ),
    ] {
        let run = history(script, &[]);
        assert_eq!(run.code, Some(2), "{script}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(said) && run.stderr.contains(advice), "{script}: {}", run.stderr);
    }
}
