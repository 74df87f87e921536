//! Stack traces in responses to requests that caused an error, and in what routes return.

use super::{
    Match, Source, matched,
    source::{is_name, lower},
};
use crate::document::code::Code;
use std::ops::Range;

/// Bytes before a trace in which the call that answers starts.
const LOOKBACK_BYTES: usize = 600;
/// Bytes before a trace in which the function around it is declared.
const MAX_FUNCTION_BYTES: usize = 4000;
/// Bytes of a line before a trace.
const MAX_LINE_BYTES: usize = 200;

/// A stack trace inside a call that answers a request, or in what is returned.
pub(super) fn sent(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let rest = source.behind(hit.end, 8);
    let keyword = &source.bytes()[hit.clone()];
    if keyword.ends_with(b"printStackTrace(") {
        return is_printed(&hit, source).then(|| matched(rule, hit.start..hit.end - 1));
    }
    let longer = rest.first().is_some_and(|byte| is_name(*byte) || matches!(byte, b'[' | b'('));
    if longer && keyword[0] == b'.' || is_asked(rest) {
        return None;
    }
    let code = source.code();
    let token = code.token_at(hit.start)?;
    let calls = code.enclosing(token, LOOKBACK_BYTES).filter(|open| code.sign(*open) == "(");
    let does = { calls }.map(|open| Effect::of_call(code.callee(open))).find(|effect| *effect != Effect::Other);
    let answers = match does {
        Some(effect) => effect == Effect::Answers,
        None => is_rendered(&hit, source) || is_returned(code, token) && is_of_answer(keyword, &hit, code, source),
    };
    answers.then(|| matched(rule, hit))
}

/// `e.printStackTrace(response.getWriter())`.
fn is_printed(hit: &Range<usize>, source: &Source<'_>) -> bool {
    let group = source.code().group_at(hit.end - 1);
    group.is_some_and(|group| ["getWriter", "getOutputStream"].iter().any(|writer| group.part(0).contains(writer)))
}

/// `render json: { trace: e.backtrace }`.
fn is_rendered(hit: &Range<usize>, source: &Source<'_>) -> bool {
    let before = source.before(hit.start, MAX_LINE_BYTES);
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or(before);
    ["render json:", "render plain:", "render xml:"]
        .iter()
        .any(|call| memchr::memmem::find(line, call.as_bytes()).is_some())
}

/// Whether a token is part of an object behind `return`.
fn is_returned(code: &Code<'_>, token: usize) -> bool {
    let outermost = code.enclosing(token, LOOKBACK_BYTES).find(|open| code.before(*open) == "return");
    outermost.is_some_and(|open| code.sign(open) == "{")
}

/// Whether what Python returns is an answer: of a route, or about a job that failed.
fn is_of_answer(keyword: &[u8], hit: &Range<usize>, code: &Code<'_>, source: &Source<'_>) -> bool {
    if !source.path.to_ascii_lowercase().ends_with(".py") {
        return false;
    }
    match keyword {
        b".exc_info" | b".traceback" => {
            let owner = code.token_at(hit.start).map_or("", |dot| code.before(dot));
            // Records of logs have it, too.
            ["job", "task", "result"].iter().any(|kind| owner.to_ascii_lowercase().contains(kind))
        }
        _ => is_in_route(hit, source),
    }
}

/// Whether the function around a place answers requests, by its decorators.
fn is_in_route(hit: &Range<usize>, source: &Source<'_>) -> bool {
    const ROUTES: [&str; 9] = [
        ".route(", ".get(", ".post(", ".put(", ".patch(", ".delete(", "exception_handler(", "errorhandler(",
        "api_view(",
    ];
    let before = lower(source.before(hit.start, MAX_FUNCTION_BYTES));
    let mut above = before.rsplit('\n').skip_while(|line| !is_function(line)).skip(1).map(str::trim);
    above.by_ref().take_while(|line| line.starts_with('@')).any(|line| ROUTES.iter().any(|route| line.contains(route)))
}

fn is_function(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("def ") || line.starts_with("async def ")
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
            | "httpresponseservererror"
            | "badrequest"
            | "internalservererror"
            | "statuscode"
            | "writeasync" => Effect::Answers,
            _ => Effect::Other,
        }
    }
}
