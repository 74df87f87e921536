use super::*;
use proptest::prelude::*;

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn utf32(text: &str, big: bool) -> Vec<u8> {
    text.chars().flat_map(|c| if big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() }).collect()
}

fn text(decoded: Decoded<'_>) -> Vec<u8> {
    match decoded {
        Decoded::Text(text) => text.into_owned(),
        Decoded::Binary(_) => panic!("taken for binary"),
    }
}

#[test]
fn bytes_are_borrowed_whatever_their_encoding() {
    let cases: [&[u8]; 6] =
        [b"", b"a=b\r\n", b"\xef\xbb\xbfa=b", "schön".as_bytes(), b"sch\xf6n", b"\x1b[31mred\x1b[0m\x08"];
    for bytes in cases {
        assert!(matches!(decode(bytes), Decoded::Text(Cow::Borrowed(same)) if same == bytes), "{bytes:?}");
    }
}

#[test]
fn binary_is_judged_by_content() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let small_numbers: Vec<u8> = (0..200u16).flat_map(u16::to_le_bytes).collect();
    let sizes: Vec<u8> = (40..90u32).flat_map(u32::to_le_bytes).collect();
    let noise: Vec<u8> = (0..600u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 | 1).collect();
    let marked_noise = [b"\xff\xfe", &small_numbers[..40]].concat();
    for bytes in [&png[..], &small_numbers, &sizes, &noise, &marked_noise, b"text\0text text"] {
        assert!(matches!(decode(bytes), Decoded::Binary(same) if same == bytes), "{bytes:?}");
    }
}

#[test]
fn a_late_nul_does_not_make_binary() {
    let mut bytes = vec![b'a'; SAMPLE_BYTES];
    bytes.push(0);
    assert!(matches!(decode(&bytes), Decoded::Text(_)));
    bytes[SAMPLE_BYTES - 1] = 0;
    assert!(matches!(decode(&bytes), Decoded::Binary(_)));
}

#[test]
fn a_broken_surrogate_does_not_hide_the_rest() {
    let mut bytes = b"\xff\xfe".to_vec();
    bytes.extend(utf16(&"key = value\n".repeat(4), false));
    bytes.extend(0xd800u16.to_le_bytes());
    bytes.extend(utf16("token", false));
    let text = String::from_utf8(text(decode(&bytes))).expect("UTF-8");
    assert!(text.starts_with("key = value") && text.ends_with("\u{fffd}token"));
}

#[test]
fn a_pair_cut_by_the_sample_and_an_odd_last_byte_are_read() {
    let written = format!("{}😀 end", "a".repeat(SAMPLE_BYTES / 2 - 1));
    let mut bytes = utf16(&written, true);
    assert_eq!(text(decode(&bytes)), written.as_bytes());
    bytes.push(b'x');
    assert_eq!(text(decode(&bytes)), format!("{written}\u{fffd}").as_bytes());
}

proptest! {
    #[test]
    fn utf8_is_unchanged(written in "\\PC{0,200}") {
        let decoded = decode(written.as_bytes());
        prop_assert_eq!(decoded, Decoded::Text(Cow::Borrowed(written.as_bytes())));
    }

    #[test]
    fn marked_utf16_and_utf32_are_read(written in "[\\PC\n]{1,200}", big in any::<bool>()) {
        let mut narrow = if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] };
        narrow.extend(utf16(&written, big));
        prop_assert_eq!(text(decode(&narrow)), written.as_bytes());
        let mut wide = utf32("\u{feff}", big);
        wide.extend(utf32(&written, big));
        prop_assert_eq!(text(decode(&wide)), written.as_bytes());
    }

    #[test]
    fn unmarked_utf16_is_read(written in "[ -~\n\t]{1,100}[ -~äöü漢字😀]{0,60}", big in any::<bool>()) {
        prop_assert_eq!(text(decode(&utf16(&written, big))), written.as_bytes());
    }

    #[test]
    fn any_bytes_are_decoded_within_bounds(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(0xff), Just(0xfe)], 0..400),
    ) {
        // Two bytes of UTF-16 become at most three of UTF-8, and so does a unit that is cut short.
        let bound = bytes.len() * 3 / 2 + 3;
        let decoded = decode(&bytes);
        let is_borrowed = matches!(&decoded, Decoded::Binary(_) | Decoded::Text(Cow::Borrowed(_)));
        let decoded = decoded.into_bytes();
        prop_assert!(if is_borrowed { decoded == bytes } else { decoded.len() <= bound }, "{}", decoded.len());
    }
}
