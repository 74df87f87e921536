//! The library in twenty lines: scans a folder with the built-in rules and prints what it finds.
//!
//!     cargo run -p gonogo-core --example scan_tree -- FOLDER

use gonogo_core::{Scanner, Target};
use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let scanner = Scanner::builder().build()?;
    let report = scanner.scan(Target::tree(&folder))?;
    for finding in report.active() {
        let place = &finding.location;
        println!("{}:{}: {} {}", place.path, place.region.line, finding.message, finding.redacted());
    }
    for incident in &report.statistics.incidents {
        eprintln!("{incident}");
    }
    println!("{} files, {} findings", report.statistics.files, report.active().count());
    Ok(())
}
