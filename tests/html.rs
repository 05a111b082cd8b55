//! The page that `tag --format html` writes: what stands in it, and what a browser makes of it.
//!
//! The browser tests are skipped, with a printed line, where there is no Chromium. With
//! `SCREENSHOTS=directory` they leave pictures to look at.
#![cfg(feature = "cli")]

#[path = "html/browser.rs"]
mod browser;
#[path = "cli/program.rs"]
mod program;

use base64::Engine;
use browser::Browser;
use program::run;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ARTICLE: &str = include_str!("../examples/article.txt");

/// Names and a text that would break out of a careless page.
const HOSTILE: &str = r##"
[dictionary]
name = "hostile"

[[entity]]
id = "\"><script>window.pwned=1</script>"
type = "\"><img src=x onerror=window.pwned=2>"
name = { en = "Script", zh = "</script><script>window.pwned=3</script>" }
aliases = ["</mark></main><script>window.pwned=4</script>", "alias\" onfocus=\"window.pwned=5"]

[[entity]]
id = "javascript:window.pwned=6"
type = "org"
name = { en = "Image" }
aliases = ["<img src=http://example.invalid/x onerror=window.pwned=7>", "<!--"]

[[entity]]
id = "twin-a'"
type = "org"
name = { en = "Twin & Son" }

[[entity]]
id = "twin-b`${1}"
type = "place"
name = { en = "Twin & Son" }
"##;

const HOSTILE_TEXT: &str = "Script and Image.\r\n\
    </mark></main><script>window.pwned=4</script> <style>*{display:none}</style>\n\
    alias\" onfocus=\"window.pwned=5 <img src=http://example.invalid/x onerror=window.pwned=7>\n\
    Twin & Son &lt;b&gt; \u{0}\u{1b}[31m <!-- </script> --> \u{202e}Script\u{202c} Twin & Son";

struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Place {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for (name, content) in files {
            fs::write(directory.path().join(name), content).expect("writable");
        }
        Place { directory }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a page with these arguments and returns where it lies.
    fn page(&self, args: &[&str]) -> PathBuf {
        let all = [&["tag", "--format", "html", "-o", "page.html"], args].concat();
        let ran = run(self.path(), &all, b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{args:?}");
        self.path().join("page.html")
    }

    /// Counts the mentions of each ID, null for those not decided, as the JSON lines have them.
    fn counts(&self, args: &[&str]) -> BTreeMap<String, u64> {
        let ran = run(self.path(), &[&["tag"], args].concat(), b"");
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        let mut counts = BTreeMap::new();
        for line in ran.stdout.lines() {
            let mention: Value = serde_json::from_str(line).expect("JSON");
            *counts.entry(mention["id"].to_string()).or_default() += 1;
        }
        counts
    }
}

/// The same counts as a browser sees them.
fn shown(browser: &mut Browser) -> BTreeMap<String, u64> {
    let counts = browser.eval(
        "(() => { const entities = JSON.parse(document.getElementById('data').textContent).entities; \
         const counts = {}; \
         for (const m of document.querySelectorAll('main mark[id]')) { \
           const id = JSON.stringify(entities[m.dataset.e - 1].id); counts[id] = (counts[id] || 0) + 1; } \
         return counts; })()",
    );
    serde_json::from_value(counts).expect("counts")
}

#[test]
fn the_content_policy_names_the_style_and_the_script() {
    let place = Place::new(&[("note.txt", "Kimi")]);
    let page = fs::read_to_string(place.page(&["note.txt"])).expect("readable");
    let between = |open: &str, close: &str| {
        let start = page.find(open).expect("it opens") + open.len();
        &page[start..start + page[start..].find(close).expect("it closes")]
    };
    let hash = |content: &str| {
        let digest = Sha256::digest(content.as_bytes());
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(digest))
    };
    for (directive, content) in [
        ("style-src", between("<style>", "</style>")),
        ("script-src", between("<script>", "</script>")),
    ] {
        let expected = format!("{directive} {}", hash(content));
        assert!(page.contains(&expected), "the content policy needs {expected}");
    }
}

