//! What the capitalised names of a file stand for: its records and its coded values. Collected before
//! any field is read, because records may refer to each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{CodeTable, RecordId};

/// A capitalised name of a file.
#[derive(Clone, Copy, Debug)]
pub enum Named<'m> {
    /// A record.
    Record(RecordId),
    /// A list of coded values.
    Codes(&'m CodeTable<'m>),
}

/// The capitalised names of a file.
#[derive(Clone, Debug, Default)]
pub struct Names<'m> {
    list: BTreeMap<&'m str, Named<'m>>,
    /// Those of the platform, which all its endpoints look into.
    shared: Arc<BTreeMap<&'m str, Named<'m>>>,
}

impl<'m> Names<'m> {
    /// No names but those that the endpoints of a platform share.
    #[must_use]
    pub fn sharing(shared: Self) -> Self {
        Self { list: BTreeMap::new(), shared: Arc::new(shared.list) }
    }

    /// Adds a name.
    pub fn add(&mut self, name: &'m str, named: Named<'m>) {
        self.list.insert(name, named);
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<Named<'m>> {
        self.list.get(name).or_else(|| self.shared.get(name)).copied()
    }

    /// All names, for a suggestion.
    pub fn all(&self) -> impl Iterator<Item = &'m str> {
        self.list.keys().chain(self.shared.keys()).copied()
    }
}
