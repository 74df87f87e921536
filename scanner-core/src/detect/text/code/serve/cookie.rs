//! Cookies that hold a session, set without what keeps others from them.

use super::{
    syntax::{Group, LONGEST, callee, declared, is_name, letters, string},
    {Call, Candidate, Reach, Specificity},
};
use crate::model::{Severity, words};
use std::ops::Range;

/// An object of options that is named where the cookie is set stands within so many bytes.
const NEAR: usize = 3000;
/// Calls behind a cookie that set its flags stand within so many bytes.
const BEHIND: usize = 500;
pub(in super::super) const REACH: Reach = Reach::bytes(NEAR, NEAR + LONGEST);

/// How a framework writes the options of a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `(name, value, { httpOnly, secure, sameSite })`, or one object with the name in it.
    Options,
    /// `(name, value, httponly=True, ...)`.
    Keywords,
    /// `(name, value, expires, path, domain, secure, httponly)`; gin has a time to live as the third.
    Places,
    /// `{ Name: "x", HttpOnly: true }`.
    Fields,
    /// `new Cookie(name, value)`, with calls behind it.
    Calls,
}

const STYLES: &[(&str, Style)] = &[
    ("res.cookie", Style::Options),
    ("response.cookie", Style::Options),
    ("reply.cookie", Style::Options),
    (".cookie", Style::Options),
    ("setCookie", Style::Options),
    ("cookies().set", Style::Options),
    ("cookies.set", Style::Options),
    ("cookieStore.set", Style::Options),
    ("Cookies.Append", Style::Options),
    ("set_cookie", Style::Keywords),
    ("setcookie", Style::Places),
    ("SetCookie", Style::Places),
    ("http.Cookie", Style::Fields),
    ("fiber.Cookie", Style::Fields),
    ("new Cookie", Style::Calls),
    ("ResponseCookie.from", Style::Calls),
];

/// A cookie of a session that lacks flags.
pub(in super::super) fn without_flags(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let keyword = String::from_utf8_lossy(&text[hit.clone()]).into_owned();
    let keyword = keyword.trim_end_matches(['(', '{']);
    let Some(style) = STYLES.iter().find(|(known, _)| *known == keyword).map(|(_, style)| *style) else { return };
    let Some(group) = Group::behind(text, hit.start + keyword.len()).filter(|group| !group.parts.is_empty()) else {
        return;
    };
    if is_of_browser(text, group.span.start) {
        return;
    }
    let Some(cookie) = Cookie::read(text, &group, style) else { return };
    let lacking = cookie.flags.lacking();
    if lacking.is_empty() || !is_session(&cookie.name) {
        return;
    }
    let mut candidate = Candidate::new(rule, hit.start..group.span.start, Specificity::Generic);
    if lacking == ["sameSite"] {
        candidate.severity = Some(Severity::Low);
    }
    let lacking = list(&lacking);
    candidate.message = Some(format!("The cookie {} is set without {lacking}", shown(&cookie.name)));
    candidate.identity = Some(format!("{} {lacking}", cookie.name));
    call.claim(candidate);
}

/// The session of express-session, whose cookie is not bound to TLS unless it is said.
pub(in super::super) fn session_without_tls(rule: usize, hit: Range<usize>, call: &mut Call<'_>) {
    let text = call.text;
    let inside = hit.start.checked_sub(1).is_some_and(|before| is_name(text[before]) || text[before] == b'.');
    let Some(group) = Group::at(text, hit.end - 1).filter(|_| !inside) else { return };
    let Some(options) = group.first_object().filter(|options| options.value("secret").is_some()) else { return };
    let known = ["resave", "saveuninitialized", "store"].iter().any(|key| options.value(key).is_some());
    if !known || options.has_spread() {
        return;
    }
    let cookie = options.value_span("cookie");
    let what = match &cookie {
        None => "has no `cookie.secure`",
        Some(span) => match Group::at(text, span.start).map(|cookie| (Flag::of(cookie.value("secure")), cookie)) {
            Some((Flag::Off, _)) => "has `secure: false`",
            Some((Flag::Missing, cookie)) if !cookie.has_spread() => "has no `cookie.secure`",
            _ => return,
        },
    };
    let mut candidate = Candidate::new(rule, cookie.unwrap_or(hit.start..hit.end - 1), Specificity::Generic);
    candidate.message = Some(format!("The cookie of the session {what}: it is sent without TLS as well"));
    candidate.identity = Some(what.to_owned());
    call.claim(candidate);
}

/// A flag of a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flag {
    Missing,
    Off,
    Given,
}

