//! `gonogo hash`.

use crate::{Outcome, failure::Failure, terminal::Terminal};
use gonogo_core::model::ValueHash;
use std::io::{self, Read};

/// Reads a value from stdin, where no shell history and no list of processes shows it. A line end behind it is not part
/// of it.
pub(crate) fn hash(terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut value = Vec::new();
    io::stdin().read_to_end(&mut value).map_err(|error| Failure::new(format!("cannot read stdin: {error}")))?;
    let end = value.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    if end == 0 {
        return Err(Failure::new("stdin holds no value").advice("pipe the value in: gonogo hash < FILE"));
    }
    terminal.print(|out| writeln!(out, "{}", ValueHash::for_value(&value[..end])))?;
    Ok(Outcome::Good)
}
