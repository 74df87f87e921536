//! Formats to write, and their destinations.

use crate::{
    args::{Format, FormatArg, VerdictFormat},
    failure::Failure,
};
use std::path::{Path, PathBuf};

/// One report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output<F = Format> {
    pub(crate) format: F,
    pub(crate) destination: Destination,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Stdout,
    File(PathBuf),
}

/// The formats of a command.
pub(super) trait Formats: Copy {
    /// The format of stdout where none is asked for.
    fn of_stdout(is_terminal: bool) -> Self;

    /// The format that a file's extension names.
    fn of_extension(extension: &str) -> Self;
}

impl Formats for Format {
    fn of_stdout(is_terminal: bool) -> Self {
        if is_terminal { Format::Text } else { Format::Compact }
    }

    fn of_extension(extension: &str) -> Self {
        match extension {
            "sarif" => Format::Sarif,
            "json" => Format::Json,
            "jsonl" => Format::Jsonl,
            _ => Format::Compact,
        }
    }
}

impl Formats for VerdictFormat {
    fn of_stdout(_: bool) -> Self {
        VerdictFormat::Text
    }

    fn of_extension(extension: &str) -> Self {
        match extension {
            "json" => VerdictFormat::Json,
            "md" => VerdictFormat::Markdown,
            "html" => VerdictFormat::Html,
            "xml" => VerdictFormat::Junit,
            "sarif" => VerdictFormat::Sarif,
            _ => VerdictFormat::Text,
        }
    }
}

/// At most one format without a file of its own goes to `output`, or to stdout.
pub(super) fn outputs<F: Formats>(
    formats: &[FormatArg<F>],
    output: Option<PathBuf>,
    is_terminal: bool,
) -> Result<Vec<Output<F>>, Failure> {
    let bare: Vec<F> = formats.iter().filter(|arg| arg.file.is_none()).map(|arg| arg.format).collect();
    if bare.len() > 1 {
        return Err(Failure::new("only one format can be written to stdout")
            .advice("write the others to files: --format text --format sarif=report.sarif"));
    }
    let filed = formats.iter().filter_map(|arg| Some((arg.format, arg.file.clone()?)));
    let mut all: Vec<Output<F>> =
        filed.map(|(format, file)| Output { format, destination: Destination::File(file) }).collect();
    match (bare.first().copied(), output) {
        (format, Some(file)) => {
            let format = format.unwrap_or_else(|| format_of(&file));
            all.push(Output { format, destination: Destination::File(file) });
        }
        (Some(format), None) => all.push(Output { format, destination: Destination::Stdout }),
        (None, None) if all.is_empty() => {
            all.push(Output { format: F::of_stdout(is_terminal), destination: Destination::Stdout });
        }
        (None, None) => {}
    }
    all.iter().try_for_each(|output| check_folder(&output.destination))?;
    Ok(all)
}

/// The format that a file's extension names.
fn format_of<F: Formats>(file: &Path) -> F {
    F::of_extension(file.extension().and_then(|extension| extension.to_str()).unwrap_or_default())
}

/// Better to fail now than after a long scan.
pub(super) fn check_folder(destination: &Destination) -> Result<(), Failure> {
    let Destination::File(file) = destination else { return Ok(()) };
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            let message =
                format!("cannot write `{}`: the folder `{}` does not exist", file.display(), folder.display());
            Err(Failure::new(message).advice("create the folder first"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(formats: &[&str], output: Option<&str>, is_terminal: bool) -> Vec<(Format, Option<String>)> {
        let formats: Vec<FormatArg> = formats.iter().map(|text| text.parse().expect("a format")).collect();
        let outputs = outputs(&formats, output.map(PathBuf::from), is_terminal).expect("valid");
        let file = |destination| match destination {
            Destination::Stdout => None,
            Destination::File(file) => Some(file.display().to_string()),
        };
        outputs.into_iter().map(|output| (output.format, file(output.destination))).collect()
    }

    #[test]
    fn a_terminal_gets_frames_and_a_pipe_lines() {
        assert_eq!(resolved(&[], None, true), [(Format::Text, None)]);
        assert_eq!(resolved(&[], None, false), [(Format::Compact, None)]);
        assert_eq!(resolved(&["json"], None, true), [(Format::Json, None)]);
    }

    #[test]
    fn files_are_written_beside_stdout_or_instead() {
        let file = |name: &str| Some(name.to_owned());
        assert_eq!(resolved(&["sarif=a"], None, true), [(Format::Sarif, file("a"))]);
        assert_eq!(resolved(&["sarif=a", "text"], None, false), [(Format::Sarif, file("a")), (Format::Text, None)]);
        assert_eq!(resolved(&[], Some("r.sarif"), true), [(Format::Sarif, file("r.sarif"))]);
        assert_eq!(resolved(&["jsonl"], Some("r.txt"), true), [(Format::Jsonl, file("r.txt"))]);
    }
}
