//! Makes a dictionary of one's own in code, and rewrites a text with it.
//!
//! `cargo run --release --example custom_dictionary`. Needs no feature of the crate and no file.

use exonym::{Alias, AliasKind, DictionaryBuilder, EntityRecord, Normalizer};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // The name of the dictionary is also the topic of the entities that name none.
    let mut builder = DictionaryBuilder::new("ai-industry");

    // An entity has one canonical name in each language. Every name is also looked for in text.
    let mut moonshot = EntityRecord::new("moonshot-ai");
    moonshot.name.insert("en".parse()?, "Moonshot AI");
    moonshot.name.insert("zh".parse()?, "月之暗面");
    moonshot.related.push("yang-zhilin".to_owned());
    // Spaces and hyphens need no alias of their own: this one also meets `MoonShadowAI`.
    moonshot.aliases.push(Alias::new("MoonShadow AI"));
    // A weak alias counts only where the document mentions the entity, or a related one, by a name
    // that is not weak; or two entities of its topic.
    moonshot.aliases.push(Alias {
        kind: AliasKind::Calque,
        weak: true,
        forbid: vec!["Pink Floyd".to_owned()],
        ..Alias::new("Dark Side of the Moon")
    });
    builder.entity(moonshot);

    let mut yang = EntityRecord::new("yang-zhilin");
    yang.name.insert("en".parse()?, "Yang Zhilin");
    yang.name.insert("zh".parse()?, "杨植麟");
    builder.entity(yang);

    // A surface that is never a mention, whatever the names inside it.
    builder.never("Moonshot AI Street");

    // Building can fail, for a record without an ID for instance; the error lists every bad record.
    let normalizer = Normalizer::new(builder.build()?);

    for (text, expected) in [
        // Letter case, width, accents, Traditional characters: equal once folded.
        ("ＭＯＯＮＳＨＯＴ　ＡＩ and 楊植麟", "Moonshot AI and 杨植麟"),
        // The separators of a name may be dropped or replaced.
        ("MoonShadowAI, Moonshot-AI", "Moonshot AI, Moonshot AI"),
        // The weak alias has support in the first text and none in the second.
        ("Yang Zhilin left Dark Side of the Moon.", "Yang Zhilin left Moonshot AI."),
        ("I saw the dark side of the moon.", "I saw the dark side of the moon."),
        // Protected, and no boundary at the end.
        ("Moonshot AI Street, Moonshot AInt", "Moonshot AI Street, Moonshot AInt"),
    ] {
        let rewritten = normalizer.normalize(text);
        println!("{text}\n  {rewritten}");
        assert_eq!(rewritten, expected);
    }
    Ok(())
}
