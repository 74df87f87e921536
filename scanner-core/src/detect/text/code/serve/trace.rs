//! Stack traces that are sent to whoever caused an error.

use super::{
    syntax::{Group, LONGEST, callee},
    {Call, Candidate, Reach, Specificity},
};
use std::ops::Range;

/// The call that answers starts within so many bytes before.
const BEFORE: usize = 600;
pub(in super::super) const REACH: Reach = Reach::bytes(BEFORE, LONGEST);

/// A stack trace inside a call that answers a request.
pub(in super::super) fn sent(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let longer = text.get(hit.end).is_some_and(|byte| super::syntax::is_name(*byte) || *byte == b'[');
    if longer && text[hit.clone()].starts_with(b".") || is_asked(text, hit.end) {
        return;
    }
    let from = hit.start.saturating_sub(BEFORE);
    let encloses = |open: usize| Group::at(text, open).is_some_and(|group| group.span.end > hit.start);
    let answers = memchr::memrchr_iter(b'(', &text[from..hit.start])
        .map(|open| from + open)
        .filter(|open| encloses(*open))
        .map(|open| what(callee(text, open)))
        .find(|what| *what != What::Neither);
    if answers != Some(What::Answers) {
        return;
    }
    call.claim(Candidate::new(rule, hit, Specificity::Generic));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Answers,
    Logs,
    Neither,
}

/// `err.stack ? ... : ...` and `err.stack && ...` only ask.
fn is_asked(text: &[u8], end: usize) -> bool {
    let rest = text[end..text.len().min(end + 8)].trim_ascii_start();
    rest.starts_with(b"?") && !rest.starts_with(b"?.") && !rest.starts_with(b"??") || rest.starts_with(b"&&")
}

/// What a call of this name does.
fn what(callee: &[u8]) -> What {
    let name = String::from_utf8_lossy(callee).to_ascii_lowercase();
    let last = name.rsplit(['.', '>', ':']).next().unwrap_or(&name);
    let object = &name[..name.len() - last.len()];
    let logs = ["log", "console", "print", "sentry", "capture"].iter().any(|sign| name.contains(sign))
        && !name.contains("login");
    // `res.status(500).json(`: what is before the bracket is not read.
    let web = object == "."
        || ["res.", "response.", "reply.", "ctx.", "c.", ").", "->", "nextresponse.", "context.", "h."]
            .iter()
            .any(|sign| object.ends_with(sign));
    let bare = matches!(
        last,
        "jsonify"
            | "jsonresponse"
            | "httpresponse"
            | "httpexception"
            | "make_response"
            | "render_template"
            | "plaintextresponse"
            | "htmlresponse"
            | "httpresponseservererror"
    );
    match last {
        _ if logs => What::Logs,
        "json" | "send" | "end" | "write" | "render" | "jsonp" | "html" | "text" if web => What::Answers,
        _ if bare => What::Answers,
        _ => What::Neither,
    }
}
