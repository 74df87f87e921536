//! Pipes and devices in the place of files that a project or its configuration names: never waited for, and named.

use crate::project::Project;

/// Runs a script in a project of one file, with what it names missing or a pipe. Fails where a command waits.
fn run(script: &str) -> (Option<i32>, String) {
    let project = Project::new();
    project.write("README", "Nothing to see.\n");
    let run =
        project.sh(&format!("git init -q -b main\ngit config user.name a\nGONOGO=\"timeout 30 $GONOGO\"\n{script}"));
    assert_ne!(run.code, Some(124), "it waits: {script}");
    (run.code, run.stdout + &run.stderr)
}

#[test]
fn what_a_configuration_names_is_a_file_or_an_error() {
    for script in [
        "mkfifo gonogo.toml; $GONOGO .",
        "ln -s /dev/zero gonogo.toml; $GONOGO .",
        "mkfifo c.toml; $GONOGO . --config c.toml",
        "mkfifo accepted.json; echo 'baseline = \"accepted.json\"' > gonogo.toml; $GONOGO .",
        "mkfifo accepted.json; $GONOGO . --baseline accepted.json",
        "mkfifo own.toml; printf '[rules]\\npacks = [\"own.toml\"]\\n' > gonogo.toml; $GONOGO .",
        "mkfifo own.toml; $GONOGO . --rules own.toml",
        "mkdir own; mkfifo own/a.toml; printf '[rules]\\npacks = [\"own\"]\\n' > gonogo.toml; $GONOGO .",
        "rm .git/HEAD; mkfifo .git/HEAD; $GONOGO --history",
        "rm .git/HEAD; mkfifo .git/HEAD; PRE_COMMIT=1 PRE_COMMIT_LOCAL_BRANCH=main PRE_COMMIT_REMOTE_NAME=o $GONOGO --pre-push o < /dev/null",
    ] {
        let (code, said) = run(script);
        assert_eq!(code, Some(2), "{script}: {said}");
        let is_named = said.contains("is a pipe") || said.contains("is a device");
        assert!(is_named || said.contains("outside"), "{script}: {said}");
    }
}

#[test]
fn what_a_project_has_in_the_place_of_its_files_is_named() {
    for script in [
        "mkfifo .gitignore; $GONOGO . --verbose",
        "mkfifo .git/index; $GONOGO . --verbose",
        "mkfifo pipe; git init -q sub; echo > sub/f; git -C sub add f; rm sub/.git/config; mkfifo sub/.git/config; $GONOGO . --verbose",
    ] {
        let (code, said) = run(script);
        assert!(code.is_some_and(|code| code != 124) && said.contains("is a pipe"), "{script}: {code:?} {said}");
    }
}
