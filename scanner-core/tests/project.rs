//! Small projects that tests write and scan.

use gonogo_core::{Scanner, Target, model::Report};
use std::{fs, sync::LazyLock};

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::builder().threads(1).build().expect("sound rules"));

/// Scan of a folder with these files, as path and text, by all rules.
pub(crate) fn scan(files: &[(&str, &str)]) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    SCANNER.scan(Target::tree(folder.path())).expect("scanned")
}
