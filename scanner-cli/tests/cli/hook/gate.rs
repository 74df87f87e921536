//! Pushes that a gate of the checklist must let through.

use super::repository::Sandbox;
use insta::assert_snapshot;

const CHECKLIST: &str = "[checklist]\n[checklist.gates.production]\ntiers = ['high']\n\
    [[checklist.item]]\nid = 'tested'\ntitle = 'Tested'\ntier = 'high'\nattest = true\n";
const ATTESTED: &str = "[[attest]]\nitem = 'tested'\nby = 'Ada'\non = 2026-11-01\nevidence = 'https://ci.example/1'\n";

/// A repository with a remote, which has its first commit.
fn with_remote(sandbox: Sandbox) -> Sandbox {
    sandbox.git(&["init", "--quiet", "--bare", "../remote"]).succeeds();
    sandbox.git(&["remote", "add", "origin", "../remote"]).succeeds();
    sandbox.git(&["push", "--quiet", "origin", "main"]).succeeds();
    sandbox
}

/// The gates that a push asks about.
fn asked(sandbox: &Sandbox, refs: &[&str]) -> Vec<String> {
    sandbox.commit().succeeds();
    sandbox.log();
    sandbox.git(&[&["push", "--quiet", "origin"], refs].concat()).succeeds();
    let log = sandbox.log();
    let verdicts = log.lines().filter_map(|line| line.strip_prefix("gonogo verdict "));
    verdicts.map(str::to_owned).collect()
}

#[test]
fn what_is_pushed_to_a_branch_asks_its_gate() {
    let sandbox = with_remote(Sandbox::new());
    let verdict = "--gate=production --history --quiet --format text";
    sandbox.gonogo(&["hook", "install", "--gate", "production"]).succeeds();
    for (refs, expected) in [
        (&["main"][..], vec![verdict]),
        (&["main:topic"], vec![verdict]),
        (&[":topic"], vec![]),
        (&["main", "main:other"], vec![verdict]),
    ] {
        assert_eq!(asked(&sandbox, refs), expected, "{refs:?}");
    }
    let run = sandbox.gonogo(&["hook", "install", "--gate", "production", "--branch", "main", "--branch", "it's"]);
    assert!(run.succeeds().stdout.contains("pre-commit: already installed\n"));
    for (refs, expected) in [
        (&["main:other"][..], vec![]),
        (&["main:topic/main"], vec![]),
        (&["main:other", "main"], vec![verdict]),
        (&["main:refs/heads/it's"], vec![verdict]),
        (&["main:refs/tags/main"], vec![]),
    ] {
        assert_eq!(asked(&sandbox, refs), expected, "{refs:?}");
    }
    sandbox.gonogo(&["hook", "install"]).succeeds();
    assert_eq!(asked(&sandbox, &["main"]), [""; 0]);
}

#[test]
fn a_push_is_stopped_until_the_gate_is_go() {
    let sandbox = with_remote(Sandbox::without_gonogo());
    sandbox.write("it's a repo/gonogo.toml", CHECKLIST);
    sandbox.git(&["add", "."]).succeeds();
    sandbox.commit().succeeds();
    sandbox.gonogo(&["hook", "install", "--gate", "production"]).succeeds();
    let run = sandbox.git(&["push", "--quiet", "origin", "main"]).fails(1);
    let (verdict, rest) = run.stderr.split_once("\n\ngonogo: ").expect("what stops the push");
    assert!(verdict.starts_with("NO-GO production") && verdict.contains("tested Tested\n"), "{verdict}");
    let said = rest.split("\nerror: ").next().unwrap_or_default();
    assert_snapshot!(said, @r"
    push blocked: not everything that the gate asks for is answered.
      Mend what fails, and attest what no file shows: gonogo attest ITEM --evidence LINK
      To push anyway: git push --no-verify
    ");
    sandbox.write("it's a repo/gonogo.toml", &format!("{CHECKLIST}{ATTESTED}"));
    assert_eq!(sandbox.git(&["push", "--quiet", "origin", "main"]).succeeds().stderr, "");

    sandbox.write("it's a repo/gonogo.toml", &CHECKLIST.replace("production", "other"));
    sandbox.commit().succeeds();
    let run = sandbox.git(&["push", "--quiet", "origin", "main"]).fails(1);
    assert!(run.stderr.contains("has no gate `production`"), "{}", run.stderr);
    assert!(run.stderr.contains("push blocked: there is no complete verdict, see above."), "{}", run.stderr);
}

#[test]
fn a_name_is_no_script() {
    let sandbox = with_remote(Sandbox::new());
    let name = "it's $(touch pwned)";
    let gates = CHECKLIST.replace("gates.production", &format!("gates.\"{name}\""));
    sandbox.write("it's a repo/gonogo.toml", &gates);
    sandbox.gonogo(&["hook", "install", "--gate", name, "--branch", "`id`"]).succeeds();
    let verdict = format!("--gate={name} --history --quiet --format text");
    assert_eq!(asked(&sandbox, &["main:refs/heads/`id`"]), [verdict]);
    assert!(!sandbox.repository().join("pwned").exists());
}

#[test]
fn a_gate_that_could_decide_nothing_is_refused() {
    let sandbox = Sandbox::new();
    for (args, message) in [
        (&["--gate", "prod"][..], "has no gate `prod`"),
        (&["--gate", "production", "--hook", "pre-commit"], "--gate is for pushes"),
        (&["--gate", "production", "--branch", "a b"], "`a b` cannot be the name of a branch"),
        (&["--branch", "main"], "--gate <NAME>"),
    ] {
        let run = sandbox.gonogo(&[&["hook", "install"], args].concat()).fails(2);
        assert!(run.stderr.contains(message), "{args:?}: {}", run.stderr);
        assert!(!sandbox.hook("pre-push").exists() && !sandbox.hook("pre-commit").exists());
    }
    sandbox.git(&["clone", "--quiet", "--bare", ".", "../bare"]).succeeds();
    let run = sandbox.gonogo_in(&sandbox.path("bare"), &["hook", "install", "--gate", "production"]).fails(2);
    assert!(run.stderr.contains("a bare repository has no files"), "{}", run.stderr);
}
