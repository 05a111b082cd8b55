//! The source dictionaries that entities come from.

use crate::dictionary::part::SourceInfo;
use std::collections::BTreeMap;

/// Sources by name.
#[derive(Clone, Debug, Default)]
pub(in crate::dictionary) struct Sources(BTreeMap<String, SourceInfo>);

impl Sources {
    /// Adds a source. One that was named before is joined: lists are united, version and licence
    /// replaced.
    pub(in crate::dictionary) fn add(&mut self, info: SourceInfo) {
        match self.0.get_mut(&info.name) {
            None => {
                self.0.insert(info.name.clone(), info);
            }
            Some(known) => {
                known.version = info.version.or(known.version.take());
                known.license = info.license.or(known.license.take());
                known.topics.extend(info.topics);
                known.never.extend(info.never);
            }
        }
    }

    /// Adds a protected surface to a source.
    pub(in crate::dictionary) fn never(&mut self, source: &str, surface: String) {
        if let Some(source) = self.0.get_mut(source) {
            source.never.push(surface);
        }
    }

    /// Goes through the sources as they were added, sorted by name.
    pub(in crate::dictionary) fn iter(&self) -> impl Iterator<Item = &SourceInfo> {
        self.0.values()
    }

    /// Returns the number that each source has in the file, in the order of their names.
    pub(in crate::dictionary) fn numbers(&self) -> BTreeMap<&str, u32> {
        self.0.keys().map(String::as_str).zip(0..).collect()
    }

    /// Returns the sources as the file has them: sorted, and so are their lists.
    pub(in crate::dictionary) fn sorted(&self) -> Vec<SourceInfo> {
        let mut sources: Vec<SourceInfo> = self.0.values().cloned().collect();
        for source in &mut sources {
            for list in [&mut source.topics, &mut source.never] {
                list.sort();
                list.dedup();
            }
        }
        sources
    }
}
