//! Sources that are not sound: every problem is reported with its place.

use crate::{DICTIONARY, Place};

/// Places in a file with the beginnings of the messages there, in order.
type Problems = &'static [(&'static str, &'static str)];

/// (file, its text after the first line end, what is wrong with it)
const BAD_SOURCES: &[(&str, &str, Problems)] = &[
    (
        "open_string.toml",
        r#"
[[entity]]
id = "kimi
"#,
        &[("2:11", "this is no valid TOML: ")],
    ),
    (
        "two_syntax_errors.toml",
        r#"
[[entity]]
id =

[[entity]]
type =
"#,
        &[("2:5", "this is no valid TOML: "), ("5:7", "this is no valid TOML: ")],
    ),
    (
        "twice.toml",
        r#"
[[entity]]
id = "kimi"
id = "k2"
"#,
        &[("3:1", "this is no valid TOML: duplicate key")],
    ),
    (
        "unknown_field.toml",
        r#"
[[entity]]
id = "kimi"
aliasses = ["K"]
foo = 1
"#,
        &[
            ("3:1", "unknown field `aliasses`; did you mean `aliases`?"),
            ("4:1", "unknown field `foo`; the fields are id, type, name, aliases, "),
        ],
    ),
    (
        "unknown_field_of_alias.toml",
        r#"
[[entity]]
id = "kimi"
aliases = [
  "K",
  { text = "K2", weka = true },
]
"#,
        &[("5:18", "unknown field `weka`; did you mean `weak`?")],
    ),
    (
        "unknown_tables.toml",
        r#"
[dictionary]
names = "x"
[[entities]]
id = "kimi"
"#,
        &[
            ("2:1", "unknown field `names`; did you mean `name`?"),
            ("3:3", "unknown table or field `entities`; did you mean `entity`?"),
        ],
    ),
    (
        "no_id.toml",
        r#"
[[entity]]
name = "Kimi"

  [[entity]]
  name = "K2"
"#,
        &[
            ("1:1", "this entity has no `id`; give it one, such as `moonshot-ai`"),
            ("4:3", "this entity has no `id`"),
        ],
    ),
    (
        "single_brackets.toml",
        r#"
[entity]
id = "kimi"
"#,
        &[("1:1", "write each entity under `[[entity]]`, with two brackets")],
    ),
    (
        "types.toml",
        r#"
[[entity]]
id = 5
type = ["org"]
name = ["x"]
aliases = "x"
links = "q"
topics = "ai"
prior = "high"
note = 1
delete = "yes"
related = 2026-01-01
"#,
        &[
            ("2:6", "`id` must be a string, not a number"),
            ("3:8", "`type` must be a string, not a list"),
            ("4:8", "`name` must be a table from language to name"),
            ("5:11", "`aliases` must be a list of strings and tables, not a string"),
            ("6:9", "`links` must be a table"),
            ("7:10", "`topics` must be a list of strings, not a string"),
            ("8:9", "`prior` must be a number, not a string"),
            ("9:8", "`note` must be a string, not a number"),
            ("10:10", "`delete` must be true or false, not a string"),
            ("11:11", "`related` must be a list of strings, not a date"),
        ],
    ),
    (
        "aliases.toml",
        r#"
[[entity]]
id = "kimi"
aliases = [
  5,
  { text = "K2", weak = "yes", window = 0, lang = "zh_CN" },
  { text = "K2", kind = "nick", case = "upper", prior = 2 },
  {},
  { text = "K3", window = 1.5 },
  { text = "K3", window = 20_000 },
]
"#,
        &[
            ("4:3", "`aliases` must be a list of strings and tables, not a number"),
            ("5:25", "`weak` must be true or false, not a string"),
            ("5:41", "a window is a whole number of characters from 1 to "),
            ("5:51", "`zh_CN` is no BCP 47 language tag; write one like en, zh or zh-Hant"),
            ("6:25", "unknown kind `nick`; did you mean `nickname`?"),
            ("6:40", "`case` is \"sensitive\" or \"fold\", not \"upper\""),
            ("6:57", "a prior lies between 0 and 1, this one is 2"),
            ("7:3", "this alias has no `text`"),
            ("8:27", "a window is a whole number of characters from 1 to "),
            ("9:27", "a window is a whole number of characters from 1 to "),
        ],
    ),
    (
        "columns_count_characters.toml",
        r#"
[[entity]]
id = "月之暗面"
name = { zh = "月之暗面", zh_CN = "月", ZH = "面" }
"#,
        &[("3:23", "`zh_CN` is no BCP 47 language tag"), ("3:36", "language `zh` is given twice")],
    ),
    (
        "priors.toml",
        r#"
[[entity]]
id = "kimi"
name = "Kimi"
prior = 1.5
[[entity]]
id = "k2"
name = "K2"
prior = nan
"#,
        &[
            ("4:9", "a prior lies between 0 and 1, this one is 1.5"),
            ("8:9", "a prior lies between 0 and 1"),
        ],
    ),
    (
        "empty_names.toml",
        r#"
[[entity]]
id = ""
name = { en = "" }
aliases = ["", " ", "'"]
"#,
        &[
            ("2:6", "an ID may not be empty; write a slug such as `moonshot-ai`"),
            ("3:15", "in `name`: a name may not be empty"),
            ("4:12", "in `aliases`: a name may not be empty"),
            ("4:16", "in `aliases`: this name has nothing but white space"),
            ("4:21", "in `aliases`: this name has nothing but white space"),
        ],
    ),
    (
        "control_characters.toml",
        r#"
[[entity]]
id = "ki\u0007mi"
name = { en = "Ki\nmi" }
aliases = ["K\tK"]
"#,
        &[
            ("2:6", "an ID may not hold control characters, this one has U+0007"),
            ("3:15", "in `name`: a name may not hold control characters, this one has U+000A"),
            ("4:12", "in `aliases`: a name may not hold control characters, this one has U+0009"),
        ],
    ),
    (
        "no_comma.jsonl",
        r#"
{"id":"kimi","name":"Kimi"}
{"id":"k2" "name":"K2"}
"#,
        &[("2:11", "this is no valid JSON: ")],
    ),
    (
        "braces.jsonl",
        r#"
{"id":"kimi"

{"id":"k2"}}
"#,
        &[("1:1", "this is no valid JSON: "), ("3:12", "this is no valid JSON: ")],
    ),
    (
        "beyond_json.jsonl",
        r#"
{"id":"kimi"}
// no comment
{"id":"k2",}
{id:"k3"}
{'id':"k4"}
{"id":"k5","prior":.5}
{"id":"k6","prior":NaN}
{"id":"k7"} {"id":"k8"}
{"id":"k9","name":"\ud800"}
"#,
        &[
            ("2:1", "this is no valid JSON: "),
            ("3:11", "this is no valid JSON: "),
            ("4:2", "this is no valid JSON: "),
            ("5:2", "this is no valid JSON: "),
            ("6:20", "this is no valid JSON: "),
            ("7:20", "this is no valid JSON: "),
            ("8:13", "this is no valid JSON: "),
            ("9:20", "this is no valid JSON: "),
        ],
    ),
    (
        "twice.jsonl",
        r#"
{"id":"kimi","name":"Kimi","id":"k2"}
"#,
        &[("1:28", "field `id` is given twice")],
    ),
    (
        "unknown_field.jsonl",
        r#"
{"id":"kimi","nmae":"Kimi","frob":1}
"#,
        &[
            ("1:14", "unknown field `nmae`; did you mean `name`?"),
            ("1:28", "unknown field `frob`; the fields are "),
        ],
    ),
    (
        "no_tables.jsonl",
        r#"
["kimi"]
"kimi"
5
"#,
        &[
            ("1:1", "`entity` must be a table with at least `id` and `name`, not a list"),
            ("2:1", "`entity` must be a table with at least `id` and `name`, not a string"),
            ("3:1", "`entity` must be a table with at least `id` and `name`, not a number"),
        ],
    ),
    (
        "types.jsonl",
        r#"
{"id":null,"name":["x"],"aliases":{},"prior":true,"links":[]}
"#,
        &[
            ("1:7", "`id` must be a string, not null"),
            ("1:19", "`name` must be a table from language to name"),
            ("1:35", "`aliases` must be a list of strings and tables, not a table"),
            ("1:46", "`prior` must be a number, not true or false"),
            ("1:59", "`links` must be a table"),
        ],
    ),
    (
        "no_id.jsonl",
        r#"
{"name":"Kimi"}
  {}
"#,
        &[("1:1", "this entity has no `id`"), ("2:3", "this entity has no `id`")],
    ),
    (
        "header.jsonl",
        r#"
{"dictionary":{"nam":"x","never":"y"}}
"#,
        &[
            ("1:16", "unknown field `nam`; did you mean `name`?"),
            ("1:34", "`never` must be a list of strings, not a string"),
        ],
    ),
    (
        "columns_count_characters.jsonl",
        r#"
{"id":"月之暗面","name":{"zh":"月","zz_":"x"},"foo":1}
"#,
        &[
            ("1:31", "`zz_` is no BCP 47 language tag"),
            ("1:42", "unknown field `foo`; the fields are "),
        ],
    ),
    (
        "names.jsonl",
        r#"
{"id":"","name":""}
{"id":"kimi","name":"K\u0000"}
"#,
        &[
            ("1:7", "an ID may not be empty"),
            ("1:17", "in `name`: a name may not be empty"),
            ("2:21", "in `name`: a name may not hold control characters, this one has U+0000"),
        ],
    ),
    (
        "priors.jsonl",
        r#"
{"id":"kimi","prior":1e999}
{"id":"kimi","prior":-0.1}
"#,
        &[
            ("1:22", "a prior lies between 0 and 1"),
            ("2:22", "a prior lies between 0 and 1, this one is -0.1"),
        ],
    ),
    (
        "aliases.jsonl",
        r#"
{"id":"kimi","aliases":[{"text":"K","kind":"nicknme"}]}
{"id":"kimi","aliases":[{"text":"K","case":"x","window":0}]}
"#,
        &[
            ("1:44", "unknown kind `nicknme`; did you mean `nickname`?"),
            ("2:44", "`case` is \"sensitive\" or \"fold\", not \"x\""),
            ("2:57", "a window is a whole number of characters from 1 to "),
        ],
    ),
    (
        "unknown_column.csv",
        r#"
id,nmae
kimi,Kimi
"#,
        &[("1:4", "unknown column `nmae`; did you mean `name`?")],
    ),
    (
        "missing_column.csv",
        r#"
id,lang
kimi,en
"#,
        &[("1:1", "there is no column `name`; the first line must name the columns")],
    ),
    (
        "no_header.csv",
        r#"
kimi,Kimi
"#,
        &[
            ("1:1", "unknown column `kimi`; the columns are id, name, lang, "),
            ("1:6", "unknown column `Kimi`; the columns are id, name, lang, "),
        ],
    ),
    (
        "column_twice.csv",
        r#"
id,name,id
kimi,Kimi,k2
"#,
        &[("1:9", "column `id` is given twice")],
    ),
    (
        "field_count.csv",
        r#"
id,name
kimi,Kimi,x

k2
k3,K3
"#,
        &[("2:1", "this row has 3 fields, the header has 2"), ("4:1", "this row has 1 field")],
    ),
    (
        "fields.csv",
        r#"
id,name,lang,alias_kind,case,weak,prior
kimi,Kimi,e,nicknme,upper,maybe,high
k2,"K,2",,,,,1.5
"#,
        &[
            ("2:11", "`e` is no BCP 47 language tag"),
            ("2:13", "unknown kind `nicknme`; did you mean `nickname`?"),
            ("2:21", "`case` is \"sensitive\" or \"fold\", not \"upper\""),
            ("2:27", "`weak` is true or false, not \"maybe\""),
            ("2:33", "`prior` is a number between 0 and 1, not \"high\""),
            ("3:14", "a prior lies between 0 and 1, this one is 1.5"),
        ],
    ),
    (
        "empty_fields.csv",
        r#"
id,name
,Kimi
k2,
,
  ,x
"#,
        &[
            ("2:1", "this row has no `id`"),
            ("3:4", "this row has no `name`"),
            ("4:1", "this row has no `id`"),
            ("5:1", "this row has no `id`"),
        ],
    ),
    (
        "line_end_in_name.csv",
        r#"
id,name
kimi,"Ki
mi"
k2,K2

k3,
"#,
        &[
            ("2:6", "a name may not hold control characters, this one has U+000A"),
            ("6:4", "this row has no `name`"),
        ],
    ),
    (
        "columns_count_characters.csv",
        r#"
id,lang,name
月之暗面,zz_,月
"#,
        &[("2:6", "`zz_` is no BCP 47 language tag")],
    ),
];

