//! Configurations as people write them, rightly and wrongly.

use super::*;
use crate::args::{ByteSize, FailOn};
use gonogo_core::model::Severity;

fn read(text: &str) -> Result<ConfigFile, Failure> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(FILE_NAME);
    fs::write(&path, text).expect("a file");
    ConfigFile::read(&path)
}

/// Every TOML block of the documentation is a configuration.
#[test]
fn the_documented_examples_are_read() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = fs::read_to_string(page).expect("the page");
    let examples: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(examples.len() >= 4);
    for example in examples {
        read(example).unwrap_or_else(|failure| panic!("{failure}:\n{example}"));
    }
}

#[test]
fn values_are_what_is_written() {
    let file = read("[scan]\nmax_file_size = 5\nfail_on = \"low\"\n\n[rules.override.x]\nenabled = false\n");
    let file = file.expect("valid");
    assert_eq!(file.config.scan.max_file_size, Some(ByteSize(5)));
    assert_eq!(file.config.scan.fail_on.map(|limit| limit.0), Some(FailOn::AtLeast(Severity::Low)));
    let (id, _) = file.config.rules.overrides.first_key_value().expect("an override");
    assert_eq!(file.place(&id.span()), "gonogo.toml:5");
}

#[test]
fn mistakes_are_refused() {
    let mistakes = [
        ("unknown = 1", "unknown field `unknown`"),
        ("[scan]\nthreads = \"two\"", "invalid type"),
        ("[scan]\nmax_file_size = -1", "invalid value"),
        ("[scan]\nfail_on = \"hgh\"", "invalid severity `hgh`"),
        ("[scan]\nexclude = [\"a{b\"]", "invalid path pattern `a{b`"),
        ("[rules.override.x]\nseverity = \"worst\"", "unknown variant `worst`"),
        ("[[allow]]\nreason = \"all\"", "would suppress everything"),
        ("[[allow]]\nvalues = [\"12\"]", "`12` is not 32 hexadecimal digits"),
        ("[scan", "unclosed table"),
    ];
    for (text, message) in mistakes {
        let failure = read(text).expect_err(text);
        assert!(failure.to_string().contains(message), "{text}: {failure}");
    }
}

#[test]
fn it_is_found_upward_but_not_beyond_the_repository() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("outer/repository");
    let inside = repository.join("src/deep");
    fs::create_dir_all(&inside).expect("folders");
    fs::write(folder.path().join("outer").join(FILE_NAME), "").expect("a file");
    let found = ConfigFile::find(&inside).expect("readable").expect("found");
    assert_eq!(found.path, folder.path().join("outer").join(FILE_NAME));
    fs::create_dir(repository.join(".git")).expect("a folder");
    assert!(ConfigFile::find(&inside).expect("readable").is_none());
    fs::write(repository.join(FILE_NAME), "").expect("a file");
    assert!(ConfigFile::find(&inside).expect("readable").is_some());
}

/// A folder with a repository, and a file beside it that is none of the repository's.
#[cfg(unix)]
fn with_outside() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("repository");
    fs::create_dir_all(repository.join(".git")).expect("folders");
    fs::create_dir_all(repository.join("rules")).expect("folders");
    fs::write(folder.path().join("outside.toml"), "SECRET = x").expect("a file");
    fs::write(repository.join(".git/config"), "[core]").expect("a file");
    fs::write(repository.join("inside.toml"), "").expect("a file");
    std::os::unix::fs::symlink("../outside.toml", repository.join("link.toml")).expect("a link");
    std::os::unix::fs::symlink("../../outside.toml", repository.join("rules/x.toml")).expect("a link");
    (folder, repository)
}

#[cfg(unix)]
#[test]
fn a_repositorys_configuration_names_files_of_its_own_only() {
    let (outer, repository) = with_outside();
    let absolute = outer.path().join("outside.toml").display().to_string();
    let mut refused = vec!["../outside.toml", "link.toml", ".git/config", "x/../../outside.toml", "rules", &absolute];
    for name in refused.drain(..) {
        fs::write(repository.join(FILE_NAME), format!("baseline = '{name}'\n[rules]\npacks = ['{name}']\n"))
            .expect("a file");
        let found = ConfigFile::find(&repository).expect("readable").expect("found");
        let named = ConfigFile::named(&repository.join(FILE_NAME), &repository.join("rules")).expect("readable");
        for file in [found, named] {
            assert!(file.packs().is_err(), "{name}");
            assert!(name == "rules" || file.baseline().is_err(), "{name}");
        }
        // A configuration from elsewhere is the user's own.
        let elsewhere = tempfile::tempdir().expect("a folder");
        let own = ConfigFile::named(&repository.join(FILE_NAME), elsewhere.path()).expect("readable");
        assert!(own.baseline().is_ok() && own.packs().is_ok(), "{name}");
    }
    fs::write(repository.join(FILE_NAME), "baseline = 'new.json'\n[rules]\npacks = ['inside.toml']\n").expect("a file");
    let file = ConfigFile::find(&repository).expect("readable").expect("found");
    assert!(file.baseline().is_ok() && file.packs().is_ok());
}

#[cfg(unix)]
#[test]
fn a_configuration_is_no_link_to_elsewhere() {
    let (_outer, repository) = with_outside();
    std::os::unix::fs::symlink("../outside.toml", repository.join(FILE_NAME)).expect("a link");
    let failure = ConfigFile::find(&repository).expect_err("a link");
    assert!(failure.to_string().contains("outside of the repository"), "{failure}");
}
