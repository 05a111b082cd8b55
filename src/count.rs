//! Counts characters and lines of bytes, many at a time.

/// Bytes whose count fits a byte: so short counts are made sixteen and more at a time by any compiler that
/// vectorizes.
const STRETCH: usize = 255;

/// Returns the number of line feeds. O(length).
pub(crate) fn newlines(bytes: &[u8]) -> usize {
    count(bytes, |byte| byte == b'\n')
}

/// Returns the number of characters that begin in UTF-8 bytes. O(length).
pub(crate) fn chars(bytes: &[u8]) -> usize {
    count(bytes, |byte| byte & 0xC0 != 0x80)
}

#[inline]
fn count(bytes: &[u8], is_counted: impl Fn(u8) -> bool) -> usize {
    let count_few =
        |few: &[u8]| few.iter().fold(0u8, |count, &byte| count + u8::from(is_counted(byte)));
    bytes.chunks(STRETCH).map(|few| usize::from(count_few(few))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_standard_library() {
        for (name, piece) in
            [("none", "x"), ("lines", "\n"), ("wide", "月之\n"), ("mixed", "a\né月\u{1F600}")]
        {
            for times in [0, 1, 84, 85, 127, 254, 255, 256, 300, 1000] {
                let text = piece.repeat(times);
                let bytes = text.as_bytes();
                assert_eq!(newlines(bytes), text.matches('\n').count(), "{name} × {times}");
                assert_eq!(chars(bytes), text.chars().count(), "{name} × {times}");
            }
        }
    }
}
