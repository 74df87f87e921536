//! Writers of verdicts: one file a format. Each reads [`Report::verdict`](crate::model::Report::verdict), and the findings and the
//! evidence that its answers name.

mod gemara;
mod html;
mod intoto;
mod json;
mod junit;
mod markdown;
mod sarif;
mod view;
mod xml;

pub use gemara::Gemara;
pub use html::VerdictHtml;
pub use intoto::InToto;
pub use json::VerdictJson;
pub use junit::Junit;
pub use markdown::VerdictMarkdown;
pub use sarif::VerdictSarif;
