//! The list of secrets to rotate, and the comparison of an environment with a repository.

use crate::project::{Project, Run};
use gonogo_core::value::expand;
use gonogo_testing::{isolated, run};
use insta::assert_snapshot;
use serde_json::Value;
use std::{fs, process::Command};

/// Runs `gonogo rotate` with the rules of the pack alone.
fn rotate(project: &Project, args: &[&str]) -> Run {
    let pack = project.path(".git/pack.toml").display().to_string();
    project.run(&[&["rotate", "--no-builtin-rules", "--rules", &pack], args].concat(), "")
}

/// Runs git in the project, on a day of January 2026.
fn git(project: &Project, day: u32, args: &[&str]) {
    let mut command = Command::new("git");
    isolated(command.args(args), &format!("2026-01-{day:02}T12:00:00+0100"))
        .current_dir(project.path("."))
        .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|variable| (variable, "Ada Lovelace")))
        .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|variable| (variable, "ada@example.com")));
    let run = run(&mut command, b"");
    assert!(run.status.success(), "{run:?}");
}

fn commit(project: &Project, day: u32, message: &str) {
    git(project, day, &["add", "--all"]);
    git(project, day, &["commit", "--quiet", "--allow-empty", "--message", message]);
}

/// A token that was moved, one that was deleted and named in a message, and a password that was never committed.
fn history() -> Project {
    let project = Project::new();
    git(&project, 1, &["init", "--quiet"]);
    project.write("old.env", "EXAMPLE_TOKEN=extok_{alnum:32}\n");
    commit(&project, 1, "Begin");
    fs::rename(project.path("old.env"), project.path("new.env")).expect("a file");
    project.write("deleted.env", "OTHER_TOKEN=extok_{alnum:32}\n");
    commit(&project, 2, "Move the settings");
    let deleted = project.secret("deleted.env", "OTHER_TOKEN=");
    fs::remove_file(project.path("deleted.env")).expect("a file");
    commit(&project, 3, &format!("Take {deleted} out"));
    project.write("console.yml", "exampleConsolePassword: {lowernum:12}\n");
    project
}

