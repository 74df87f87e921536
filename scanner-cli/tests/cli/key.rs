//! Fingerprints with a key of the project.

use crate::project::Project;

const KEY: &str = "GONOGO_KEY=0123456789abcdef";

/// The exit code and error of a scan with a baseline, under some environment.
fn scan(project: &Project, environment: &str) -> (Option<i32>, String) {
    let run = project.sh(&format!("{environment} $GONOGO --quiet --fail-on low --baseline b.json"));
    (run.code, run.stderr)
}

#[test]
fn a_baseline_of_a_key_is_read_with_it_only() {
    let project = Project::with_findings();
    let write = |environment: &str| {
        let script = format!(
            "{environment} ${{GONOGO%% scan*}} baseline write -o b.json --quiet --no-builtin-rules --rules .git/pack.toml"
        );
        let run = project.sh(&script);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        project.read("b.json")
    };
    let (plain, keyed) = (write("A=b"), write(KEY));
    assert!(keyed.contains("\"key\": \"") && !plain.contains("\"key\""), "{keyed}");
    let prints =
        |text: &str| text.lines().filter(|line| line.contains("fingerprint")).map(str::to_owned).collect::<Vec<_>>();
    assert!(prints(&plain).iter().all(|line| !prints(&keyed).contains(line)));
    assert_eq!(scan(&project, KEY), (Some(0), String::new()));
    for other in ["A=b", "GONOGO_KEY=", "GONOGO_KEY=fedcba9876543210"] {
        let (code, error) = scan(&project, other);
        assert_eq!(code, Some(2));
        assert!(error.contains("written with another GONOGO_KEY"), "{error}");
    }
    let (code, error) = scan(&project, "GONOGO_KEY=short");
    assert_eq!(code, Some(2));
    assert!(error.contains("GONOGO_KEY has fewer than 16 characters"), "{error}");
    write("A=b");
    assert_eq!(scan(&project, "A=b").0, Some(0));
    assert_eq!(scan(&project, KEY).0, Some(2));
}