impl Flag {
    fn of(value: Option<&[u8]>) -> Self {
        match value.map(letters).as_deref() {
            None => Flag::Missing,
            Some("false" | "none" | "0") => Flag::Off,
            Some(_) => Flag::Given,
        }
    }
}

struct Flags {
    http_only: Flag,
    secure: Flag,
    same_site: Flag,
}

impl Flags {
    const NONE: Flags = Flags { http_only: Flag::Missing, secure: Flag::Missing, same_site: Flag::Missing };
    const ALL: Flags = Flags { http_only: Flag::Given, secure: Flag::Given, same_site: Flag::Given };

    fn of(options: &Group<'_>) -> Self {
        if options.has_spread() {
            return Flags::ALL;
        }
        let same_site = match options.value("samesite") {
            Some(_) => Flag::Given,
            None => Flag::Missing,
        };
        Flags { http_only: Flag::of(options.value("httponly")), secure: Flag::of(options.value("secure")), same_site }
    }

    /// What is not given, or is off.
    fn lacking(&self) -> Vec<&'static str> {
        let flags = [(self.http_only, "httpOnly"), (self.secure, "secure"), (self.same_site, "sameSite")];
        flags.into_iter().filter(|(flag, _)| *flag != Flag::Given).map(|(_, name)| name).collect()
    }
}

struct Cookie {
    name: String,
    flags: Flags,
}

impl Cookie {
    fn read(text: &[u8], group: &Group<'_>, style: Style) -> Option<Self> {
        match style {
            Style::Options => Cookie::with_options(text, group),
            Style::Keywords => {
                let name = group.value("key").or_else(|| group.value("name")).unwrap_or(group.part(0));
                Some(Cookie { name: name_of(name), flags: Flags::of(group) })
            }
            Style::Places => Cookie::by_places(group),
            Style::Fields => Some(Cookie { name: name_of(group.value("name")?), flags: Flags::of(group) }),
            Style::Calls => Some(Cookie { name: name_of(group.part(0)), flags: called(text, group.span.end) }),
        }
    }

    fn with_options(text: &[u8], group: &Group<'_>) -> Option<Self> {
        if let Some(options) = group.object(0).filter(|_| group.part(0).starts_with(b"{")) {
            let name = options.value("name").unwrap_or_default();
            return Some(Cookie { name: name_of(name), flags: Flags::of(&options) });
        }
        // `setCookie(event, name, value)`: what the cookie is set on comes first.
        let first = usize::from(matches!(group.part(0), b"c" | b"ctx" | b"event" | b"res" | b"context" | b"reply"));
        let mut name = name_of(group.part(first));
        if string(group.part(first)).is_none() && !is_session(&name) && !is_other(&words(name.as_bytes())) {
            name = name_of(group.part(first + 1));
        }
        if is_nothing(group.part(first + 1)) {
            return None;
        }
        let options = group.part(first + 2);
        let flags = match options {
            b"" if group.parts.len() > first + 1 => Flags::NONE,
            b"" => return None,
            _ if options.starts_with(b"{") => Flags::of(&group.object(first + 2)?),
            _ if options.starts_with(b"new ") => match group.object(first + 2) {
                Some(object) => Flags::of(&object),
                None => Flags::NONE,
            },
            _ => Flags::of(&declared(text, options, group.span.start, NEAR)?),
        };
        Some(Cookie { name, flags })
    }

    /// PHP and gin; PHP also takes options as the third.
    fn by_places(group: &Group<'_>) -> Option<Self> {
        let name = name_of(group.part(0));
        if group.part(2).starts_with(b"[") {
            let open = group.parts.get(2)?.start;
            return Some(Cookie { name, flags: Flags::of(&Group::at(group.text, open)?) });
        }
        if group.parts.len() < 2
            || is_nothing(group.part(1))
            || group.part(2).starts_with(b"$") && group.parts.len() == 3
        {
            return None;
        }
        let at = |place: usize| Flag::of(Some(group.part(place)).filter(|part| !part.is_empty()));
        // Neither has a place for it.
        Some(Cookie { name, flags: Flags { http_only: at(6), secure: at(5), same_site: Flag::Given } })
    }
}

/// A literal in a session's place is no session: the cookie is taken back.
fn is_nothing(value: &[u8]) -> bool {
    string(value).is_some() || matches!(value, b"null" | b"undefined" | b"None" | b"false")
}

