//! Numbers in the files of git.

/// Takes some bytes off the front.
pub(in crate::source::git) fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(count)?;
    *rest = behind;
    Some(taken)
}

/// Takes one byte off the front.
pub(in crate::source::git) fn byte(rest: &mut &[u8]) -> Option<u8> {
    take(rest, 1).map(|taken| taken[0])
}

/// A number of up to four bytes, the highest first.
pub(in crate::source::git) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// The lowest bits of a number in its first byte, and seven in each byte that follows, the lowest first.
pub(in crate::source::git) fn lowest_first(first: u8, bits: u32, rest: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift, mut last) = (u64::from(first) & ((1 << bits) - 1), bits, first);
    while last & 0x80 != 0 {
        last = byte(rest)?;
        let bits = u64::from(last & 0x7f);
        number |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        shift += 7;
    }
    Some(number)
}

/// Seven bits in each byte, the highest first; each continuation adds one.
pub(in crate::source::git) fn highest_first(rest: &mut &[u8]) -> Option<u64> {
    let mut last = byte(rest)?;
    let mut number = u64::from(last & 0x7f);
    while last & 0x80 != 0 {
        last = byte(rest)?;
        number = number.checked_add(1)?.checked_mul(128)? | u64::from(last & 0x7f);
    }
    Some(number)
}