/// The same for what cannot be written in lines.
const BAD_BYTES: &[(&str, &[u8], Problems)] = &[
    (
        "not_utf8.toml",
        b"[[entity]]\nid = \"\xE6\x9C\x88caf\xE9\"\n",
        &[("2:11", "byte 0xE9 is not UTF-8; save the file as UTF-8")],
    ),
    (
        "mark_and_crlf.toml",
        b"\xEF\xBB\xBF[[entity]]\r\nid = \"kimi\"\r\nnam = \"Kimi\"\r\n",
        &[("3:1", "unknown field `nam`; did you mean `name`?")],
    ),
    ("nul.toml", b"[[entity]]\nid = \"k\0\"\n", &[("2:8", "this is no valid TOML: ")]),
    (
        "not_utf8.jsonl",
        b"{\"id\":\"kimi\"}\r\n{\"id\":\"\xFF\"}\r\n",
        &[("2:8", "byte 0xFF is not UTF-8; save the file as UTF-8")],
    ),
    ("not_utf8.csv", b"id,name\nkimi,\xE6\x9C\x88\xFF\n", &[("2:7", "byte 0xFF is not UTF-8")]),
    (
        "mark_and_crlf.csv",
        b"\xEF\xBB\xBFid,name\r\nkimi,Kimi\r\n\r\nk2,\r\n",
        &[("4:4", "this row has no `name`")],
    ),
    (
        "control_characters.csv",
        b"id,name\nkimi,\xE6\x9C\x88\nk2,K\0\n\"k\x073\",K3\n",
        &[
            ("3:4", "a name may not hold control characters, this one has U+0000"),
            ("4:1", "an ID may not hold control characters, this one has U+0007"),
        ],
    ),
    ("empty.csv", b"", &[("1:1", "there is no column `id`; the first line must name the columns")]),
    (
        "unknown_column.tsv",
        b"id\tnmae\nkimi\tKimi\n",
        &[("1:4", "unknown column `nmae`; did you mean `name`?")],
    ),
    (
        "fields.tsv",
        b"id\tname\tlang\nkimi\t\nk2\tK2\tzh_CN\nk3\tK3\ten\tx\n",
        &[
            ("2:1", "this row has 2 fields, the header has 3"),
            ("3:7", "`zh_CN` is no BCP 47 language tag"),
            ("4:1", "this row has 4 fields, the header has 3"),
        ],
    ),
];