#[test]
fn each_secret_is_listed_once_with_its_way_and_who_revokes_it() {
    let project = history();
    let run = rotate(&project, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_snapshot!(run.stdout, @r"
     1. EXAMPLE_TOKEN · high · Example · still at HEAD
        Example token, extok_***
        introduced in 2e7e93f9bd on 2026-01-01 by Ada Lovelace: Begin
        in new.env (still at HEAD), old.env (removed by 21c18f3a19 on 2026-01-02)
        Revoke it at https://example.com/settings/tokens, and read the new one from the environment.

     2. OTHER_TOKEN · high · Example · not at HEAD
        Example token, extok_***
        introduced in 21c18f3a19 on 2026-01-02 by Ada Lovelace: Move the settings
        in deleted.env (removed by aa7cfe0b17 on 2026-01-03), message of commit aa7cfe0b17
        Revoke it at https://example.com/settings/tokens, and read the new one from the environment.

     3. exampleConsolePassword · low · Example · in the files
        Example password, ***
        in console.yml
        Change it in the console.

    3 secrets to rotate: 2 high, 1 low; 2 still present
    2 files, 3 commits, 2 versions of files, 266 B, 2 rules, [TIME]
    ");
    let run = rotate(&project, &["--format", "markdown", "--output", ".git/list.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert_snapshot!(project.read(".git/list.md"), @r"
    # Secrets to rotate

    3 secrets to rotate: 2 high, 1 low; 2 still present.

    - [ ] **`EXAMPLE_TOKEN`** (Example): high, still at HEAD
      - Example token, `extok_***`
      - introduced in `2e7e93f9bd` on 2026-01-01 by `Ada Lovelace`
      - in `new.env` (still at HEAD), `old.env` (removed by 21c18f3a19 on 2026-01-02)
      - Revoke it at https://example.com/settings/tokens, and read the new one from the environment.
    - [ ] **`OTHER_TOKEN`** (Example): high, not at HEAD
      - Example token, `extok_***`
      - introduced in `21c18f3a19` on 2026-01-02 by `Ada Lovelace`
      - in `deleted.env` (removed by aa7cfe0b17 on 2026-01-03), `message of commit aa7cfe0b17`
      - Revoke it at https://example.com/settings/tokens, and read the new one from the environment.
    - [ ] **`exampleConsolePassword`** (Example): low, in the files
      - Example password, `***`
      - in `console.yml`
      - Change it in the console.
    ");
    let run = rotate(&project, &["--format", "json", "--only", "example-token"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["secrets"][0]["names"], serde_json::json!(["EXAMPLE_TOKEN"]));
    assert_eq!(json["secrets"][1]["standing"], "past");
    assert_eq!(json["complete"], true);
}

#[test]
fn a_bare_repository_has_a_history_and_no_files() {
    let project = history();
    git(&project, 4, &["clone", "--quiet", "--bare", ".", ".git/bare.git"]);
    let run = rotate(&project, &["--quiet", ".git/bare.git"]);
    assert_eq!(run.code, Some(1));
    assert_snapshot!(run.stdout.lines().filter(|line| line.contains('·')).collect::<Vec<_>>().join("\n"), @r#"
    1. EXAMPLE_TOKEN · high · Example · still at HEAD
    2. OTHER_TOKEN · high · Example · not at HEAD
    "#);
}

#[test]
fn an_empty_list_is_good_only_if_all_was_read() {
    let project = Project::new();
    git(&project, 1, &["init", "--quiet"]);
    project.write("README", "Nothing to see.\n");
    commit(&project, 1, "Begin");
    let run = rotate(&project, &[]);
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r"
    No secrets to rotate
    1 file, 1 commit, 1 version of files, 38 B, 2 rules, [TIME]
    ");
    assert_eq!(rotate(&project, &["missing"]).code, Some(2));
    assert_eq!(rotate(&project, &["--output", "missing/list.md"]).code, Some(2));
    let run = project.run(&["rotate", "--quiet", "-"], "nothing\n");
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "No secrets to rotate\n"));
}

#[test]
fn a_folder_without_a_repository_says_so() {
    let project = Project::with_findings();
    fs::rename(project.path(".git"), project.path("packs")).expect("a folder");
    let run = project.run(&["rotate", "--no-builtin-rules", "--rules", "packs/pack.toml", "README"], "");
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r"
    No secrets to rotate
    1 file, 16 B, 2 rules, [TIME]
    Note:
      not in a git repository: there is no history to scan
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn an_incomplete_list_is_never_good() {
    let project = Project::new();
    git(&project, 1, &["init", "--quiet"]);
    let made = Command::new("mkfifo").arg(project.path("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let run = rotate(&project, &["--quiet", "pipe"]);
    assert_eq!(run.code, Some(2));
    assert_snapshot!(run.stderr, @r#"
    Incomplete: not looked into: 1 special file
      pipe: a pipe, socket or device, which is not opened
    "#);
}

/// A repository with a value in a file, one in base64, one in a file that is ignored but tracked and one in a file that was
/// deleted; and an env file.
fn repository() -> (Project, Vec<String>) {
    let project = Project::new();
    fs::remove_dir_all(project.path(".git")).expect("a folder");
    let secrets: Vec<String> = ["{alnum:24}", "{alnum:10}-x!", "{hex:32}", "{alnum:40}", "{alnum:9}?y", "{alnum:11}"]
        .iter()
        .enumerate()
        .map(|(at, template)| expand(template, &at.to_string()).expect("a template"))
        .collect();
    let [first, second, third, fourth, fifth, sixth] = &secrets[..] else { unreachable!() };
    let put = |name: &str, text: String| {
        let path = project.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("src/app.py", format!("call('{first}')\n"));
    put("k8s/secret.yml", expand(&format!("data:\n  pw: {{b64:{second}}}\n"), "").expect("a template"));
    put("local.txt", format!("{third}\n"));
    put(".gitignore", "*.txt\nproduction.env\n".to_owned());
    git(&project, 1, &["init", "--quiet"]);
    git(&project, 1, &["add", "--force", "local.txt"]);
    put("once.yml", format!("pin: {sixth}\n"));
    commit(&project, 1, "Begin");
    fs::remove_file(project.path("once.yml")).expect("a file");
    commit(&project, 2, "Take the pin out");
    put("ignored.txt", format!("{fourth}\n"));
    put(
        "production.env",
        format!(
            "\u{feff}# production\r\nNODE_ENV=production\r\nFIRST={first} # the first\r\nexport DB_PASSWORD='{second}'\r\n\
             DATABASE_URL=\"postgres://app:{second}@db/app\"\r\nTHIRD={third}\r\nFOURTH={fourth}\r\nPGPASSWORD={fifth}\r\n\
             ONCE_TOKEN={sixth}\r\nPORT=80\r\nHOST=db.internal\r\nOTHER=${{FIRST}}\r\n"
        ),
    );
    (project, secrets)
}

#[test]
fn values_that_were_in_the_repository_must_change() {
    let (project, _) = repository();
    let run = project.run(&["rotate", "--check-env", "production.env"], "");
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_snapshot!(run.stdout, @r"
    FIRST (line 3) must change
      in src/app.py (still at HEAD)
      introduced in 23ebb324ae on 2026-01-01 by Ada Lovelace

    DB_PASSWORD (line 4) must change
      in k8s/secret.yml (still at HEAD)
      introduced in 23ebb324ae on 2026-01-01 by Ada Lovelace

    DATABASE_URL (line 5, a credential in it) must change
      in k8s/secret.yml (still at HEAD)
      introduced in 23ebb324ae on 2026-01-01 by Ada Lovelace

    THIRD (line 6) must change
      in local.txt (still at HEAD)
      introduced in 23ebb324ae on 2026-01-01 by Ada Lovelace

    ONCE_TOKEN (line 9) must change
      in once.yml (removed by 9d69aa7d63 on 2026-01-02)
      introduced in 23ebb324ae on 2026-01-01 by Ada Lovelace

    Same value: DB_PASSWORD, DATABASE_URL
    Not found: FOURTH, PGPASSWORD
    Not compared:
      NODE_ENV (line 2): a word, and not named like a secret
      PORT (line 10): a number or a switch
      HOST (line 11): an address or a path without a credential
      OTHER (line 12): a reference to another value
    5 of 11 variables must change (7 compared, 4 not)
    4 files, 2 commits, 5 versions of files, 276 B, 6 rules, [TIME]
    Left out: 2 ignored paths
    ");
    let run = project.run(&["rotate", "--check-env", "production.env", "--format", "markdown"], "");
    assert_snapshot!(run.stdout, @r#"
    # Variables to change

    5 of 11 variables must change (7 compared, 4 not).

    - [ ] **`FIRST`** (line 3)
      - in `src/app.py` (still at HEAD)
    - [ ] **`DB_PASSWORD`** (line 4)
      - in `k8s/secret.yml` (still at HEAD)
    - [ ] **`DATABASE_URL`** (line 5, a credential in it)
      - in `k8s/secret.yml` (still at HEAD)
    - [ ] **`THIRD`** (line 6)
      - in `local.txt` (still at HEAD)
    - [ ] **`ONCE_TOKEN`** (line 9)
      - in `once.yml` (removed by 9d69aa7d63 on 2026-01-02)

    ## Same value

    - `DB_PASSWORD`, `DATABASE_URL`

    ## Not compared

    - `NODE_ENV` (line 2): a word, and not named like a secret
    - `PORT` (line 10): a number or a switch
    - `HOST` (line 11): an address or a path without a credential
    - `OTHER` (line 12): a reference to another value
    "#);
    let run = project.run(&["rotate", "--check-env", "production.env", "--format", "json"], "");
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["changes"][4]["name"], "ONCE_TOKEN");
    assert_eq!(json["changes"][4]["places"][0]["standing"], "removed");
    assert_eq!(json["changes"][4]["introduced"]["summary"], "Begin");
}

#[test]
fn a_value_that_is_nowhere_need_not_change() {
    let (project, _) = repository();
    fs::write(project.path("production.env"), expand("A_TOKEN={alnum:30}\n", "new").expect("a template"))
        .expect("a file");
    let run = project.run(&["rotate", "--check-env", "production.env", "--quiet"], "");
    assert_eq!(run.code, Some(0));
    assert_eq!(run.stdout, "Not found: A_TOKEN\nNone of 1 variable must change (1 compared, 0 not)\n");
}

#[test]
fn no_output_has_a_value_or_a_part_of_it() {
    let (project, secrets) = repository();
    let env = project.read("production.env");
    for format in ["text", "json", "markdown"] {
        for (file, stdin) in [("production.env", ""), ("-", env.as_str())] {
            let run = project.run(&["rotate", "--check-env", file, "--format", format, "--verbose"], stdin);
            assert_eq!(run.code, Some(1));
            for secret in &secrets {
                assert!(!format!("{run:?}").contains(&secret[..4]), "{format} {run:?}");
            }
        }
    }
}

#[test]
fn the_env_file_itself_is_not_where_its_values_were_seen() {
    let (project, _) = repository();
    fs::write(project.path("new.env"), expand("A_TOKEN={alnum:30}\n", "new").expect("a template")).expect("a file");
    let run = project.run(&["rotate", "--check-env", "new.env"], "");
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r"
    Not found: A_TOKEN
    None of 1 variable must change (1 compared, 0 not)
    5 files, 2 commits, 5 versions of files, 315 B, 1 rule, [TIME]
    Left out: 2 ignored paths
    Note:
      new.env is in the repository and not ignored by git: keep it elsewhere
    ");
    commit(&project, 3, "Commit it");
    assert_eq!(project.run(&["rotate", "--check-env", "new.env"], "").code, Some(1));
}

#[test]
fn mistakes_are_told() {
    let (project, _) = repository();
    project.write("nothing.env", "nothing at all\n");
    project.write("broken.env", "A=1\nTOKEN=\"open\n");
    for (file, code) in [("missing.env", 2), ("nothing.env", 2), ("broken.env", 2), (".", 2)] {
        let run = project.run(&["rotate", "--check-env", file, "src"], "");
        assert_eq!(run.code, Some(code), "{file} {run:?}");
    }
    assert_eq!(project.run(&["rotate", "--check-env", "-", "-"], "").code, Some(2));
    assert_eq!(project.run(&["rotate", "--check-env", "-", "--only", "jwt"], "").code, Some(2));
    let run = project.run(&["rotate", "--check-env", "broken.env"], "");
    assert_snapshot!(run.stdout, @r"
    Not compared:
      A (line 1): a number or a switch
    broken.env:2 has an unclosed quote
    No values to compare in 1 variable
    ");
    assert_snapshot!(project.run(&["rotate", "--check-env", "nothing.env"], "").stderr, @r"
    × `nothing.env` sets no variables
    help: an env file has one `NAME=value` per line
    ");
}
