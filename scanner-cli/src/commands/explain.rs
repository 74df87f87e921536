//! `gonogo explain`: what a rule means, or how a file is classified.

use super::rules::print;
use crate::{
    Outcome,
    args::ExplainArgs,
    failure::Failure,
    render,
    resolve::{self, Examples},
    terminal::Terminal,
};
use gonogo_core::Scanner;

pub(crate) fn explain(args: &ExplainArgs, terminal: &Terminal) -> Result<Outcome, Failure> {
    if let Some(id) = &args.id {
        let rules = resolve::rules_here(&args.packs, &args.config, Examples::With)?;
        return print(terminal, &render::explain(rules.get(id)?, terminal.width));
    }
    let plan = resolve::file(args)?;
    let failure = |error: String| Failure::new(error);
    let scanner = Scanner::builder().rules(plan.rules).exclude(plan.exclude).contexts(plan.contexts);
    let scanner = scanner.build().map_err(|error| failure(error.to_string()))?;
    let explained = scanner.explain_file(&plan.base, &plan.file);
    let (explanation, readers) = explained.map_err(|error| failure(error.to_string()))?;
    let path = plan.file.strip_prefix(&plan.base).unwrap_or(&plan.file);
    print(terminal, &render::file(path, &explanation, &readers))
}