/// Without a browser: nothing of a hostile dictionary or text stands in the page as markup.
#[test]
fn hostile_names_stay_text() {
    let place = Place::new(&[("hostile.toml", HOSTILE), ("text.txt", HOSTILE_TEXT)]);
    let page =
        fs::read_to_string(place.page(&["-d", "hostile.toml", "text.txt"])).expect("readable");
    let count = |what: &str| page.matches(what).count();
    assert_eq!((count("<script"), count("</script")), (2, 2), "the data and the script");
    assert_eq!((count("<style"), count("</style"), count("<img"), count("<!--")), (1, 1, 0, 0));
    assert_eq!(count("</main>"), 1);
    assert_eq!(count("<mark"), count("</mark"));
    assert!(!page.contains(['\0', '\u{1b}']), "control characters are written as pictures");
}

/// Without a browser: a text of several blocks and many pieces stands in the page whole, with every mention.
#[test]
fn a_long_text_is_written_whole() {
    let line = "Sequoia Capital China & 月之暗面 <Kimi>\r\nmet Zhipu\nAI, and \"nobody\" else. ";
    let text = line.repeat(9000);
    let place = Place::new(&[("long.txt", &text)]);
    for args in [&["long.txt"][..], &["--overlaps", "ALL", "long.txt"]] {
        let page = fs::read_to_string(place.page(args)).expect("readable");
        let start = page.find("<div class=\"text\">").expect("a text");
        let end = page.find("</section>").expect("its end");
        let mut shown = String::new();
        for piece in page[start..end].split('<').skip(1) {
            shown += piece.split_once('>').expect("a whole tag").1;
        }
        for (reference, character) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        {
            shown = shown.replace(reference, character);
        }
        assert!(shown.trim_end() == text.trim_end(), "{args:?}");
        let mentions: u64 = place.counts(args).values().sum();
        assert_eq!(page.matches(" id=\"m").count() as u64, mentions, "{args:?}");
        assert!(mentions > 20_000);
    }
}

#[test]
fn a_text_without_names_and_an_empty_one_make_pages() {
    let place = Place::new(&[("plain.txt", "Nothing here.\n"), ("empty.txt", "")]);
    for file in ["plain.txt", "empty.txt"] {
        let page = fs::read_to_string(place.page(&[file])).expect("readable");
        assert!(page.contains("0 mentions, 0 entities"), "{file}");
        assert!(page.ends_with("</html>\n"), "{file}");
    }
}

