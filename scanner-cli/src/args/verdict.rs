//! The command line of `gonogo verdict` and `gonogo attest`.

use super::{ConfigArgs, FormatArg, PackArgs, VerbosityArgs, WhatArgs};
use clap::{Args, ValueEnum, ValueHint};
use std::{path::PathBuf, str::FromStr};

#[derive(Debug, Args)]
pub(crate) struct VerdictArgs {
    #[command(flatten)]
    pub(crate) what: WhatArgs,
    /// Built-in checklist or a file [default: `[checklist]` of gonogo.toml, else production]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Checklist")]
    pub(crate) checklist: Option<String>,
    /// Exit with the decision of this gate: 0 GO, 1 NO-GO, 2 not complete
    #[arg(long, value_name = "NAME", help_heading = "Checklist")]
    pub(crate) gate: Option<String>,
    /// Scan the history as well, for secrets to rotate
    #[arg(long, help_heading = "Checklist")]
    pub(crate) history: bool,
    /// Check the env file of the server, which is read and not stored; no value is shown
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Checklist")]
    pub(crate) env_file: Option<PathBuf>,
    /// text, json, markdown, html, junit, sarif, intoto or gemara, optionally to a file; repeatable [default: text]
    #[arg(long, short, value_name = "FORMAT[=FILE]", help_heading = "Output")]
    pub(crate) format: Vec<FormatArg<VerdictFormat>>,
    /// Write to a file instead of stdout; its extension sets the format unless --format does
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Category of the analysis in SARIF, to tell several uploads of one commit apart [default: `verdict-` and the checklist]
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(crate) category: Option<String>,
    /// Language of titles
    #[arg(long, value_enum, default_value_t = LanguageArg::En, value_name = "LANGUAGE", help_heading = "Output")]
    pub(crate) language: LanguageArg,
    /// Say what is better and worse than in an earlier verdict, which was written with --format json
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(crate) compare: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) packs: PackArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) verbosity: VerbosityArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AttestArgs {
    /// Id of the item, as `gonogo verdict` prints it
    pub(crate) item: String,
    /// Who says so [default: user.name of git]
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// A link, or the path of a file in the repository
    #[arg(long, value_name = "LINK|PATH")]
    pub(crate) evidence: String,
    /// Last day on which it counts [default: in 90 days]
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<String>,
    /// State of the item, as `gonogo verdict` prints it; needed where findings are what was judged
    #[arg(long, value_name = "PIN")]
    pub(crate) pin: Option<String>,
    /// Built-in checklist or a file [default: `[checklist]` of gonogo.toml, else production]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) checklist: Option<String>,
    /// Configuration file to write to [default: the nearest gonogo.toml, else a new one]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageArg {
    /// English
    En,
    /// Indonesian, where the checklist has it
    Id,
}

/// The format of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerdictFormat {
    Text,
    Json,
    Markdown,
    Html,
    Junit,
    Sarif,
    InToto,
    Gemara,
}

impl FromStr for VerdictFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "text" => VerdictFormat::Text,
            "json" => VerdictFormat::Json,
            "markdown" => VerdictFormat::Markdown,
            "html" => VerdictFormat::Html,
            "junit" => VerdictFormat::Junit,
            "sarif" => VerdictFormat::Sarif,
            "intoto" => VerdictFormat::InToto,
            "gemara" => VerdictFormat::Gemara,
            _ => {
                return Err(format!(
                    "invalid format `{text}`; expected one of text, json, markdown, html, junit, sarif, intoto, gemara"
                ));
            }
        })
    }
}
