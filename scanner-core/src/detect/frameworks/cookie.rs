//! Cookies that hold a session, set without what keeps others from them.

use super::{Match, Source, matched, source::lower};
use crate::{
    document::code::{Code, Group, letters, unquoted},
    model::{Severity, words},
};
use std::ops::Range;

/// Bytes around a cookie in which its options may be declared.
const MAX_OPTIONS_DISTANCE_BYTES: usize = 3000;
/// Bytes behind a cookie in which calls may set its flags.
const MAX_CALLS_DISTANCE_BYTES: usize = 500;
/// Blanks between a name and the bracket behind it.
const MAX_BLANKS: usize = 4;
/// The longest name of a cookie that is shown.
const MAX_NAME_BYTES: usize = 80;

/// The notation of a framework for the options of a cookie.
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
pub(super) fn without_flags(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let keyword = source.text[hit.clone()].trim_end_matches(['(', '{']);
    let style = STYLES.iter().find(|(known, _)| *known == keyword).map(|(_, style)| *style)?;
    let open = hit.start + keyword.len();
    let group = source.code().group_at(open).filter(|group| group.len() > 0)?;
    let place = group.span().start;
    if place > open + MAX_BLANKS || is_of_browser(source, place) {
        return None;
    }
    let cookie = Cookie::read(source.code(), &group, style)?;
    let lacking = cookie.flags.lacking();
    if lacking.is_empty() || !is_session(&cookie.name) {
        return None;
    }
    let mut found = matched(rule, hit.start..place);
    if lacking == ["sameSite"] {
        found.severity(Severity::Low);
    }
    found.message(format!("The cookie {} is set without {}", shown(&cookie.name), list(&lacking))).subject(cookie.name);
    Some(found)
}

/// The session of express-session, whose cookie is not bound to TLS unless it is said.
pub(super) fn session_without_tls(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    if source.is_inside_name(hit.start) || source.before(hit.start, 1) == b"." {
        return None;
    }
    let options = source.code().group_at(hit.end - 1)?.first_object()?;
    let known = ["resave", "saveuninitialized", "store"].iter().any(|key| options.value(key).is_some());
    if !known || options.value("secret").is_none() || options.has_spread() {
        return None;
    }
    let cookie = options.value_span("cookie");
    let what = match &cookie {
        None => "has no `cookie.secure`",
        Some(_) => {
            match options.value_group("cookie").map(|cookie| (Flag::from_value(cookie.value("secure")), cookie))? {
                (Flag::Off, _) => "has `secure: false`",
                (Flag::Missing, cookie) if !cookie.has_spread() => "has no `cookie.secure`",
                _ => return None,
            }
        }
    };
    let mut found = matched(rule, cookie.unwrap_or(hit.start..hit.end - 1));
    found.message(format!("The session cookie {what}, so it is also sent over plain HTTP")).subject("session");
    Some(found)
}

/// A flag of a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flag {
    Missing,
    Off,
    Given,
}

