//! Keeps names in web addresses, e-mail addresses and file paths as they are: they are no mentions,
//! and rewriting them would break them.

use super::CONTEXT;
use crate::span::Span;

/// Last labels of host names that are seen without `http` before them.
const TOP_LEVEL: &[&str] = &[
    "com", "cn", "org", "net", "io", "ai", "co", "uk", "de", "jp", "kr", "fr", "eu", "ru", "tw",
    "hk", "gov", "edu", "info", "dev", "app", "tech", "xyz", "tv", "cc", "us", "sg",
];

/// Tells whether a span lies in an address or path and is not all of it.
pub(super) fn holds(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
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
    let trimmed = token.trim_end_matches(['.', ',', ':', ';', '!', '?']);
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

/// Characters that addresses are made of; brackets and quotes set an address off.
fn is_inside(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|'
        )
}

fn is_path(token: &str) -> bool {
    ["/", "./", "../", "~/"].iter().any(|root| token.starts_with(root))
        && token.matches('/').count() > 1
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
        ] {
            let start = text.find(name).expect(name);
            assert_eq!(holds(text, Span::new(start, start + name.len())), expected, "{text}");
        }
    }
}
