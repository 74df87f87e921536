//! Encodings with code units wider than a byte: UTF-16 and UTF-32.

use encoding_rs::{UTF_16BE, UTF_16LE};

/// A wide encoding, and the length of its byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    Utf16 { order: Order, mark: usize },
    Utf32 { order: Order },
}

/// Byte order of a code unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

/// The wide encoding of a file that begins with `sample`.
pub(super) fn detect(sample: &[u8], has_nul: bool) -> Option<Wide> {
    use Order::{Big, Little};
    let utf16 = |order, mark| Wide::Utf16 { order, mark };
    match sample {
        [0xff, 0xfe, 0, 0, rest @ ..] if is_utf32(rest, Little) => Some(Wide::Utf32 { order: Little }),
        [0, 0, 0xfe, 0xff, rest @ ..] if is_utf32(rest, Big) => Some(Wide::Utf32 { order: Big }),
        [0xff, 0xfe, rest @ ..] => Tally::of(rest, Little).agrees_with_mark().then(|| utf16(Little, 2)),
        [0xfe, 0xff, rest @ ..] => Tally::of(rest, Big).agrees_with_mark().then(|| utf16(Big, 2)),
        _ if has_nul => [Little, Big]
            .into_iter()
            .find(|&order| Tally::of(sample, order).proves_itself())
            .map(|order| utf16(order, 0)),
        _ => None,
    }
}

impl Wide {
    /// The file, byte order mark included, converted to UTF-8. Malformed units become U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> Vec<u8> {
        let (encoding, mark) = match self {
            Wide::Utf16 { order: Order::Little, mark } => (UTF_16LE, mark),
            Wide::Utf16 { order: Order::Big, mark } => (UTF_16BE, mark),
            Wide::Utf32 { order } => return utf32(&bytes[4..], order).collect::<String>().into_bytes(),
        };
        encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned().into_bytes()
    }
}

fn utf32(bytes: &[u8], order: Order) -> impl Iterator<Item = char> {
    bytes.chunks(4).map(move |unit| scalar(unit, order).unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn scalar(unit: &[u8], order: Order) -> Option<char> {
    let unit = <[u8; 4]>::try_from(unit).ok()?;
    char::from_u32(match order {
        Order::Little => u32::from_le_bytes(unit),
        Order::Big => u32::from_be_bytes(unit),
    })
}

/// Whether every unit is a character, since the mark of UTF-32 is also that of UTF-16 followed by a NUL.
fn is_utf32(sample: &[u8], order: Order) -> bool {
    sample.chunks_exact(4).all(|unit| scalar(unit, order).is_some_and(|c| c != '\0'))
}

/// Character counts of a sample, read as UTF-16.
#[derive(Default)]
struct Tally {
    units: usize,
    ascii: usize,
    odd: usize,
}

impl Tally {
    fn of(sample: &[u8], order: Order) -> Self {
        let units = sample.chunks_exact(2).map(|pair| match order {
            Order::Little => u16::from_le_bytes([pair[0], pair[1]]),
            Order::Big => u16::from_be_bytes([pair[0], pair[1]]),
        });
        let mut tally = Tally::default();
        for unit in char::decode_utf16(units) {
            tally.units += 1;
            match unit {
                Ok('\t' | '\n' | '\x0c' | '\r' | ' '..='~') => tally.ascii += 1,
                Ok(c) if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => tally.odd += 1,
                Ok(_) => {}
                Err(_) => tally.odd += 1,
            }
        }
        tally
    }

    /// Whether the sample confirms its byte order mark. One that is there by chance is followed by noise.
    fn agrees_with_mark(&self) -> bool {
        self.odd * 10 <= self.units
    }

    /// Whether a sample without a mark is UTF-16: a good part is ASCII, unlike in the wrong byte order or other data,
    /// and almost nothing is invalid (the sample may end within a surrogate pair).
    fn proves_itself(&self) -> bool {
        self.ascii > 0 && self.ascii * 4 >= self.units && self.odd * 200 <= self.units
    }
}
