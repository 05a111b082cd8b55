//! Bugs that were, each with the input that showed it.

mod support;

use exonym::normalizer::InvalidBytes;
use exonym::{Dictionary, Normalizer};
use std::io::{Cursor, Read, Result, Seek, SeekFrom};
use support::{dictionary, found};

/// Returns fewer bytes at a time on every new pass.
struct Varying {
    inner: Cursor<Vec<u8>>,
    most: usize,
}

impl Read for Varying {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let most = self.most.min(buffer.len());
        self.inner.read(&mut buffer[..most])
    }
}

impl Seek for Varying {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        if to == SeekFrom::Start(0) {
            self.most = self.most / 7 + 1000;
        }
        self.inner.seek(to)
    }
}

#[test]
fn a_stream_may_be_read_in_other_pieces_each_time() {
    let normalizer = Normalizer::new(dictionary(
        "[[entity]]\nid = \"kimi\"\nname = { en = \"Kimi\" }\naliases = [{ text = \"Moon\", weak = true }]",
    ));
    let text = format!("{}say Kimi and Moon now. ", "word ".repeat(60)).repeat(6000);
    let mut spans = Vec::new();
    let reader = Varying { inner: Cursor::new(text.clone().into_bytes()), most: 1 << 20 };
    normalizer
        .stream(reader, InvalidBytes::Error, |block| {
            spans.extend(block.mentions().iter().map(|mention| mention.span()));
            Ok(())
        })
        .expect("sound text");
    let whole: Vec<_> =
        normalizer.annotate(&text).mentions().iter().map(|mention| mention.span()).collect();
    assert_eq!(whole.len(), 12_000);
    assert_eq!(spans, whole);
}

/// Took a day where each round took back one edit.
#[test]
fn a_long_run_of_unstable_names_comes_to_an_end() {
    let normalizer = Normalizer::new(dictionary(
        "[[entity]]\nid = \"one\"\nname = { en = \"Xan\" }\naliases = [\"Abc\"]\n\
         [[entity]]\nid = \"two\"\nname = { en = \"Xan Def\" }\naliases = [\"Xan Abc\"]",
    ));
    let text = "Abc ".repeat(3_000) + "Def";
    let once = normalizer.normalize(&text).into_owned();
    assert_eq!(normalizer.normalize(&once), once);
}

/// Took minutes where each mark went over all before it.
#[test]
fn heaped_marks_cost_no_more_than_letters() {
    let text = format!("字{}", "\u{301}\u{323}".repeat(20_000));
    assert!(exonym::fold::fold(&text).starts_with('字'));
}

#[test]
fn layers() {
    let base = "[dictionary]\nname = \"base\"\ntopics = [\"ai\"]\n\
        [[entity]]\nid = \"a\"\nname = { en = \"Alphacorp\", zh = \"甲司\" }\n\
        [[entity]]\nid = \"b\"\nname = { en = \"Betacorp\" }\naliases = [{ text = \"Betacorp\", case = \"sensitive\" }]\n\
        [[entity]]\nid = \"c\"\nname = { en = \"Gamma\" }\naliases = [{ text = \"Gizmo\", weak = true }]";
    let over =
        |upper: &str| Normalizer::new(Dictionary::layered([dictionary(base), dictionary(upper)]));
    let pair = |surface: &str, id: &str| (surface.to_owned(), id.to_owned());

    // An upper layer that only adds a name leaves the entity's topic as it is.
    let added = over("[dictionary]\nname = \"up\"\n[[entity]]\nid = \"a\"\naliases = [\"Alfa\"]");
    assert_eq!(
        found(&added, "Alphacorp and Betacorp met Gizmo."),
        [pair("Alphacorp", "a"), pair("Betacorp", "b"), pair("Gizmo", "c")]
    );
    // A removed name is not written either.
    let removed = over("[[entity]]\nid = \"a\"\nremove = [\"Alphacorp\"]\naliases = [\"Alfa\"]");
    assert_eq!(removed.normalize("Alfa here"), "甲司 here");
    // A name stated again keeps the rules that an alias below lends it.
    let again = over("[[entity]]\nid = \"b\"\nname = { en = \"Betacorp\" }");
    assert_eq!(found(&again, "the betacorp way"), []);
}

#[test]
fn is_match_sees_protection_across_a_cut() {
    let normalizer = Normalizer::new(dictionary(
        "[dictionary]\nname = \"d\"\nnever = [\"Big Apple\"]\n[[entity]]\nid = \"apple\"\nname = { en = \"Apple\" }",
    ));
    for padding in 65_520..65_540 {
        let text = format!("{} Big Apple here", "x".repeat(padding));
        assert!(!normalizer.is_match(&text), "{padding}");
    }
}

