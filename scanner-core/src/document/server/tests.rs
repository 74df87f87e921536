//! Tests of the parsers: their trees and errors, and bounds for any text.

use super::{Directive, MAX_DEPTH, Server, ServerConfig};
use crate::document::ParseProblem;
use proptest::prelude::*;
use std::time::Instant;

/// Directives as text: words separated by `|`, blocks in brackets.
fn shown(directives: &[Directive]) -> String {
    let one = |directive: &Directive| {
        let words: Vec<&str> = directive.words().iter().map(|word| word.text.as_str()).collect();
        let block = directive.is_block().then(|| format!("[{}]", shown(directive.blocks())));
        words.join("|") + &block.unwrap_or_default()
    };
    directives.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn nginx() {
    for (text, expected) in [
        ("a b;c{d e;}", "a|b c[d|e]"),
        ("# x;\na 'b c' \"d\\\"e\"; # y {\n", "a|b c|d\"e"),
        ("location ~ \\.php$ { }", "location|~|\\.php$[]"),
        ("location ~ \"^/[a-z]{2}/\" { return 200 'a{b};'; }", "location|~|^/[a-z]{2}/[return|200|a{b};]"),
        ("root ${dir}/x; proxy_pass http://${H}:${P}/;", "root|${dir}/x proxy_pass|http://${H}:${P}/"),
        ("server_name {{ domain }} www.{{domain}};", "server_name|{{ domain }}|www.{{domain}}"),
        ("{% if tls %}\nlisten 443 ssl;\n{% else %}\nlisten 80;\n{% endif %}\n", "listen|443|ssl listen|80"),
        ("{{- if .Tls }}\nlisten 443 ssl;\n{{- end }}\n", "listen|443|ssl"),
        ("<% if tls %>\nlisten <%= port %>;\n<% end %>\n", "listen|<%= port %>"),
        ("if ($a = 'b') { c; }", "if|($a|=|b|)[c]"),
        ("content_by_lua_block {\n x = { a = '}' } -- }\n s = [[ } ]]\n}\nroot /x;", "content_by_lua_block[] root|/x"),
        ("map $a $b {\n default 0;\n ~^x$ 1;\n}", "map|$a|$b[default|0 ~^x$|1]"),
        ("add_header A \"b\" always;\r\nadd_header C \"\";\r\n", "add_header|A|b|always add_header|C|"),
        ("log_format main '$a - '\n   '\"$b\"';", "log_format|main|$a - |\"$b\""),
        ("a \"{{ env \"x\" }}\"; {{- /*\n b */}}\nc;", "a|{{ env \"x\" }} c"),
        ("\u{feff}user nginx;", "user|nginx"),
    ] {
        let config = ServerConfig::parse(Server::Nginx, text.as_bytes());
        assert_eq!(shown(&config.directives), expected, "{text:?}");
        assert_eq!(config.problem, None, "{text:?}");
    }
}

#[test]
fn invalid_nginx() {
    for (text, expected, problem) in [
        ("a b", "a|b", "line 1, column 4: a directive has no `;`"),
        ("a {\n b;\n", "a[b]", "line 3, column 1: a block is not closed"),
        ("a;\n}\nb;", "a b", "line 2, column 2: a `}` closes nothing"),
        ("a 'b;\nc;", "a|b;\nc;", "line 2, column 3: a quote is not closed"),
    ] {
        let config = ServerConfig::parse(Server::Nginx, text.as_bytes());
        assert_eq!(shown(&config.directives), expected, "{text:?}");
        assert_eq!(config.problem.map(|problem| problem.to_string()).unwrap_or_default(), problem, "{text:?}");
    }
}

#[test]
fn apache() {
    for (text, expected) in [
        (
            "<VirtualHost *:443>\n  Header always set A \"b \\\"c\\\"\"\n</VirtualHost>\n",
            "VirtualHost|*:443[Header|always|set|A|b \"c\"]",
        ),
        ("# x\nListen 80\nSSLCipherSuite A:\\\n B\n", "Listen|80 SSLCipherSuite|A:\\|B"),
        (
            "<IfModule a>\n<Directory \"/x y\">\nOptions -Indexes\n</IfModule>\n",
            "IfModule|a[Directory|/x y[Options|-Indexes]]",
        ),
    ] {
        assert_eq!(shown(&ServerConfig::parse(Server::Apache, text.as_bytes()).directives), expected, "{text:?}");
    }
}

#[test]
fn caddy() {
    for (text, expected) in [
        (
            "{\n  email a@b.c\n}\nshop.net, www.shop.net {\n  header A \"b c\" # d\n}\n",
            "{[email|a@b.c] shop.net|www.shop.net[header|A|b c]",
        ),
        ("shop.net\nreverse_proxy \\\n  api:80\n", "shop.net reverse_proxy|api:80"),
        (":80 {\n  header A \"{\"\n}\n", ":80[header|A|{]"),
        ("{$DOMAIN:localhost} {\n  respond `a\n}`\n}\n", "{$DOMAIN:localhost}[respond|a\n}]"),
    ] {
        let config = ServerConfig::parse(Server::Caddy, text.as_bytes());
        assert_eq!(shown(&config.directives), expected, "{text:?}");
        assert_eq!(config.problem, None, "{text:?}");
    }
}

/// Checks that spans are inside the text and depth is bounded. Returns the number of directives.
fn check(directives: &[Directive], text: &str, depth: usize) -> usize {
    assert!(directives.is_empty() || depth <= MAX_DEPTH + 1, "{depth}");
    let inside = directives.iter().map(|directive| {
        assert!(text.get(directive.span.clone()).is_some() && text.get(directive.head()).is_some());
        assert!(directive.words().iter().all(|word| text.get(word.span.clone()).is_some_and(|word| !word.is_empty())));
        check(directive.blocks(), text, depth + 1)
    });
    directives.len() + inside.sum::<usize>()
}

/// Parses a text as each server's configuration, and checks the bounds of the tree and its problem.
fn check_all(text: &str) {
    for server in [Server::Nginx, Server::Apache, Server::Caddy] {
        let config = ServerConfig::parse(server, text.as_bytes());
        assert!(check(&config.directives, text, 0) <= text.len(), "more directives than bytes");
        let is_inside = |problem: &ParseProblem| text.get(problem.span.clone()).is_some();
        assert!(config.problem.as_ref().is_none_or(is_inside), "{:?}", config.problem);
    }
}

#[test]
fn depth_and_repetition_are_bounded() {
    let start = Instant::now();
    for unit in ["a {", "{{", "<a>\n", "a {\n", "'", "${", "a;", "}", "x_by_lua_block {[==[", "\\"] {
        check_all(&unit.repeat(30_000));
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn any_text_is_parsed_within_bounds(text in "(?s)([a-z ;{}\"'#\\\\$<>/%`\n]|_by_lua_block|\\{\\{|é){0,60}") {
        check_all(&text);
    }
}