/// The flags that calls behind a cookie set: `cookie.setHttpOnly(true)`, `.httpOnly(true)`.
fn called(text: &[u8], from: usize) -> Flags {
    let behind = String::from_utf8_lossy(&text[from..text.len().min(from + BEHIND)]).to_ascii_lowercase();
    let flag = |name: &str| match behind.find(&format!("{name}(")) {
        None => Flag::Missing,
        Some(at) if behind[at + name.len() + 1..].starts_with("false") => Flag::Off,
        Some(_) => Flag::Given,
    };
    Flags { http_only: flag("httponly"), secure: flag("secure"), same_site: Flag::Given }
}

/// A literal, or what a name says.
fn name_of(part: &[u8]) -> String {
    let name = string(part).unwrap_or(part);
    String::from_utf8_lossy(&name[..name.len().min(80)]).into_owned()
}

fn shown(name: &str) -> String {
    if name.is_empty() { "of the session".to_owned() } else { format!("`{name}`") }
}

/// Whether a cookie is one that lets its holder in. What protects against forged requests must be readable.
fn is_session(name: &str) -> bool {
    const SESSION: [&str; 17] = [
        "session", "sess", "sid", "sessid", "sessionid", "phpsessid", "auth", "authentication", "authorization",
        "token", "jwt", "refresh", "access", "remember", "login", "credential", "bearer",
    ];
    let words = words(name.as_bytes());
    let session = words.iter().any(|word| SESSION.contains(&word.as_str())) || words.concat().contains("token");
    let id = words.last().is_some_and(|word| word == "id");
    session && !is_other(&words) && (!id || words.iter().any(|word| word == "session"))
}

/// Whether these words say that it is something else.
fn is_other(words: &[String]) -> bool {
    const OTHER: [&str; 13] = [
        "csrf", "xsrf", "device", "fcm", "state", "nonce", "locale", "theme", "expires", "expiry", "exp", "hint",
        "flag",
    ];
    words.iter().any(|word| OTHER.contains(&word.as_str()))
}

/// Libraries for browsers set cookies that scripts can read; what that means is another rule's.
fn is_of_browser(text: &[u8], open: usize) -> bool {
    let callee = callee(text, open);
    // A cookie that is sent, not set.
    let before = text[..open - callee.len()].trim_ascii_end();
    if before.ends_with(b"AddCookie(&") || before.ends_with(b"AddCookie(") {
        return true;
    }
    [
        &b"$.cookie"[..],
        b"cy.setCookie",
        b"Cookies.set",
        b"jQuery.cookie",
        b"page.setCookie",
        b"driver.",
        b"jar.setCookie",
    ]
    .iter()
    .any(|known| callee.starts_with(known))
        || callee == b"setCookie" && memchr::memmem::find(text, b"document.cookie").is_some()
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sessions() {
        for name in
            ["token", "connect.sid", "session_id", "accessToken", "REFRESH_TOKEN", "jwt", "PHPSESSID", "remember_me"]
        {
            assert!(is_session(name), "{name}");
        }
        for name in
            ["theme", "XSRF-TOKEN", "csrfToken", "device_token", "user_id", "oauth_state", "tokenExpiry", "cart", ""]
        {
            assert!(!is_session(name), "{name}");
        }
    }

    #[test]
    fn flags_of_calls() {
        for (text, style, lacking) in [
            ("('token', t, { httpOnly: true, secure: prod, sameSite: 'lax' })", Style::Options, ""),
            ("('token', t, { httpOnly: false })", Style::Options, "httpOnly, secure and sameSite"),
            ("('token', t)", Style::Options, "httpOnly, secure and sameSite"),
            ("({ name: 'token', value: t, httpOnly: true, secure: true, sameSite: 'lax' })", Style::Options, ""),
            ("(c, 'token', t, { httpOnly: true, secure: true })", Style::Options, "sameSite"),
            ("('token', t, { ...defaults })", Style::Options, ""),
            ("('token', t, secure=True, httponly=True, samesite='Lax')", Style::Keywords, ""),
            ("('token', $t, 0, '/', '', true, true)", Style::Places, ""),
            ("('token', $t, ['secure' => true, 'httponly' => true, 'samesite' => 'Lax'])", Style::Places, ""),
            ("{ Name: \"token\", HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode }", Style::Fields, ""),
            ("(\"token\", t); c.setSecure(true); c.setHttpOnly(false);", Style::Calls, "httpOnly"),
        ] {
            let group = Group::at(text.as_bytes(), 0).expect("a group");
            let cookie = Cookie::read(text.as_bytes(), &group, style).expect("a cookie");
            assert_eq!((cookie.name.as_str(), list(&cookie.flags.lacking()).as_str()), ("token", lacking), "{text}");
        }
    }
}
