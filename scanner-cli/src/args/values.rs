//! Values that options take, each read in one place for the command line and for `gonogo.toml`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use gonogo_core::model::{Confidence, Severity};
use serde::{Deserialize, Deserializer, de};
use std::{fmt, path::PathBuf, str::FromStr};

/// A severity, checked by clap so that help and completions list them.
pub(super) fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::as_str)).try_map(|text| text.parse::<Severity>())
}

/// A confidence, as [`severity`].
pub(super) fn confidence() -> impl TypedValueParser<Value = Confidence> {
    PossibleValuesParser::new(["high", "medium", "low"]).try_map(|text| text.parse::<Confidence>())
}

/// The format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Compact,
    Json,
    Jsonl,
    Sarif,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "text" => Format::Text,
            "compact" => Format::Compact,
            "json" => Format::Json,
            "jsonl" => Format::Jsonl,
            "sarif" => Format::Sarif,
            _ => return Err(format!("invalid format `{text}`; expected one of text, compact, json, jsonl, sarif")),
        })
    }
}

/// `FORMAT` or `FORMAT=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormatArg<F = Format> {
    pub(crate) format: F,
    pub(crate) file: Option<PathBuf>,
}

impl<F: FromStr<Err = String>> FromStr for FormatArg<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            None => Ok(FormatArg { format: text.parse()?, file: None }),
            Some((_, "")) => Err("expected a file after `=`".to_owned()),
            Some((format, file)) => Ok(FormatArg { format: format.parse()?, file: Some(file.into()) }),
        }
    }
}

/// The lowest severity that fails a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    Never,
    AtLeast(Severity),
}

impl FailOn {
    /// Whether a scan whose worst finding is `worst` fails.
    pub(crate) fn fails(self, worst: Option<Severity>) -> bool {
        match self {
            FailOn::Never => false,
            FailOn::AtLeast(limit) => worst >= Some(limit),
        }
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FailOn::Never => "never",
            FailOn::AtLeast(severity) => severity.as_str(),
        })
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "never" => Ok(FailOn::Never),
            _ => text
                .parse()
                .map(FailOn::AtLeast)
                .map_err(|_| format!("invalid severity `{text}`; expected one of blocker, high, medium, low, never")),
        }
    }
}

/// A number of bytes, written as `512`, `64KiB`, `10MiB`, `1.5GB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ByteSize(pub(crate) u64);

const UNITS: [(&str, u64); 8] = [
    ("", 1),
    ("b", 1),
    ("k", 1 << 10),
    ("kib", 1 << 10),
    ("m", 1 << 20),
    ("mib", 1 << 20),
    ("g", 1 << 30),
    ("gib", 1 << 30),
];
const DECIMAL_UNITS: [(&str, u64); 3] = [("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000)];

impl FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || format!("invalid size `{text}`; expected a number of bytes, or a number and a unit such as 10MiB");
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
        let unit = text[digits.len()..].trim().to_ascii_lowercase();
        let number: f64 = digits.parse().map_err(|_| bad())?;
        let (_, factor) = UNITS.iter().chain(&DECIMAL_UNITS).find(|(name, _)| *name == unit).ok_or_else(bad)?;
        if !(number >= 0.0 && number.is_finite()) {
            return Err(bad());
        }
        Ok(ByteSize((number * *factor as f64) as u64))
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct NumberOrText;

        impl de::Visitor<'_> for NumberOrText {
            type Value = ByteSize;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of bytes, or a text such as \"10MiB\"")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ByteSize, E> {
                u64::try_from(number).map(ByteSize).map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ByteSize, E> {
                text.parse().map_err(E::custom)
            }
        }

        source.deserialize_any(NumberOrText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let good = [
            ("0", 0),
            ("512", 512),
            ("512b", 512),
            ("64KiB", 65_536),
            ("10 MiB", 10 << 20),
            ("10m", 10 << 20),
            ("1.5GB", 1_500_000_000),
            ("2gib", 2 << 30),
        ];
        for (text, bytes) in good {
            assert_eq!(text.parse(), Ok(ByteSize(bytes)), "{text}");
        }
        for text in ["", "MiB", "10 apples", "-1", "1e400", "nan", "ten"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
    }

    #[test]
    fn failing_needs_a_finding_at_the_limit() {
        let high = FailOn::AtLeast(Severity::High);
        assert!(!high.fails(None));
        assert!(!high.fails(Some(Severity::Medium)));
        assert!(high.fails(Some(Severity::High)));
        assert!(high.fails(Some(Severity::Blocker)));
        assert!(!FailOn::Never.fails(Some(Severity::Blocker)));
    }

    #[test]
    fn formats() {
        assert_eq!("sarif=a=b".parse(), Ok(FormatArg { format: Format::Sarif, file: Some("a=b".into()) }));
        assert_eq!("text".parse(), Ok(FormatArg { format: Format::Text, file: None }));
        assert!("sarif=".parse::<FormatArg<Format>>().is_err());
        assert!("xml".parse::<FormatArg<Format>>().is_err());
    }
}
