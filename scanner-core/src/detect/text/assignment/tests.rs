//! Assignments in all the ways that people write them.

use super::*;

fn read(text: &str, keyword: &str, phrase: bool) -> Option<(String, String, Style)> {
    let at = text.find(keyword).expect("the keyword is there");
    let found = parse(text.as_bytes(), at..at + keyword.len(), phrase)?;
    Some((text[found.name].to_owned(), text[found.value].to_owned(), found.style))
}

#[test]
fn every_way_to_assign() {
    let (quoted, bare) = (Style::Quoted, Style::Bare);
    for (text, name, value, style) in [
        ("DB_PASSWORD=v1x", "DB_PASSWORD", "v1x", bare),
        ("export DB_PASSWORD='v1x'", "DB_PASSWORD", "v1x", quoted),
        ("db.PASSWORD: v1x # note", "db.PASSWORD", "v1x", bare),
        (r#"{"PASSWORD": "v1x"}"#, "PASSWORD", "v1x", quoted),
        (r#""{\"PASSWORD\":\"v1x\"}""#, "PASSWORD", "v1x", quoted),
        ("config['PASSWORD'] = 'v1x'", "PASSWORD", "v1x", quoted),
        (":PASSWORD => 'v1x'", "PASSWORD", "v1x", quoted),
        ("PASSWORD := \"v1x\"", "PASSWORD", "v1x", quoted),
        ("let PASSWORD: &str = \"v1x\";", "PASSWORD", "v1x", quoted),
        ("const PASSWORD: string = `v1x`", "PASSWORD", "v1x", quoted),
        ("char PASSWORD[25] = \"v1x\";", "PASSWORD", "v1x", quoted),
        ("user.setPASSWORD(\"v1x\")", "user.setPASSWORD", "v1x", quoted),
        ("header(\"X-PASSWORD\", \"v1x\")", "X-PASSWORD", "v1x", quoted),
        ("<PASSWORD>v1x</PASSWORD>", "PASSWORD", "v1x", Style::Element),
        ("<add key=\"PASSWORD\" value=\"v1x\" />", "PASSWORD", "v1x", quoted),
        ("- name: PASSWORD\n  value: v1x", "PASSWORD", "v1x", bare),
        ("{\"name\":\"PASSWORD\",\"value\":\"v1x\"}", "PASSWORD", "v1x", quoted),
        ("tool --PASSWORD v1x --other", "--PASSWORD", "v1x", Style::Flag),
        ("tool --PASSWORD=v1x", "--PASSWORD", "v1x", bare),
        ("?PASSWORD=v1x", "PASSWORD", "v1x", bare),
        ("PASSWORD = process.env.PW || 'v1x'", "PASSWORD", "v1x", quoted),
        ("PASSWORD = os.getenv(\"PW\", \"v1x\")", "PASSWORD", "v1x", quoted),
        ("PASSWORD = Base64.decode(\"v1x\")", "PASSWORD", "v1x", quoted),
        ("PASSWORD = Some(\"v1x\")", "PASSWORD", "v1x", quoted),
        ("PASSWORD = b'v1x'", "PASSWORD", "v1x", quoted),
        ("if (PASSWORD == \"v1x\")", "PASSWORD", "v1x", quoted),
        ("ALTER USER x PASSWORD 'v1x'", "PASSWORD", "v1x", quoted),
        ("PASSWORD = \"a\\\"b\"", "PASSWORD", "a\\\"b", quoted),
        ("PASSWORD: ${{ secrets.PW }}", "PASSWORD", "${{", bare),
        ("variable \"PASSWORD\" {\n  type = string\n  default = \"v1x\"\n}", "PASSWORD", "v1x", quoted),
        ("PASSWORD ::= v1x", "PASSWORD", "v1x", bare),
        ("x: ${PASSWORD:-v1x}", "PASSWORD", "v1x", bare),
        ("x: ${PASSWORD:v1x}", "PASSWORD", "v1x", bare),
        ("x: ${env:PASSWORD:-v1x}", "PASSWORD", "v1x", bare),
        ("@Value(\"${app.PASSWORD-key:v1x}\")", "app.PASSWORD-key", "v1x", bare),
        ("PASSWORD: ${PW:v1x}", "PASSWORD", "v1x", bare),
        ("PASSWORD=\"${PW:-v1x}\"", "PASSWORD", "v1x", quoted),
        ("PASSWORD: {{ .Values.pw | default \"v1x\" }}", "PASSWORD", "v1x", quoted),
        ("PASSWORD: |-\n  v1x\n", "PASSWORD", "v1x", bare),
        ("a:\n  PASSWORD:\n    v1x\n  b: c", "PASSWORD", "v1x", bare),
        ("PASSWORD = (\n  'v1x'\n)", "PASSWORD", "v1x", quoted),
        ("String PASSWORD\n    = \"v1x\";", "PASSWORD", "v1x", quoted),
    ] {
        assert_eq!(read(text, "PASSWORD", false), Some((name.to_owned(), value.to_owned(), style)), "{text}");
    }
}

#[test]
fn values_of_xml_by_the_name_beside_them() {
    for text in [
        "<string name=\"PASSWORD\">v1</string>",
        "<setting name=\"PASSWORD\" serializeAs=\"String\"><value>v1</value></setting>",
        "<property><name>PASSWORD</name><value>v1</value></property>",
        "<name>PASSWORD</name>\n  <value>v1</value>",
        "<key>PASSWORD</key>\n\t<string>v1</string>",
    ] {
        let found = read(text, "PASSWORD", false);
        assert_eq!(found.map(|(_, value, style)| (value, style)), Some(("v1".to_owned(), Style::Element)), "{text}");
    }
    assert_eq!(read("<input name=\"PASSWORD\"/><b>v1</b>", "PASSWORD", false), None);
    assert_eq!(read("<key>PASSWORD</key><true/>", "PASSWORD", false), None);
}

#[test]
fn phrases_are_read_where_allowed() {
    assert_eq!(
        read("acme api token = 'v1x'", "acme", true),
        Some(("acme api token".to_owned(), "v1x".to_owned(), Style::Quoted))
    );
    assert_eq!(read("acme api token = 'v1x'", "acme", false), None);
}

#[test]
fn a_word_between_two_quoted_texts_is_no_operator() {
    let found = read("// `PASSWORD=v1` or `PW=v2` in pairs", "PASSWORD", false);
    assert_eq!(found.map(|(_, value, _)| value).as_deref(), Some("v1"));
}

#[test]
fn what_is_no_assignment() {
    for text in [
        "x: ${PASSWORD}:/path",
        "x: ${PASSWORD:?needed}",
        "x: ${env:PASSWORD}",
        "PASSWORD (v1x) is needed",
        "getPASSWORD(v1x)",
        "the sbom config, PASSWORDs `v1x` to enable it",
        "the PASSWORD was changed",
        "PASSWORD",
        "PASSWORD =",
        "PASSWORD = 'open",
        "PASSWORD\n",
        "\"PASSWORD\",\n\"other\": 1",
        "PASSWORD = getenv('PW')x",
        "PASSWORD: |\n  first line\n",
        "PASSWORD:\n  a: b",
        "PASSWORD:\n- a",
    ] {
        let found = read(text, "PASSWORD", false);
        assert!(found.as_ref().is_none_or(|(_, value, _)| value.contains('(')), "{text} {found:?}");
    }
}

proptest::proptest! {
    #[test]
    fn never_panics_and_stays_inside(text in "[a-z'\"=:(){}\\[\\]<>|,\\\\\n -]{0,60}", at in 0..60usize) {
        let at = at.min(text.len());
        if let Some(found) = parse(text.as_bytes(), at..at, true) {
            proptest::prop_assert!(found.value.start <= found.value.end && found.value.end <= text.len());
        }
    }
}
