//! Keeps names in web addresses, e-mail addresses, file paths and identifiers as they are: they are no
//! mentions, and rewriting them would break them.

use super::CONTEXT;
use crate::span::Span;

/// Last labels of host names that are seen without `http` before them.
const TOP_LEVEL: &[&str] = &[
    "com", "cn", "org", "net", "io", "ai", "co", "uk", "de", "jp", "kr", "fr", "eu", "ru", "tw",
    "hk", "gov", "edu", "info", "dev", "app", "tech", "xyz", "tv", "cc", "us", "sg",
];

/// Tells whether a span lies in an address, path or identifier and is not all of it.
pub(super) fn holds(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    if is_in_identifier(bytes, span) {
        return true;
    }
    let low = span.start().saturating_sub(CONTEXT);
    let high = (span.end() + CONTEXT).min(bytes.len());
    let start = bytes[low..span.start()]
        .iter()
        .rposition(|&byte| !is_inside(byte))
        .map_or(low, |at| low + at + 1);
    let end = bytes[span.end()..high]
        .iter()
        .position(|&byte| !is_inside(byte))
        .map_or(high, |at| span.end() + at);
    let Some(token) = text.get(start..end) else { return false };
    let trimmed = token.trim_end_matches(|c| u8::try_from(c).is_ok_and(is_closing));
    let within = start..start + trimmed.len();
    if within.end <= span.end() && within.start == span.start() {
        return false;
    }
    trimmed.contains("://")
        || trimmed.starts_with("www.")
        || trimmed.starts_with("mailto:")
        || is_path(trimmed)
        || is_mail_address(trimmed)
        || is_host(trimmed)
}

/// Tells whether the bytes beside a span show that it lies in nothing of the kind: nothing but marks that
/// may end a sentence touches it. Cheap, and never wrong in saying yes.
#[inline]
pub(super) fn is_set_off(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    if span.start().checked_sub(1).is_some_and(|at| is_inside(bytes[at])) {
        return false;
    }
    match bytes.get(span.end()) {
        Some(&byte) if is_inside(byte) => is_closing(byte) && is_closed(&bytes[span.end()..]),
        _ => true,
    }
}

/// Tells whether nothing of an address follows the marks that end a clause.
fn is_closed(after: &[u8]) -> bool {
    let mut after = after.iter().take(CONTEXT);
    after.find(|&&byte| !is_closing(byte)).is_none_or(|&byte| !is_inside(byte))
}

/// Marks that end a sentence or clause, and so an address.
#[inline]
fn is_closing(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b':' | b';' | b'!' | b'?')
}

/// Characters that addresses are made of; brackets and quotes set an address off.
fn is_inside(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|'
        )
}

/// Tells whether the letters, digits and underscores around a span are an identifier: `KVM_REG_ARM`,
/// `exynos4210_power_on`. Underscores that stand for italics have nothing beyond them (`_London_`), and those
/// that stand between the parts of a page's title have Han characters there.
fn is_in_identifier(bytes: &[u8], span: Span) -> bool {
    let is_own = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    (is_own(span.start()) && joins(bytes[..span.start()].iter().rev()))
        || (is_own(span.end() - 1) && joins(bytes[span.end()..].iter()))
}

/// Tells whether letters and digits stand beyond an underscore, seen from a span outwards.
fn joins<'b>(outwards: impl Iterator<Item = &'b u8>) -> bool {
    let mut has_underscore = false;
    for &byte in outwards.take(CONTEXT) {
        if byte == b'_' {
            has_underscore = true;
        } else if !byte.is_ascii_alphanumeric() {
            return false;
        } else if has_underscore {
            return true;
        }
    }
    false
}

fn is_path(token: &str) -> bool {
    let is_rooted = ["/", "./", "../", "~/"].iter().any(|root| token.starts_with(root));
    token.matches('/').count() > usize::from(is_rooted) && (is_rooted || is_relative_file(token))
}

/// Tells whether a token is a file in a directory, as programs write them: `include/linux/types.h`.
fn is_relative_file(token: &str) -> bool {
    const LONGEST_ENDING: usize = 4;
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/._-+".contains(&byte);
    let file = token.rsplit('/').next().unwrap_or(token);
    let Some((name, ending)) = file.rsplit_once('.') else { return false };
    token.bytes().all(is_plain)
        && !name.is_empty()
        && (1..=LONGEST_ENDING).contains(&ending.len())
        && ending.starts_with(|first: char| first.is_ascii_alphabetic())
        && !TOP_LEVEL.contains(&ending)
}

fn is_mail_address(token: &str) -> bool {
    token.split_once('@').is_some_and(|(user, host)| !user.is_empty() && is_host(host))
}

/// Tells whether a token is a host name, perhaps with a path: `openai.com`, `kimi.moonshot.cn/chat`.
fn is_host(token: &str) -> bool {
    let host = token.split(['/', '?', '#', ':']).next().unwrap_or(token);
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    TOP_LEVEL.contains(&top) && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_addresses() {
        for (text, name, expected) in [
            ("see https://www.kimi.com/chat", "kimi", true),
            ("访问https://kimi.moonshot.cn了解", "moonshot", true),
            ("mail kimi@moonshot.ai now", "kimi", true),
            ("on openai.com.", "openai", true),
            ("cat /opt/kimi/bin", "kimi", true),
            ("Character.AI grew", "Character.AI", false),
            ("follow @OpenAI.", "OpenAI", false),
            ("by Kimi.Then it", "Kimi", false),
            ("Kimi/Moonshot", "Kimi", false),
            ("(kimi)", "kimi", false),
            ("#include <kimi/types.h>", "kimi", true),
            ("see lib/kimi/types.h.", "kimi", true),
            ("kimi/01.ai", "kimi", false),
            ("kimi/qwen2.5", "kimi", false),
            ("月之暗面_AI大模型", "月之暗面", false),
            ("月之暗面_Kimi_百科", "Kimi", false),
            ("Kimi/Chat.app", "Kimi", false),
            ("REG_KIMI_2", "KIMI", true),
            ("KIMI_2", "KIMI", true),
            ("power_on_kimi4210", "kimi", true),
            ("kimi4210_power_on", "kimi", true),
            ("_Kimi_ said", "Kimi", false),
            ("_in Kimi_", "Kimi", false),
        ] {
            let start = text.find(name).expect(name);
            assert_eq!(holds(text, Span::new(start, start + name.len())), expected, "{text}");
        }
    }
}
