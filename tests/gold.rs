//! Quality on the annotated development set, which lies outside the repository; without it the test
//! says so and passes.

use exonym::eval::{GoldDocument, Predicted, evaluate, predict};
use exonym::{Dictionary, Normalizer};
use std::path::Path;

#[test]
fn development_set() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/dev");
    let Ok(entries) = std::fs::read_dir(&directory) else {
        println!("skipped: no annotated text beside the checkout");
        return;
    };
    let mut documents: Vec<GoldDocument> = entries
        .map(|entry| std::fs::read_to_string(entry.expect("readable").path()).expect("readable"))
        .filter_map(|text| serde_json::from_str(&text).ok())
        .collect();
    documents.sort_by(|a, b| a.doc_id.cmp(&b.doc_id));
    let normalizer = Normalizer::new(Dictionary::builtin());
    let predictions: Vec<Vec<Predicted>> =
        documents.iter().map(|document| predict(&normalizer, &document.text)).collect();
    let report = evaluate(&documents, &predictions, |_| String::new());
    println!(
        "precision {:.4} recall {:.4} F1 {:.4}",
        report.exact.precision, report.exact.recall, report.exact.f1
    );
    for (kind, ratios) in &report.by_kind {
        println!("recall of {kind}: {:.4} of {}", ratios.recall, ratios.gold);
    }
    assert!(report.exact.precision >= 0.97);
    assert!(report.by_kind["canonical"].recall >= 0.97);
    assert!(report.by_kind["alias"].recall >= 0.85);
}
