//! A gate that needs only one reason to close: takes findings as they come and stops at the first blocker.
//!
//!     cargo run -p gonogo-core --example first_blocker -- FOLDER

use gonogo_core::{
    Scanner, Target,
    engine::NoProgress,
    model::{Cancel, Finding, Severity},
};
use std::{env, error::Error, ops::ControlFlow, process::ExitCode};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let scanner = Scanner::builder().build()?;

    let mut blocker = None;
    let mut sink = |finding: Finding| {
        if finding.is_active() && finding.severity == Severity::Blocker {
            blocker = Some(finding);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    // Another thread could call `cancel()` on a clone of the flag.
    let cancel = Cancel::new();
    let statistics = scanner.scan_with(Target::tree(&folder), &mut sink, &NoProgress, &cancel)?;

    match blocker {
        Some(finding) => {
            println!("no go: {} in {}\n{}", finding.message, finding.location.path, finding.rule.help);
            Ok(ExitCode::FAILURE)
        }
        None if !statistics.is_complete() => {
            println!("no answer: some files could not be read");
            Ok(ExitCode::FAILURE)
        }
        None => {
            println!("go: no blocker in {} files", statistics.files);
            Ok(ExitCode::SUCCESS)
        }
    }
}