/// Two names in passing opened a topic for a whole book, and let its ordinary words through as weak names.
#[test]
fn a_few_names_do_not_make_a_book_one_about_them() {
    let normalizer = Normalizer::new(dictionary(
        "[dictionary]\nname = \"cars\"\n\
         [[entity]]\nid = \"bmw\"\nname = { en = \"BMW\" }\n\
         [[entity]]\nid = \"audi\"\nname = { en = \"Audi\" }\n\
         [[entity]]\nid = \"jaguar\"\nname = { en = \"Jaguar Cars\" }\ntopics = [\"cats\"]\nrelated = [\"bmw\"]\n\
         aliases = [{ text = \"Jaguar\", weak = true }]\n\
         [[entity]]\nid = \"ford\"\nname = { en = \"Ford Motor\" }\naliases = [{ text = \"Ford\", weak = true }]\n",
    ));
    // (bytes of other text around, does BMW speak for Jaguar, does the topic speak for Ford)
    for (filler, related, topic) in
        [(0, true, true), (6_000, true, true), (20_000, true, false), (60_000, false, false)]
    {
        let text = format!("BMW and Audi. {}Jaguar, Ford.", "a word ".repeat(filler / 7));
        let ids: Vec<String> = found(&normalizer, &text).into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids.iter().any(|id| id == "jaguar"), related, "{filler}");
        assert_eq!(ids.iter().any(|id| id == "ford"), topic, "{filler}");
        let mut streamed = 0;
        let count = |block: &exonym::normalizer::Block<'_>| {
            streamed += block.mentions().len();
            Ok(())
        };
        normalizer.stream(Cursor::new(&text), InvalidBytes::Error, count).expect("readable");
        assert_eq!(streamed, ids.len(), "{filler}");
    }
}

/// The likelier of two related entities of one name spoke for the other, which then won.
#[test]
fn a_rival_speaks_for_nobody() {
    // Several forms of one key are one rival.
    let country = "[[entity]]\nid = \"country\"\nname = { en = \"Samename\" }\nprior = 0.9\n\
                   aliases = [\"SAMENAME\", \"Same-name\"]\n";
    let city = "[[entity]]\nid = \"city\"\nname = { en = \"Samename\" }\nprior = 0.4\n";
    let river = "[[entity]]\nid = \"river\"\nname = { en = \"Rivername\" }\nrelated = [\"city\"]\n";
    for related in [("related = [\"city\"]\n", ""), ("", "related = [\"country\"]\n"), ("", "")] {
        let normalizer = Normalizer::new(dictionary(&format!(
            "{country}{}{city}{}{river}",
            related.0, related.1
        )));
        let ids = |text: &str| -> Vec<String> {
            found(&normalizer, text).into_iter().map(|(_, id)| id).collect()
        };
        assert_eq!(ids("To Samename."), ["country"], "{related:?}");
        assert_eq!(ids("Rivername flows by Samename."), ["river", "city"], "{related:?}");
    }
}

/// Rewriting to longer or shorter names moved a long text over the averages that open topics.
#[test]
fn a_second_run_opens_no_further_topic() {
    use exonym::output::replace::{Progress, Replace};
    let normalizer = Normalizer::new(dictionary(
        "[dictionary]\nname = \"cars\"\n\
         [[entity]]\nid = \"bmw\"\nname = { en = \"BMW\" }\n\
         aliases = [\"Bayerische Motoren Werke Aktiengesellschaft\"]\n\
         [[entity]]\nid = \"audi\"\nname = { en = \"Audi\" }\n\
         [[entity]]\nid = \"ford\"\nname = { en = \"Ford Motor\" }\n\
         aliases = [{ text = \"Ford\", weak = true }]\n",
    ));
    let replace = Replace::new();
    let normalize = |text: &str| {
        let mut out = String::new();
        let mut progress = Progress::default();
        normalizer
            .stream(Cursor::new(text), InvalidBytes::Error, |block| {
                out += &replace.rewrite_block(&normalizer, block, &mut progress).text;
                Ok(())
            })
            .expect("readable");
        out
    };
    // 200 mentions reach as far as 800 KiB; the lengths around that are where a run may tip.
    let mentions = "Bayerische Motoren Werke Aktiengesellschaft and Audi. ".repeat(100);
    for filler in (812_000..826_000).step_by(500) {
        let text = format!("{mentions}{}\nFord came.", "a word ".repeat(filler / 7));
        let once = normalize(&text);
        assert!(normalize(&once) == once, "{filler}");
    }
}