#[test]
fn bad_sources_are_reported_problem_by_problem() {
    let place = Place::new();
    let texts = BAD_SOURCES.iter().map(|&(file, text, expected)| {
        (
            file,
            text.strip_prefix('\n').expect("the text begins on its own line").as_bytes(),
            expected,
        )
    });
    let mut failures = String::new();
    for (file, text, expected) in texts.chain(BAD_BYTES.iter().copied()) {
        place.write(file, text);
        let ran = place.run(&format!("dict check {file}"));
        let lines: Vec<&str> = ran.stderr.lines().collect();
        let is_right = lines.len() == expected.len()
            && lines.iter().zip(expected).all(|(line, (at, message))| {
                line.starts_with(&format!("exonym: {file}:{at}: {message}"))
            });
        if !is_right || ran.status != 2 || !ran.stdout.is_empty() {
            failures += &format!(
                "{file}\n{}\n  expected {expected:#?}\n  observed status {}\n{}{}\n",
                String::from_utf8_lossy(text),
                ran.status,
                ran.stdout,
                ran.stderr
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn bad_sources_are_no_dictionaries() {
    let place = Place::new();
    place.write("bad.csv", "id,name\nkimi,Kimi\nk2,\n");
    place.write("in.txt", "Kimi\n");
    place.write("gold.json", r#"{"doc_id":"a","text":"Kimi","mentions":[]}"#);
    for line in [
        "tag -d bad.csv in.txt",
        "tag -d d.csv -d bad.csv in.txt",
        "normalize -d bad.csv in.txt",
        "normalize -d bad.csv --write in.txt",
        "lookup -d bad.csv Kimi",
        "eval -d bad.csv gold.json",
        "dict info bad.csv",
        "dict export bad.csv",
        "dict export bad.csv -o new",
        "dict build bad.csv -o new",
        "dict merge bad.csv -o new",
        "dict check bad.csv",
    ] {
        place.fails(line, &["bad.csv:3:4: this row has no `name`"]);
    }
    assert_eq!(place.names(), ["bad.csv", "d.csv", "gold.json", "in.txt"], "nothing new");
    // All problems of all sources at once.
    place.write("worse.jsonl", "{}\n5\n");
    let ran = place.run("dict build d.csv bad.csv no.csv worse.jsonl -o new");
    let places: Vec<&str> = ran.stderr.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(places, ["bad.csv:3:4", "no.csv", "worse.jsonl:1:1", "worse.jsonl:2:1"]);
}

#[test]
fn a_source_of_unknown_kind() {
    let place = Place::new();
    place.write("names.txt", DICTIONARY);
    place.write("names", DICTIONARY);
    for file in ["names.txt", "names"] {
        let message = format!(
            "{file}: the ending tells no source format; name it .toml, .jsonl, .csv or .tsv"
        );
        for line in ["tag -d", "dict check", "dict build -o new", "dict info", "dict export"] {
            place.fails(&format!("{line} {file}"), &[&message]);
        }
    }
}