/// A bad input leaves a page that is whole on standard output, and no page where a file was asked for.
#[test]
fn an_input_that_cannot_be_read() {
    let place = Place::new(&[("good.txt", "Kimi"), ("page.html", "before")]);
    fs::write(place.path().join("bad.txt"), b"Kimi \xff").expect("writable");
    let ran = run(place.path(), &["tag", "--format", "html", "bad.txt", "good.txt"], b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("bad.txt:1: invalid UTF-8"), "{}", ran.stderr);
    assert!(ran.stdout.contains("could not be read to its end"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("</html>\n"));
    let args = ["tag", "--format", "html", "bad.txt", "good.txt", "-o", "page.html"];
    let ran = run(place.path(), &args, b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("page.html: not written"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(place.path().join("page.html")).expect("readable"), "before");
}

#[test]
fn counts_agree_with_jsonl() {
    let Some(mut browser) = Browser::start() else { return };
    let mixed = "Sequoia Capital China, 月之暗面\r\nand Kimi. ".repeat(300);
    let place = Place::new(&[
        ("article.txt", ARTICLE),
        ("mixed.txt", &mixed),
        ("hostile.toml", HOSTILE),
        ("hostile.txt", HOSTILE_TEXT),
    ]);
    for args in [
        &["article.txt"] as &[&str],
        &["mixed.txt"],
        &["article.txt", "mixed.txt"],
        &["--overlaps", "ALL", "mixed.txt"],
        &["-d", "hostile.toml", "hostile.txt"],
        &["-d", "hostile.toml", "--overlaps", "ALL", "hostile.txt"],
    ] {
        let page = place.page(args);
        browser.open(&page);
        assert_eq!(shown(&mut browser), place.counts(args), "{args:?}");
        let listed = browser.eval(
            "[...document.querySelectorAll('.count')].reduce((sum, count) => sum + Number(count.textContent), 0)",
        );
        let all: u64 = place.counts(args).values().sum();
        assert_eq!(listed, json!(all), "{args:?}");
    }
}

#[test]
fn the_text_is_shown_as_it_is() {
    let Some(mut browser) = Browser::start() else { return };
    let place = Place::new(&[("article.txt", ARTICLE)]);
    browser.open(&place.page(&["article.txt"]));
    assert_eq!(browser.eval("document.querySelector('.text').textContent"), json!(ARTICLE));
}

#[test]
fn nothing_hostile_runs_and_nothing_is_fetched() {
    let Some(mut browser) = Browser::start() else { return };
    let place = Place::new(&[("hostile.toml", HOSTILE), ("text.txt", HOSTILE_TEXT)]);
    let page = place.page(&["-d", "hostile.toml", "text.txt"]);
    browser.open(&page);
    let mentions = browser.eval("document.querySelectorAll('main mark[id]').length");
    for number in 0..mentions.as_u64().expect("a number") {
        browser.hover(&format!("#m{number}"));
        browser.eval(&format!("document.getElementById('m{number}').focus()"));
        assert_eq!(browser.eval("document.getElementById('card').hidden"), json!(false));
    }
    assert_eq!(browser.eval("typeof window.pwned"), json!("undefined"));
    let strangers = "document.querySelectorAll('main script, main img, main style, #card img, #card script, \
                     aside img, aside script').length";
    assert_eq!(browser.eval(strangers), json!(0));
    let (asked, complaints) = browser.record();
    assert_eq!(asked, [format!("file://{}", page.display())]);
    assert_eq!(complaints, [""; 0]);
    browser.picture("hostile");
}

#[test]
fn the_card_says_what_a_mention_is() {
    let Some(mut browser) = Browser::start() else { return };
    let place = Place::new(&[("article.txt", ARTICLE)]);
    browser.open(&place.page(&["article.txt"]));
    let card = |browser: &mut Browser| {
        let text = browser.eval("document.getElementById('card').hidden ? '' : document.getElementById('card').innerText");
        text.as_str().expect("text").to_owned()
    };
    assert_eq!(card(&mut browser), "");
    let moonshot = "[...document.querySelectorAll('main mark')].find(m => m.textContent === 'Dark Side of the Moon').id";
    let id = browser.eval(moonshot);
    browser.hover(&format!("#{}", id.as_str().expect("an ID")));
    let hovered = card(&mut browser);
    for part in [
        "Moonshot AI",
        "moonshot-ai",
        "月之暗面",
        "exact, score 1.00",
        "weak alias",
        "line 8",
        "mention 3 of 4",
    ] {
        assert!(hovered.contains(part), "{part}: {hovered}");
    }
    browser.picture("card");
    // By keyboard: on to the next mention in the text, and to the next of the same entity.
    browser.eval(&format!("document.getElementById({id}).focus()"));
    browser.press("Tab");
    assert!(card(&mut browser).contains("mention 4 of 4"), "{}", card(&mut browser));
    browser.press("n");
    assert!(card(&mut browser).contains("mention 1 of 4"), "{}", card(&mut browser));
    assert_eq!(browser.eval("document.activeElement.textContent"), json!("MoonShadow AI"));
    browser.press("Escape");
    assert_eq!(card(&mut browser), "");
}

#[test]
fn filters_hide_types_and_tiers() {
    let Some(mut browser) = Browser::start() else { return };
    let place = Place::new(&[("article.txt", ARTICLE)]);
    browser.open(&place.page(&["article.txt"]));
    let visible = "[document.querySelectorAll('main mark:not(.off)').length, \
                    document.querySelectorAll('.entity:not([hidden])').length]";
    let all = browser.eval(visible);
    let org = "[...document.querySelectorAll('input[data-filter=kind]')].find(i => i.parentNode.textContent.includes('org'))";
    browser.eval(&format!("{org}.id = 'orgs'"));
    browser.click("#orgs");
    let without = browser.eval(visible);
    assert!(
        without[0].as_u64() < all[0].as_u64() && without[1].as_u64() < all[1].as_u64(),
        "{without}"
    );
    assert_eq!(
        browser.eval("document.querySelectorAll('main mark.k-org:not(.off)').length"),
        json!(0)
    );
    browser.picture("filtered");
    browser.click("#orgs");
    assert_eq!(browser.eval(visible), all);
    browser.click("input[value=variant]");
    assert_eq!(
        browser.eval("document.querySelectorAll('main mark.t-variant:not(.off)').length"),
        json!(0)
    );
    browser.click("input[value=variant]");
    browser.eval("(() => { const s = document.getElementById('search'); s.value = 'moonshot'; s.dispatchEvent(new Event('input')); })()");
    assert_eq!(browser.eval("document.querySelectorAll('.entity:not([hidden])').length"), json!(1));
    // By a name that the text does not have, and by none.
    let searched = |browser: &mut Browser, what: &str| {
        browser.eval(&format!("(() => {{ const s = document.getElementById('search'); s.value = '{what}'; s.dispatchEvent(new Event('input')); return [document.querySelectorAll('.entity:not([hidden])').length, document.getElementById('no-match').hidden]; }})()"))
    };
    assert_eq!(searched(&mut browser, "智谱AI"), json!([1, true]));
    assert_eq!(searched(&mut browser, "line"), json!([0, false]));
    assert_eq!(searched(&mut browser, "moonshot"), json!([1, true]));
    browser.click(".entity:not([hidden]) button[data-step='1']");
    assert_eq!(browser.eval("document.activeElement.textContent"), json!("MoonShadow AI"));
}

#[test]
fn light_dark_narrow_and_printed() {
    let Some(mut browser) = Browser::start() else { return };
    let place = Place::new(&[("article.txt", ARTICLE)]);
    let page = place.page(&["article.txt"]);
    let mut colours = Vec::new();
    for scheme in ["light", "dark"] {
        browser.medium("screen", scheme);
        browser.open(&page);
        colours.push(browser.eval("getComputedStyle(document.body).backgroundColor"));
        browser.picture(scheme);
    }
    assert_ne!(colours[0], colours[1]);
    browser.click("#theme");
    assert_eq!(browser.eval("getComputedStyle(document.body).backgroundColor"), colours[0]);
    browser.medium("print", "dark");
    assert_eq!(
        browser.eval("getComputedStyle(document.body).backgroundColor"),
        json!("rgb(255, 255, 255)")
    );
    assert_eq!(
        browser.eval("getComputedStyle(document.querySelector('fieldset')).display"),
        json!("none")
    );
    let numbers = "[...document.querySelectorAll('.entity')].map(entry => Number(entry.dataset.e))";
    let on_screen = browser.eval(numbers);
    browser.eval("window.dispatchEvent(new Event('beforeprint'))");
    let printed: Vec<u64> = serde_json::from_value(browser.eval(numbers)).expect("numbers");
    assert!(printed.is_sorted(), "{printed:?}");
    browser.picture("print");
    browser.eval("window.dispatchEvent(new Event('afterprint'))");
    assert_eq!(browser.eval(numbers), on_screen);
    browser.medium("screen", "light");
    browser.size(400, 800);
    browser.open(&page);
    assert_eq!(
        browser.eval("document.documentElement.scrollWidth"),
        json!(400),
        "no scrolling sideways"
    );
    browser.picture("narrow");
    browser.size(1280, 900);
}

#[test]
fn right_to_left_text_runs_right_to_left() {
    let Some(mut browser) = Browser::start() else { return };
    let dictionary = "id,name,lang,type\nopenai,OpenAI,en,org\nopenai,אופן איי איי,he,org\nkimi,Kimi,en,product\n";
    let text =
        "חברת אופן איי איי הציגה את Kimi (OpenAI).\nAn English line names אופן איי איי too.\n";
    let place = Place::new(&[("names.csv", dictionary), ("text.txt", text)]);
    browser.open(&place.page(&["-d", "names.csv", "text.txt"]));
    // The first line begins at the right edge, the second at the left.
    let first = browser.eval(
        "(() => { const t = document.querySelector('.text').getBoundingClientRect(); \
         const m = document.getElementById('m0').getBoundingClientRect(); \
         return m.left + m.width / 2 > t.left + t.width / 2; })()",
    );
    assert_eq!(first, json!(true));
    let second = browser.eval(
        "(() => { const r = document.createRange(); const c = document.querySelector('.chunk'); \
         const walker = document.createTreeWalker(c, NodeFilter.SHOW_TEXT); let node; \
         while ((node = walker.nextNode())) { const at = node.data.indexOf('An English'); \
           if (at >= 0) { r.setStart(node, at); r.setEnd(node, at + 2); break; } } \
         const t = document.querySelector('.text').getBoundingClientRect(); \
         return r.getBoundingClientRect().left - t.left < 60; })()",
    );
    assert_eq!(second, json!(true));
    browser.picture("right-to-left");
}
