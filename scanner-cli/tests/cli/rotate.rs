//! The list of secrets to rotate, and the comparison of an environment with a repository.

use crate::project::{Project, Run};
use gonogo_core::value::expand;
use insta::assert_snapshot;
use serde_json::Value;
use std::{fs, process::Command};

/// Runs `gonogo rotate` with the rules of the pack alone.
fn rotate(project: &Project, args: &[&str]) -> Run {
    let pack = project.path(".git/pack.toml").display().to_string();
    project.run(&[&["rotate", "--no-builtin-rules", "--rules", &pack], args].concat(), "")
}

#[test]
fn each_secret_is_listed_once_with_who_revokes_it() {
    let project = Project::with_findings();
    let token = project.read("deploy/.env");
    fs::write(project.path("copy.env"), token.replace("EXAMPLE_TOKEN", "COPIED_TOKEN")).expect("a file");
    let run = rotate(&project, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_snapshot!(run.stdout, @r#"
     1. COPIED_TOKEN, EXAMPLE_TOKEN · high · Example · in the files
        Example token, exto***
        in copy.env, deploy/.env
        Revoke it at https://example.com/settings/tokens, and read the new one from the environment.

     2. exampleConsolePassword · low · Example · in the files
        Example password, ***
        in console.yml
        Change it in the console.

    2 secrets to rotate: 1 high, 1 low
    4 files, 206 B, 2 rules, [TIME]
    "#);
    let run = rotate(&project, &["--format", "markdown", "--output", "list.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert_snapshot!(project.read("list.md"), @r#"
    # Secrets to rotate

    2 secrets to rotate: 1 high, 1 low.

    - [ ] **`COPIED_TOKEN, EXAMPLE_TOKEN`** (Example): high, in the files
      - Example token, `exto***`
      - in `copy.env`, `deploy/.env`
      - Revoke it at https://example.com/settings/tokens, and read the new one from the environment.
    - [ ] **`exampleConsolePassword`** (Example): low, in the files
      - Example password, `***`
      - in `console.yml`
      - Change it in the console.
    "#);
    let run = rotate(&project, &["--format", "json", "deploy"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["secrets"][0]["names"], serde_json::json!(["EXAMPLE_TOKEN"]));
    assert_eq!(json["complete"], true);
}

#[test]
fn an_empty_list_is_good_only_if_all_was_read() {
    let project = Project::with_findings();
    let run = rotate(&project, &["README"]);
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r#"
    No secret to rotate
    1 file, 16 B, 2 rules, [TIME]
    "#);
    assert_eq!(rotate(&project, &["missing"]).code, Some(2));
    assert_eq!(rotate(&project, &["--output", "missing/list.md"]).code, Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn an_incomplete_list_is_never_good() {
    let project = Project::new();
    let made = Command::new("mkfifo").arg(project.path("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let run = rotate(&project, &["--quiet", "pipe"]);
    assert_eq!(run.code, Some(2));
    assert_snapshot!(run.stderr, @r#"
    Incomplete: 1 place could not be read
      pipe: not a regular file
    "#);
}

/// A repository with a value in a file, one in base64 and one in a file that is ignored but tracked; and an env file.
fn repository() -> (Project, Vec<String>) {
    let project = Project::new();
    fs::remove_dir_all(project.path(".git")).expect("a folder");
    let secrets: Vec<String> = ["{alnum:24}", "{alnum:10}-x!", "{hex:32}", "{alnum:40}", "{alnum:9}?y"]
        .iter()
        .enumerate()
        .map(|(at, template)| expand(template, &at.to_string()).expect("a template"))
        .collect();
    let [first, second, third, fourth, fifth] = &secrets[..] else { unreachable!() };
    let put = |name: &str, text: String| {
        let path = project.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("src/app.py", format!("call('{first}')\n"));
    put("k8s/secret.yml", expand(&format!("data:\n  pw: {{b64:{second}}}\n"), "").expect("a template"));
    put("local.txt", format!("{third}\n"));
    put(".gitignore", "*.txt\nproduction.env\n".to_owned());
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.args(args).current_dir(project.path(".")).env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        let run = command.output().expect("git");
        assert!(run.status.success(), "{run:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["add", "--force", "local.txt"]);
    put("ignored.txt", format!("{fourth}\n"));
    put(
        "production.env",
        format!(
            "\u{feff}# production\r\nNODE_ENV=production\r\nFIRST={first} # the first\r\nexport DB_PASSWORD='{second}'\r\n\
             DATABASE_URL=\"postgres://app:{second}@db/app\"\r\nTHIRD={third}\r\nFOURTH={fourth}\r\nPGPASSWORD={fifth}\r\n\
             PORT=80\r\nHOST=db.internal\r\nOTHER=${{FIRST}}\r\n"
        ),
    );
    (project, secrets)
}

#[test]
fn values_that_were_in_the_repository_must_change() {
    let (project, _) = repository();
    let run = project.run(&["rotate", "--check-env", "production.env"], "");
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_snapshot!(run.stdout, @r#"
    FIRST (line 3) must change
      in src/app.py

    DB_PASSWORD (line 4) must change
      in k8s/secret.yml

    DATABASE_URL (line 5, a credential in it) must change
      in k8s/secret.yml

    THIRD (line 6) must change
      in local.txt

    Same value: DB_PASSWORD, DATABASE_URL
    Never seen: FOURTH, PGPASSWORD
    Not compared:
      NODE_ENV (line 2): a word, and no secret by its name
      PORT (line 9): a number or a switch
      HOST (line 10): an address or a path without a credential
      OTHER (line 11): taken from elsewhere
    4 of 10 variables must change (6 compared, 4 not)
    4 files, 0 commits, 4 versions of files, 5 rules, [TIME]
    236 B searched
    "#);
    let run = project.run(&["rotate", "--check-env", "production.env", "--format", "markdown", "src"], "");
    assert_snapshot!(run.stdout, @r#"
    # Variables to change

    1 of 10 variables must change (6 compared, 4 not).

    - [ ] **`FIRST`** (line 3)
      - in `src/app.py`

    ## Same value

    - `DB_PASSWORD`, `DATABASE_URL`

    ## Not compared

    - `NODE_ENV` (line 2): a word, and no secret by its name
    - `PORT` (line 9): a number or a switch
    - `HOST` (line 10): an address or a path without a credential
    - `OTHER` (line 11): taken from elsewhere
    "#);
    let run = project.run(&["rotate", "--check-env", "production.env", "k8s", "--format", "json"], "");
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let names: Vec<&str> =
        json["changes"].as_array().expect("a list").iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names, ["DB_PASSWORD", "DATABASE_URL"]);
    let run = project.run(&["rotate", "--check-env", "production.env", ".gitignore"], "");
    assert_eq!(run.code, Some(0), "{run:?}");
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
    let env = project.read("production.env");
    fs::write(project.path("new.env"), env).expect("a file");
    let run = project.run(&["rotate", "--check-env", "new.env", "new.env"], "");
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout, @r#"
    Same value: DB_PASSWORD, DATABASE_URL
    Never seen: FIRST, DB_PASSWORD, DATABASE_URL, THIRD, FOURTH, PGPASSWORD
    Not compared:
      NODE_ENV (line 2): a word, and no secret by its name
      PORT (line 9): a number or a switch
      HOST (line 10): an address or a path without a credential
      OTHER (line 11): taken from elsewhere
    None of 10 variables must change (6 compared, 4 not)
    1 file, 0 commits, 4 versions of files, 5 rules, [TIME]
    444 B searched
    Note:
      new.env lies in the repository and git does not ignore it: keep it elsewhere
    "#);
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
    assert_snapshot!(run.stdout, @r#"
    Not compared:
      A (line 1): a number or a switch
    broken.env:2 opens a quote that is never closed
    Nothing to compare in 1 variable
    "#);
    assert_snapshot!(project.run(&["rotate", "--check-env", "nothing.env"], "").stderr, @r#"
    × `nothing.env` sets no variable
    help: an env file has a line `NAME=value` for each variable
    "#);
}
