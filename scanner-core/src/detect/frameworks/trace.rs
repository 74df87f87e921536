//! Stack traces in responses to requests that caused an error.

use super::{Match, Source, matched, source::is_name};
use std::ops::Range;

/// Bytes before a trace in which the call that answers starts.
const LOOKBACK_BYTES: usize = 600;

/// A stack trace inside a call that answers a request.
pub(super) fn sent(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let rest = source.behind(hit.end, 8);
    let longer = rest.first().is_some_and(|byte| is_name(*byte) || *byte == b'[');
    if longer && source.bytes()[hit.start] == b'.' || is_asked(rest) {
        return None;
    }
    let code = source.code();
    let token = code.token_at(hit.start)?;
    let calls = code.enclosing(token, LOOKBACK_BYTES).filter(|open| code.sign(*open) == "(");
    let does = { calls }.map(|open| Effect::of_call(code.callee(open))).find(|effect| *effect != Effect::Other)?;
    (does == Effect::Answers).then(|| matched(rule, hit))
}

/// `err.stack ? ... : ...` and `err.stack && ...` only ask.
fn is_asked(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    rest.starts_with(b"?") && !rest.starts_with(b"?.") && !rest.starts_with(b"??") || rest.starts_with(b"&&")
}

/// The effect of a call on its arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Answers,
    Logs,
    Other,
}

impl Effect {
    fn of_call(callee: &str) -> Self {
        let name = callee.to_ascii_lowercase();
        let last = name.rsplit(['.', '>', ':']).next().unwrap_or(&name);
        let object = &name[..name.len() - last.len()];
        let logs = ["log", "console", "print", "sentry", "capture"].iter().any(|sign| name.contains(sign));
        // `res.status(500).json(`: what is before the bracket is not read.
        let web = object == "."
            || ["res.", "response.", "reply.", "ctx.", "c.", ").", "->", "nextresponse.", "context.", "h."]
                .iter()
                .any(|sign| object.ends_with(sign));
        match last {
            _ if logs && !name.contains("login") => Effect::Logs,
            "json" | "send" | "end" | "write" | "render" | "jsonp" | "html" | "text" if web => Effect::Answers,
            "jsonify"
            | "jsonresponse"
            | "httpresponse"
            | "httpexception"
            | "make_response"
            | "render_template"
            | "plaintextresponse"
            | "htmlresponse"
            | "httpresponseservererror" => Effect::Answers,
            _ => Effect::Other,
        }
    }
}