impl Flag {
    fn from_value(value: Option<&str>) -> Self {
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

    fn from_options(options: &Group<'_, '_>) -> Self {
        if options.has_spread() {
            return Flags::ALL;
        }
        let same_site = match options.value("samesite") {
            Some(_) => Flag::Given,
            None => Flag::Missing,
        };
        Flags {
            http_only: Flag::from_value(options.value("httponly")),
            secure: Flag::from_value(options.value("secure")),
            same_site,
        }
    }

    /// The options that are missing or off.
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
    fn read(code: &Code<'_>, group: &Group<'_, '_>, style: Style) -> Option<Self> {
        match style {
            Style::Options => Cookie::with_options(code, group),
            Style::Keywords => {
                let name = group.value("key").or_else(|| group.value("name")).unwrap_or(group.part(0));
                Some(Cookie { name: name_of(name), flags: Flags::from_options(group) })
            }
            Style::Places => Cookie::by_places(group),
            Style::Fields => Some(Cookie { name: name_of(group.value("name")?), flags: Flags::from_options(group) }),
            Style::Calls => Some(Cookie { name: name_of(group.part(0)), flags: called(code.text, group.span().end) }),
        }
    }

    fn with_options(code: &Code<'_>, group: &Group<'_, '_>) -> Option<Self> {
        if let Some(options) = group.object(0).filter(|_| group.part(0).starts_with('{')) {
            let name = options.value("name").unwrap_or_default();
            return Some(Cookie { name: name_of(name), flags: Flags::from_options(&options) });
        }
        // `setCookie(event, name, value)`: what the cookie is set on comes first.
        let first = usize::from(matches!(group.part(0), "c" | "ctx" | "event" | "res" | "context" | "reply"));
        let mut name = name_of(group.part(first));
        if unquoted(group.part(first)).is_none() && !is_session(&name) && !is_other(&words(name.as_bytes())) {
            name = name_of(group.part(first + 1));
        }
        if is_nothing(group.part(first + 1)) {
            return None;
        }
        let options = group.part(first + 2);
        let flags = match options {
            "" if group.len() > first + 1 => Flags::NONE,
            "" => return None,
            _ if options.starts_with('{') => Flags::from_options(&group.object(first + 2)?),
            _ if options.starts_with("new ") => match group.object(first + 2) {
                Some(object) => Flags::from_options(&object),
                None => Flags::NONE,
            },
            _ => Flags::from_options(&code.declared(options, group.span().start, MAX_OPTIONS_DISTANCE_BYTES)?),
        };
        Some(Cookie { name, flags })
    }

    /// PHP and gin; PHP also takes options as the third.
    fn by_places(group: &Group<'_, '_>) -> Option<Self> {
        let name = name_of(group.part(0));
        if group.part(2).starts_with('[') {
            return Some(Cookie { name, flags: Flags::from_options(&group.inner(2)?) });
        }
        if group.len() < 2 || is_nothing(group.part(1)) || group.part(2).starts_with('$') && group.len() == 3 {
            return None;
        }
        let at = |place: usize| Flag::from_value(Some(group.part(place)).filter(|part| !part.is_empty()));
        // Neither has a place for it.
        Some(Cookie { name, flags: Flags { http_only: at(6), secure: at(5), same_site: Flag::Given } })
    }
}

/// A literal in a session's place is no session: the cookie is taken back.
fn is_nothing(value: &str) -> bool {
    unquoted(value).is_some() || matches!(value, "null" | "undefined" | "None" | "false")
}

/// The flags that calls behind a cookie set: `cookie.setHttpOnly(true)`, `.httpOnly(true)`.
fn called(text: &str, from: usize) -> Flags {
    let behind = lower(&text.as_bytes()[from..text.len().min(from + MAX_CALLS_DISTANCE_BYTES)]);
    let flag = |name: &str| match behind.find(&format!("{name}(")) {
        None => Flag::Missing,
        Some(at) if behind[at + name.len() + 1..].starts_with("false") => Flag::Off,
        Some(_) => Flag::Given,
    };
    Flags { http_only: flag("httponly"), secure: flag("secure"), same_site: Flag::Given }
}

/// A literal, or what a name says.
fn name_of(part: &str) -> String {
    let name = unquoted(part).unwrap_or(part).as_bytes();
    String::from_utf8_lossy(&name[..name.len().min(MAX_NAME_BYTES)]).into_owned()
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
fn is_of_browser(source: &Source<'_>, open: usize) -> bool {
    const BROWSER: [&str; 7] =
        ["$.cookie", "cy.setCookie", "Cookies.set", "jQuery.cookie", "page.setCookie", "driver.", "jar.setCookie"];
    let callee = source.code().token_at(open).map_or("", |token| source.code().callee(token));
    // A cookie that is sent, not set.
    let before = source.text[..open - callee.len()].trim_ascii_end();
    before.ends_with("AddCookie(&")
        || before.ends_with("AddCookie(")
        || BROWSER.iter().any(|known| callee.starts_with(known))
        || callee == "setCookie" && source.mentions("document.cookie")
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
    use crate::document::code::{Dialect, lex};

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
            let code = lex(text, 0..text.len(), Dialect::for_any(""));
            let group = code.group_at(0).expect("a group");
            let cookie = Cookie::read(&code, &group, style).expect("a cookie");
            assert_eq!((cookie.name.as_str(), list(&cookie.flags.lacking()).as_str()), ("token", lacking), "{text}");
        }
    }
}
